import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

const NAME = 'leader-election-instance';

/** Replicas of MIC that call themselves the same. */
export const leaderInstanceShared: Rule = {
  id: 'leader-instance-shared',
  title: 'All replicas of MIC have one --leader-election-instance',
  severity: 'warning',
  why: 'The lock that one MIC works under holds the name of its owner, the host name by default. With one name for all replicas each takes itself for the owner, and they work against each other.',
  symptom: 'AzureAssignedIdentities are made and deleted in turns; both logs say that it leads.',
  bad: micWith('--leader-election-instance=mic'),
  good: changed(micWith('--leader-election-instance=mic'), 'replicas: 2', 'replicas: 1'),
  source: 'cmd/mic/main.go, pkg/mic/mic.go (NewLeaderElector)',
  check: (checked) =>
    readableIn(checked, 'mic').flatMap((started) => {
      const { manifest: object, env } = started;
      const replicas = object.at(['spec', 'replicas']);
      const given = started.flags.find(NAME);
      if (!given || given.value === '' || typeof replicas !== 'number' || replicas < 2) return [];
      // What stays in brackets is the field of each pod, such as its name.
      const variables = [...given.value.matchAll(/\$\(([^()$]+)\)/g)].map(([, name = '']) => env.get(name));
      if (variables.some((variable) => variable) || (variables.length > 0 && started.hasUnseenVariables)) return [];
      return [
        {
          object,
          path: started.argument(given.index),
          message: `All ${replicas} replicas of MIC hold the lock as ${show(given.value)}, so that more than one of them works. Remove the flag: each then has its host name`,
        },
      ];
    }),
};
