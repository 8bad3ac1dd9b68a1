import { CHANGES } from '../../upstream/changes';
import { dashed } from '../../upstream/flag';
import { flagOf } from '../../upstream/flags';
import { NMI, nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** A flag that NMI no longer has. */
export const flagRemoved: Rule = {
  id: 'flag-removed',
  title: `NMI has a flag that its version no longer has, such as --host-ip`,
  severity: Severity.ERROR,
  why: `Manifests of old versions pass the address of the node. NMI ${CHANGES.listensOnLoopback} and later exit at the flag --host-ip, as at any unknown one.`,
  symptom: 'CrashLoopBackOff; the log ends with "unknown flag: --host-ip".',
  bad: nmiWith('--host-ip=$(HOST_IP)'),
  good: NMI,
  source: 'cmd/nmi/main.go; charts/aad-pod-identity/templates/nmi-daemonset.yaml',
  check: (checked) =>
    readableIn(checked).flatMap((started) =>
      started.flags.given
        .filter(({ name }) => flagOf(started.program, name)?.until && started.release.hasFlag(name) === false)
        .map(({ name, index }) => ({
          object: started.manifest,
          path: started.argument(index),
          message: `${started.name} ${started.version?.join('.')} does not have the flag ${dashed(name)}. ${started.name} exits at startup. Remove the flag.`,
        })),
    ),
};
