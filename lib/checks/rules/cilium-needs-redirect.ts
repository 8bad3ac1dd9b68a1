import { NMI, nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** NMI that listens where Cilium does not send to. */
export const ciliumNeedsRedirect: Rule = {
  id: 'cilium-needs-redirect',
  title: 'With Cilium, NMI listens on the loopback address only',
  severity: 'info',
  why: 'Where Cilium takes the place of kube-proxy, the rule of iptables that sends token requests to NMI is passed by. A CiliumLocalRedirectPolicy does it instead, and needs NMI to listen on an address that is not the loopback one; the chart has no value for that.',
  symptom: 'Pods reach the metadata service directly: "Identity not found", or a token of any identity of the node.',
  bad: NMI,
  good: nmiWith('--nmi-listen-address=0.0.0.0'),
  options: { networkPlugin: 'cilium' },
  source: 'pkg/nmi/iptables/iptables.go; cmd/nmi/main.go',
  check: (checked) => {
    if (!/cilium/i.test(checked.options.networkPlugin ?? '')) return [];
    return readableIn(checked, 'nmi')
      .filter((nmi) => /^(127\.|localhost$)/.test(nmi.flags.value('nmi-listen-address')))
      .map((nmi) => ({
        object: nmi.manifest,
        path: nmi.placeOf('nmi-listen-address'),
        message:
          'if Cilium takes the place of kube-proxy here, token requests do not reach NMI: add a CiliumLocalRedirectPolicy for 169.254.169.254, and let NMI listen on another address than the loopback one',
      }));
  },
};
