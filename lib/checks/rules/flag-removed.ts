import { isBefore } from '../../upstream/version';
import { NMI, nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** First release without the flag; the chart renders it up to 1.6.0. */
const FIRST_WITHOUT = [1, 6, 1];

/** A flag that NMI no longer has. */
export const flagRemoved: Rule = {
  id: 'flag-removed',
  title: 'NMI has the flag --host-ip, which 1.6.1 removed',
  severity: Severity.ERROR,
  why: 'Manifests of old versions pass the address of the node. NMI 1.6.1 and later exit at this flag, as at any unknown one.',
  symptom: 'CrashLoopBackOff; the log ends with "unknown flag: --host-ip".',
  bad: nmiWith('--host-ip=$(HOST_IP)'),
  good: NMI,
  source: 'cmd/nmi/main.go; charts/aad-pod-identity/templates/nmi-daemonset.yaml',
  check: (checked) =>
    readableIn(checked, 'nmi')
      .filter(({ version }) => version !== undefined && !isBefore(version, FIRST_WITHOUT))
      .flatMap((started) => {
        const given = started.flags.find('host-ip');
        if (!given) return [];
        const message = `NMI ${started.version?.join('.')} does not have the flag --host-ip. NMI exits at startup. Remove the flag.`;
        return [{ object: started.manifest, path: started.argument(given.index), message }];
      }),
};
