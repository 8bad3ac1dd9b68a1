import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** Time that NMI needs to clean up, in seconds. */
const CLEANING = 10;
const NMI_WITH_PERIOD = changed(
  NMI,
  '      hostNetwork: true\n',
  '      hostNetwork: true\n      terminationGracePeriodSeconds: 30\n',
);

/** NMI that is killed before it has removed its rules. */
export const nmiGracePeriodShort: Rule = {
  id: 'nmi-grace-period-short',
  title: 'NMI has 10 seconds or less to clean up',
  severity: Severity.WARNING,
  why: 'When it is stopped, NMI removes its iptables rules and waits 10 seconds. If it is killed earlier, the rules remain: token requests on the node then go to a port on which nothing listens.',
  symptom: 'After NMI is removed, token requests of pods are refused on some nodes.',
  bad: changed(NMI_WITH_PERIOD, 'Seconds: 30', 'Seconds: 10'),
  good: NMI_WITH_PERIOD,
  source: 'cmd/nmi/main.go, pkg/nmi/iptables/iptables.go',
  check: (checked) =>
    controllersOf(checked, 'nmi').flatMap(({ podSpec, podSpecPath, manifest: object, release }) => {
      const seconds = podSpec.terminationGracePeriodSeconds;
      if (release.has('removesRules') === false || typeof seconds !== 'number' || seconds > CLEANING) return [];
      return [
        {
          object,
          path: [...podSpecPath, 'terminationGracePeriodSeconds'],
          message: `NMI needs more than ${CLEANING} seconds to remove its iptables rules, and is killed after ${seconds}. Token requests then fail on this node after NMI is removed. Allow more time.`,
          fix: 'terminationGracePeriodSeconds: 30',
        },
      ];
    }),
};
