import { describe, expect, test } from '@jest/globals';
import { Manifests, Mode } from '../../lib';
import { credentialsToCreate } from '../../lib/migration/needed-credentials';
import { plannedWorkloads } from '../../lib/migration/planned-workload';
import type { SettingsOptions } from '../../lib/simulation/settings';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';

const id = (name: string) =>
  `/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
/** A team with an identity, a binding and a workload, all of the names that the other team has, too. */
const team = (namespace: string, azure: string, metadata: object = {}) => [
  identity(namespace, 'app', { resourceID: id(azure), clientID: azure }, metadata),
  binding(namespace, 'app', 'app', 'app'),
  deployment(namespace, 'web', labelled('app')),
];

function answers(objects: readonly object[], options: SettingsOptions = {}) {
  const simulation = simulationOf(Manifests.fromText('cluster.yaml', yaml(...objects)), options);
  const planned = plannedWorkloads(simulation.cluster, simulation);
  const { needed, doubtful } = credentialsToCreate(simulation.cluster, simulation);
  return {
    blocked: planned.filter(({ blockers }) => blockers.length > 0).map(({ workload }) => workload.namespace),
    problems: planned.flatMap(({ blockers }) => blockers.map(({ problem, advice }) => `${problem} ${advice}`)),
    federated: needed.map(({ identity: of, namespace }) => `${of.split('/').at(-1)} in ${namespace}`),
    leftOut: doubtful.map(({ workload }) => workload.namespace),
  };
}

describe('when nobody says whether MIC and NMI are forced namespaced', () => {
  test('a workload that would have another identity is blocked, and gets no credential', () => {
    expect(answers([...team('a', 'one'), ...team('b', 'two')])).toEqual({
      blocked: ['b'],
      problems: [
        'Its identities depend on how MIC and NMI run, which are not among the paths: AzureIdentity a/app by default, AzureIdentity b/app if they are forced namespaced. Add the path of the install, or say how it runs: --mode standard for the default, or --force-namespaced.',
      ],
      federated: ['one in a'],
      leftOut: ['b'],
    });
  });

  test.each<[string, SettingsOptions, string[]]>([
    ['the default', { mode: Mode.STANDARD }, ['one in a', 'one in b']],
    ['forced namespaced', { forceNamespaced: true }, ['one in a', 'two in b']],
  ])('%s, when an option says so', (_which, options, federated) => {
    const found = answers([...team('a', 'one'), ...team('b', 'two')], options);
    expect(found).toEqual({ blocked: [], problems: [], federated, leftOut: [] });
  });

  test('identities of their namespace only, the same identity of Azure, and one of another namespace do not block', () => {
    const namespaced = [...team('a', 'one', NAMESPACED), ...team('b', 'two', NAMESPACED)];
    expect(answers(namespaced).blocked).toEqual([]);
    expect(answers([...team('a', 'one'), ...team('b', 'one')]).blocked).toEqual([]);
    // Forced namespaced, it would have none, and not work today.
    expect(answers([...team('a', 'one'), deployment('b', 'web', labelled('app'))]).blocked).toEqual([]);
  });
});

test('an account is named after the identity of its own namespace, also when MIC uses the same one of another', () => {
  const nameOf = (objects: readonly object[]) => {
    const simulation = simulationOf(Manifests.fromText('cluster.yaml', yaml(...objects)));
    return plannedWorkloads(simulation.cluster, simulation).find(({ workload }) => workload.namespace === 'b')?.account
      ?.name;
  };
  const alone = nameOf(team('b', 'one'));
  expect(alone).toMatch(/^app-h/);
  expect(nameOf([...team('a', 'one'), ...team('b', 'one')])).toBe(alone);
  // Another identity of Azure has that name there, and is not used.
  expect(nameOf([...team('a', 'two'), ...team('b', 'one')])).not.toBe(alone);
});
