import { NMI, nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { usesCilium } from '../facts/egress-cilium';
import { type Rule, Severity } from '../rule';

/** NMI on an address to which Cilium does not redirect. */
export const ciliumNeedsRedirect: Rule = {
  id: 'cilium-needs-redirect',
  title: 'With Cilium, NMI listens on the loopback address only',
  severity: Severity.INFO,
  why: 'When Cilium replaces kube-proxy, as in Azure CNI Powered by Cilium, the iptables rule that redirects token requests to NMI has no effect. A CiliumLocalRedirectPolicy redirects them instead, which requires NMI to listen on another address than loopback; the chart has no value for that.',
  symptom:
    'Requests to 169.254.169.254 time out, or reach the metadata service directly: "Identity not found", or a token for any identity on the node.',
  bad: NMI,
  good: nmiWith('--nmi-listen-address=0.0.0.0'),
  options: { networkPlugin: 'cilium' },
  source: 'pkg/nmi/iptables/iptables.go; cmd/nmi/main.go; cilium/cilium#20103; MicrosoftDocs/azure-aks-docs#11',
  check: (checked) => {
    if (!usesCilium(checked)) return [];
    return readableIn(checked, 'nmi')
      .filter(
        (nmi) =>
          nmi.release.hasFlag('nmi-listen-address') &&
          /^(127\.|localhost$)/.test(nmi.flags.value('nmi-listen-address')),
      )
      .map((nmi) => ({
        object: nmi.manifest,
        path: nmi.placeOf('nmi-listen-address'),
        message:
          'NMI listens on the loopback address only. If Cilium replaces kube-proxy, token requests do not reach it. Add a CiliumLocalRedirectPolicy for 169.254.169.254, and set --nmi-listen-address.',
      }));
  },
};
