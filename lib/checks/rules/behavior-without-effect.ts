import { type FieldPath, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import { API_GROUP, BEHAVIOR_ANNOTATION, NAMESPACED } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { show } from '../../validate/format';
import { editDistance } from '../../validate/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isUnknown } from '../facts/faulty-objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

/** The annotation that limits an identity to its namespace, misspelt or in the wrong place. */
export const behaviorWithoutEffect: Rule = {
  id: 'behavior-without-effect',
  title: 'The annotation aadpodidentity.k8s.io/Behavior has no effect',
  severity: Severity.ERROR,
  why: 'MIC limits an identity to its namespace when the AzureIdentity has the annotation aadpodidentity.k8s.io/Behavior: namespaced, with exactly this key and value. MIC ignores it when it is misspelt, a label, or on another object, and pods of every namespace can get the identity.',
  symptom: 'No error: a pod of another namespace with the label gets the identity.',
  bad: documents(changed(IDENTITY, 'Behavior: namespaced', 'Behavior: Namespaced'), BINDING, WORKLOAD),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/utils.go (IsNamespacedIdentity)',
  check: (checked) => {
    const { identities, bindings, manifests } = checked.cluster;
    return [
      ...identities.flatMap(({ manifest, isNamespaced }) => (isNamespaced ? [] : onIdentity(checked, manifest))),
      ...manifests.objects
        .filter(
          (manifest) => manifest.group !== API_GROUP || !(ON_OWN_TERMS.includes(manifest.kind) || isUnknown(manifest)),
        )
        .flatMap((manifest) =>
          elsewhere(manifest, [], () => {
            const binding = bindings.find((one) => one.manifest === manifest);
            const isInEffect = binding && checked.cluster.identityOf(binding)?.isNamespaced;
            return isInEffect ? Severity.INFO : severityIn(checked);
          }),
        ),
      ...checked.workloads
        // For a Pod, the annotations of the object and of its template are the same.
        .filter(({ workload }) => workload.template.length > 0)
        .flatMap(({ workload: { manifest, template }, assigned }) =>
          elsewhere(manifest, template, () => {
            const isInEffect = assigned.length > 0 && assigned.every(({ identity }) => identity.isNamespaced);
            return isInEffect ? Severity.INFO : severityIn(checked);
          }),
        ),
    ];
  },
};

/** Kinds that may have the annotation: MIC copies it to what it creates. */
const ON_OWN_TERMS = ['AzureIdentity', 'AzureAssignedIdentity'];

/** When everything is namespaced anyway, the annotation is not needed. */
const severityIn = ({ settings }: CheckedCluster): Severity =>
  settings.mode === Mode.MANAGED || settings.micForceNamespaced ? Severity.INFO : Severity.ERROR;

function onIdentity(checked: CheckedCluster, manifest: Manifest): RuleFinding[] {
  const severity = severityIn(checked);
  const fix = `${BEHAVIOR_ANNOTATION}: ${NAMESPACED}`;
  const finding = (path: FieldPath, message: string, more: Partial<RuleFinding> = {}) => [
    { object: manifest, path: ['metadata', ...path], message, severity, fix, ...more },
  ];
  const annotations = mapOf(manifest.metadata.annotations);
  const key = keyIn(annotations, true);
  if (key !== undefined) {
    const path = ['annotations', key];
    if (key !== BEHAVIOR_ANNOTATION) {
      return finding(
        path,
        `MIC ignores the annotation ${show(key)}. Pods of every namespace can get the identity. Write ${fix}.`,
        { isKey: true },
      );
    }
    return finding(
      path,
      `The value ${show(annotations[key])} of the annotation is not ${show(NAMESPACED)}. Pods of every namespace can get the identity. Write ${fix}, or remove the annotation.`,
    );
  }
  const label = keyIn(mapOf(manifest.metadata.labels), true);
  if (label === undefined) return [];
  return finding(
    ['labels', label],
    `The annotation ${BEHAVIOR_ANNOTATION} is a label here. Pods of every namespace can get the identity. Move it to the annotations.`,
    { isKey: true, fixIn: ['metadata', 'annotations'] },
  );
}

function elsewhere(object: Manifest, template: FieldPath, severity: () => Severity): RuleFinding[] {
  const { annotations } = mapOf(mapOf(object.at(template)).metadata);
  // Most have none.
  const key = annotations === undefined ? undefined : keyIn(mapOf(annotations), false);
  if (key === undefined) return [];
  const path = [...template, 'metadata', 'annotations'];
  const message = `MIC reads ${BEHAVIOR_ANNOTATION} on AzureIdentity objects only. On this ${object.kind} it has no effect. Move it to the AzureIdentity.`;
  return [{ object, path: [...path, key], message, severity: severity(), isKey: true }];
}

const PREFIX = `${API_GROUP}/`;

/** The key of the annotation, also misspelt. A key without the group counts on an AzureIdentity only. */
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
