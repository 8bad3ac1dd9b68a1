import { type FieldPath, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import { API_GROUP, BEHAVIOR_ANNOTATION, NAMESPACED } from '../../upstream/api';
import { show } from '../../validate/format';
import { editDistance } from '../../validate/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule, RuleFinding } from '../rule';
import type { Severity } from '../severity';

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
    const { identities, bindings, manifests } = checked.cluster;
    return [
      ...identities.flatMap(({ manifest, isNamespaced }) => (isNamespaced ? [] : onIdentity(checked, manifest))),
      ...manifests.objects
        .filter(({ kind, group }) => group !== API_GROUP || !ON_OWN_TERMS.includes(kind))
        .flatMap((manifest) =>
          elsewhere(manifest, [], () => {
            const binding = bindings.find((one) => one.manifest === manifest);
            const isInEffect = binding && checked.cluster.identityOf(binding)?.isNamespaced;
            return isInEffect ? 'info' : severityIn(checked);
          }),
        ),
      ...checked.workloads
        // The annotations of a pod itself are its own.
        .filter(({ workload }) => workload.template.length > 0)
        .flatMap(({ workload: { manifest, template }, assigned }) =>
          elsewhere(manifest, template, () => {
            const isInEffect = assigned.length > 0 && assigned.every(({ identity }) => identity.isNamespaced);
            return isInEffect ? 'info' : severityIn(checked);
          }),
        ),
    ];
  },
};

/** Where it belongs, and what is a copy of that. */
const ON_OWN_TERMS = ['AzureIdentity', 'AzureAssignedIdentity'];

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

function elsewhere(object: Manifest, template: FieldPath, severity: () => Severity): RuleFinding[] {
  const path = [...template, 'metadata', 'annotations'];
  const key = keyIn(template.length === 0 ? mapOf(object.metadata.annotations) : mapOf(object.at(path)), false);
  if (key === undefined) return [];
  const message = `MIC looks for ${BEHAVIOR_ANNOTATION} on AzureIdentity objects only; on this ${object.kind} it has no effect. Move it to the AzureIdentity`;
  return [{ object, path: [...path, key], message, severity: severity() }];
}

const PREFIX = `${API_GROUP}/`;

/** The key that is the annotation's, or was meant to be. Without a group it is that of an AzureIdentity only. */
function keyIn(annotations: ManifestMap, isIdentity: boolean): string | undefined {
  if (Object.hasOwn(annotations, BEHAVIOR_ANNOTATION)) return BEHAVIOR_ANNOTATION;
  for (const key in annotations) if (/beha/i.test(key) && isLike(key, isIdentity)) return key;
  return undefined;
}

function isLike(key: string, isIdentity: boolean): boolean {
  const slash = key.lastIndexOf('/');
  if (editDistance(key.slice(slash + 1).toLowerCase(), 'behavior') > 2) return false;
  return slash < 0 ? isIdentity : editDistance(key.slice(0, slash + 1).toLowerCase(), PREFIX) <= 3;
}
