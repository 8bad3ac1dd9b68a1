import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule } from '../rule';

/** What NMI takes to clean up; in seconds. */
const CLEANING = 10;
const NMI_WITH_PERIOD = changed(
  NMI,
  '      hostNetwork: true\n',
  '      hostNetwork: true\n      terminationGracePeriodSeconds: 30\n',
);

/** NMI that is killed before its rules are gone. */
export const nmiGracePeriodShort: Rule = {
  id: 'nmi-grace-period-short',
  title: 'NMI has 10 seconds or less to clean up',
  severity: 'warning',
  why: 'When it is told to end, NMI takes its rules out of iptables and waits 10 seconds. Killed before, it leaves them: token requests of the node then go to a port where nobody listens.',
  symptom: 'After NMI is removed, token requests of pods are refused on some nodes.',
  bad: changed(NMI_WITH_PERIOD, 'Seconds: 30', 'Seconds: 10'),
  good: NMI_WITH_PERIOD,
  source: 'cmd/nmi/main.go, pkg/nmi/iptables/iptables.go',
  check: (checked) =>
    controllersOf(checked).flatMap(({ program, podSpec, podSpecPath, manifest: object }) => {
      const seconds = podSpec.terminationGracePeriodSeconds;
      if (program !== 'nmi' || typeof seconds !== 'number' || seconds > CLEANING) return [];
      return [
        {
          object,
          path: [...podSpecPath, 'terminationGracePeriodSeconds'],
          message: `NMI takes ${CLEANING} seconds to remove its rules of iptables, and is killed after ${seconds}. Allow more`,
          fix: 'terminationGracePeriodSeconds: 30',
        },
      ];
    }),
};
