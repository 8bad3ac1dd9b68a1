import { scalarText } from '../../manifests/manifest';
import { BINDING_LABEL } from '../../upstream/api';
import { ownLabelsOf } from '../../upstream/own-labels';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { type Rule, Severity } from '../rule';

const release = (metadata: string, values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: orders
  namespace: shop
${metadata}spec:
  interval: 5m
  chart:
    spec:
      chart: orders
      sourceRef:
        kind: HelmRepository
        name: shop
  values:
    replicas: 2
${values}`;

/** The label in the metadata of an object that hands it to no pod. */
export const labelOnNoPod: Rule = {
  id: 'label-on-no-pod',
  title: 'The label aadpodidbinding is on an object that hands it to no pod',
  severity: Severity.WARNING,
  why: 'MIC and NMI read the labels of pods only. Objects such as a HelmRelease, an Application, a ServiceAccount or a Namespace do not label pods with their own labels.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, release('  labels:\n    aadpodidbinding: orders\n', '')),
  good: documents(IDENTITY, BINDING, release('', '    podLabels:\n      aadpodidbinding: orders\n')),
  source:
    'pkg/pod/pod.go, GetPods; fluxcd.io/flux/components/helm/helmreleases; argo-cd.readthedocs.io; github.com/kubeflow/spark-operator, issue 905',
  check: ({ cluster }) => {
    if (cluster.ownLabels.length === 0) return [];
    const reaching = labelsOfPods(cluster);
    return cluster.ownLabels.flatMap(({ manifest, path }) => {
      const { group, kind } = manifest;
      const own = ownLabelsOf(group, kind);
      const value = scalarText(manifest.at(path));
      // Tools such as Kustomize put the label on every object, the pods too.
      if (!own || reaching.has(value)) return [];
      const what = path[1] === 'labels' ? 'label' : 'annotation';
      const effect = own.sinceHandsOn && what === 'label' ? 'Its pods may get no identity' : 'No pod gets the identity';
      return [
        {
          object: manifest,
          path,
          message: `The ${what} ${BINDING_LABEL} is on the ${kind} itself, and ${own.why}. ${effect}. ${own.advice}.`,
        },
      ];
    });
  },
};

/** The labels that pods have, or may have. */
function labelsOfPods({ workloads, unseen, chartValues }: CheckedCluster['cluster']): ReadonlySet<string> {
  return new Set([
    ...workloads.flatMap(({ label }) => (label === undefined ? [] : [label])),
    ...unseen.filter(({ path }) => path[0] !== 'metadata').map(({ manifest, path }) => scalarText(manifest.at(path))),
    ...chartValues.flatMap(({ labels }) => labels.map(({ value }) => value)),
  ]);
}
