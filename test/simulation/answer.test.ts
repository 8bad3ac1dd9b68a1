import { expect, test } from '@jest/globals';
import { Manifests, simulate } from '../../lib';
import { Explanations } from '../../lib/simulation/explain';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { deployment, exception, labelled, manifests, pod, yaml } from '../support/cluster';

test('each bypass, and whether NMI passes the requests to the metadata service', () => {
  const { workloads } = simulate(
    manifests(
      exception('a', 'e', { app: 'x' }),
      pod('a', 'exception', { app: 'x' }),
      deployment('default', 'mic', {}),
      pod('a', 'host', {}, { hostNetwork: true }),
      pod('a', 'none', {}),
    ),
  );
  expect(workloads.map(({ bypass, excepted }) => [bypass, excepted])).toEqual([
    ['exception', true],
    ['mic', true],
    ['hostNetwork', false],
    [undefined, false],
  ]);
});

test('skipped files are in the answer, and absent when there are none', () => {
  const text = 'apiVersion: kustomize.config.k8s.io/v1\nkind: Kustomization\n';
  const partial = Manifests.fromText('k.yaml', text, { allowPartial: true });
  expect(simulate(partial)).toEqual({
    mode: 'standard',
    forceNamespaced: false,
    workloads: [],
    incomplete: ['k.yaml'],
  });
  expect(simulate(Manifests.fromText('p.yaml', yaml()))).not.toHaveProperty('incomplete');
});

test('workloads of one namespace with different labels have their own reasons', () => {
  const simulation = simulationOf(
    manifests(pod('a', 'p', labelled('s')), pod('a', 'q', labelled('t')), pod('b', 'r', labelled('t'))),
  );
  const explanations = new Explanations(simulation);
  expect(simulation.cluster.workloads.map((workload) => explanations.whyNothing(workload))).toEqual([
    ['no binding has the selector "s"'],
    ['no binding has the selector "t"'],
    ['no binding has the selector "t"'],
  ]);
});
