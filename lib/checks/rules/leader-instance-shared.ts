import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

const NAME = 'leader-election-instance';

/** Replicas of MIC with one name. */
export const leaderInstanceShared: Rule = {
  id: 'leader-instance-shared',
  title: 'All replicas of MIC have the same --leader-election-instance',
  severity: Severity.WARNING,
  why: 'The lock of the active MIC holds the name of its owner, by default the host name. With the same name, each replica thinks that it is the owner, and they work against each other.',
  symptom: 'AzureAssignedIdentity objects are created and deleted in turns; all replicas log that they lead.',
  bad: micWith('--leader-election-instance=mic'),
  good: changed(micWith('--leader-election-instance=mic'), 'replicas: 2', 'replicas: 1'),
  source: 'cmd/mic/main.go, pkg/mic/mic.go (NewLeaderElector)',
  check: (checked) =>
    readableIn(checked, 'mic').flatMap((started) => {
      const { manifest: object, env } = started;
      const replicas = object.at(['spec', 'replicas']);
      const given = started.flags.find(NAME);
      if (!given || given.value === '' || typeof replicas !== 'number' || replicas < 2) return [];
      // Kubernetes replaces $(NAME), which can differ for each pod.
      const variables = [...given.value.matchAll(/\$\(([^()$]+)\)/g)].map(([, name = '']) => env.get(name));
      if (variables.some((variable) => variable) || (variables.length > 0 && started.hasUnseenVariables)) return [];
      return [
        {
          object,
          path: started.argument(given.index),
          message: `All ${replicas} replicas of MIC hold the leader lock as ${show(given.value)}. Several of them are active at once and work against each other. Remove the flag; each replica then uses its host name.`,
        },
      ];
    }),
};
