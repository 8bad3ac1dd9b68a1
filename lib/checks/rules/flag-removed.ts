import { isBefore } from '../../upstream/version';
import { NMI, nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** The first version without it: the chart renders it up to 1.6.0. */
const FIRST_WITHOUT = [1, 6, 1];

/** A flag of NMI that later versions do not have. */
export const flagRemoved: Rule = {
  id: 'flag-removed',
  title: 'NMI is started with --host-ip, which versions from 1.6.1 on do not have',
  severity: 'error',
  why: 'Manifests of old versions pass the address of the node. NMI 1.6.1 and later do not have the flag, and end at a flag that they do not have.',
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
        const message = `NMI ${started.version?.join('.')} has no flag --host-ip, and ends when it is started. Remove it`;
        return [{ object: started.manifest, path: started.argument(given.index), message }];
      }),
};
