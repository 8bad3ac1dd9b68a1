import { type FieldPath, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import { API_GROUP, BEHAVIOR_ANNOTATION, NAMESPACED } from '../../simulation/custom-resources';
import { show } from '../../values/format';
import { editDistance } from '../../values/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples';
import type { Rule, RuleFinding, Severity } from '../rule';

/** The annotation that keeps an identity to its namespace, where or as it does not. */
export const behaviorWithoutEffect: Rule = {
  id: 'behavior-without-effect',
  title: 'The annotation aadpodidentity.k8s.io/Behavior has no effect',
  severity: 'error',
  why: 'MIC keeps an identity to its namespace when the AzureIdentity has the annotation aadpodidentity.k8s.io/Behavior: namespaced, key and value letter by letter. Misspelt, as a label or on another object it is not seen, and pods of every namespace get the identity.',
  symptom: 'Nothing says it: a pod of another namespace with the label gets the identity.',
  bad: documents(changed(IDENTITY, 'Behavior: namespaced', 'Behavior: Namespaced'), BINDING, WORKLOAD),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/utils.go (IsNamespacedIdentity)',
  check: (checked) => {
    const { cluster } = checked;
    const isNamespaced = new Map(cluster.identities.map((identity) => [identity.manifest, identity.isNamespaced]));
    const bindings = new Map(cluster.bindings.map((binding) => [binding.manifest, cluster.identityOf(binding)]));
    const workloads = new Map(checked.workloads.map((one) => [one.workload.manifest, one]));
    return cluster.manifests.objects.flatMap((manifest) => {
      if (isNamespaced.has(manifest)) return isNamespaced.get(manifest) ? [] : onIdentity(checked, manifest);
      if (manifest.kind === 'AzureAssignedIdentity') return [];
      const workload = workloads.get(manifest);
      const inEffect =
        bindings.get(manifest)?.isNamespaced ??
        (workload && workload.assigned.length > 0 && workload.assigned.every(({ identity }) => identity.isNamespaced));
      const severity = inEffect ? 'info' : severityIn(checked);
      const template = workload && workload.workload.template.length > 0 ? workload.workload.template : undefined;
      return [[], ...(template ? [template] : [])].flatMap((at) => elsewhere(manifest, at, severity));
    });
  },
};

/** When everything is namespaced, nothing is lost. */
const severityIn = ({ settings }: CheckedCluster): Severity =>
  settings.mode === 'managed' || settings.micForceNamespaced ? 'info' : 'error';

function onIdentity(checked: CheckedCluster, manifest: Manifest): RuleFinding[] {
  const severity = severityIn(checked);
  const fix = `${BEHAVIOR_ANNOTATION}: ${NAMESPACED}`;
  const finding = (path: FieldPath, message: string) => [
    { object: manifest, path: ['metadata', ...path], message, severity, fix },
  ];
  const annotations = mapOf(manifest.metadata.annotations);
  const key = keyIn(annotations, true);
  if (key !== undefined) {
    const path = ['annotations', key];
    if (key !== BEHAVIOR_ANNOTATION) {
      return finding(
        path,
        `MIC does not know the annotation ${show(key)}: pods of every namespace get the identity. Write ${fix}`,
      );
    }
    return finding(
      path,
      `${show(annotations[key])} is not ${show(NAMESPACED)}: pods of every namespace get the identity. Write ${fix}, or remove it`,
    );
  }
  const label = keyIn(mapOf(manifest.metadata.labels), true);
  if (label === undefined) return [];
  return finding(
    ['labels', label],
    `MIC looks for ${BEHAVIOR_ANNOTATION} among the annotations, not the labels: pods of every namespace get the identity`,
  );
}

function elsewhere(object: Manifest, template: FieldPath, severity: Severity): RuleFinding[] {
  const path = [...template, 'metadata', 'annotations'];
  const key = keyIn(mapOf(object.at(path)), false);
  if (key === undefined) return [];
  const message = `MIC looks for ${BEHAVIOR_ANNOTATION} on AzureIdentity objects only; on this ${object.kind} it has no effect. Move it to the AzureIdentity`;
  return [{ object, path: [...path, key], message, severity }];
}

const PREFIX = `${API_GROUP}/`;

/** The key that is the annotation's, or was meant to be. */
function keyIn(annotations: ManifestMap, isIdentity: boolean): string | undefined {
  if (Object.hasOwn(annotations, BEHAVIOR_ANNOTATION)) return BEHAVIOR_ANNOTATION;
  return Object.keys(annotations).find((key) => {
    const slash = key.lastIndexOf('/');
    const isOurs = slash < 0 ? isIdentity : editDistance(key.slice(0, slash + 1).toLowerCase(), PREFIX) <= 3;
    return /behaviou?r$/i.test(key) && isOurs && editDistance(key.slice(slash + 1).toLowerCase(), 'behavior') <= 1;
  });
}
