import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { OS_LABELS } from '../../upstream/nodes';

/** Labels of nodes that pods ask for: of the node selector, and of an affinity that allows one value. */
export function nodeLabelsOf(spec: ManifestMap): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>();
  const terms = requiredTermsOf(spec);
  if (terms.length === 1) {
    for (const { key, operator, values } of expressionsOf(terms[0])) {
      if (operator === 'In') labels.set(key, values);
    }
  }
  for (const [key, value] of Object.entries(mapOf(spec.nodeSelector))) labels.set(key, [String(value)]);
  return labels;
}

/** Whether pods say anything about their nodes. */
export const isPlaced = ({ nodeSelector, affinity, tolerations, os }: ManifestMap): boolean =>
  nodeSelector !== undefined || affinity !== undefined || tolerations !== undefined || os !== undefined;

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

function requiredTermsOf(spec: ManifestMap): YamlValue[] {
  const required = mapOf(mapOf(mapOf(spec.affinity).nodeAffinity).requiredDuringSchedulingIgnoredDuringExecution);
  return listFrom(required.nodeSelectorTerms);
}

function expressionsOf(term: YamlValue | undefined): Expression[] {
  return listFrom(mapOf(term).matchExpressions)
    .map(mapOf)
    .map(({ key, operator, values }) => ({
      key: String(key),
      operator: String(operator),
      values: listFrom(values).map(String),
    }));
}

/** The labels of nodes that an affinity asks about, in any way. */
export const requiredKeysOf = (spec: ManifestMap): string[] =>
  requiredTermsOf(spec).flatMap((term) => [
    ...expressionsOf(term).map(({ key }) => key),
    ...listFrom(mapOf(term).matchFields).map(() => 'metadata.name'),
  ]);

/** Before the names of the labels for the operating system and the architecture, until Kubernetes 1.14. */
const BETA = 'beta.';

/** Whether pods run on Windows nodes only. */
export const isOnWindows = (spec: ManifestMap): boolean => {
  const labels = nodeLabelsOf(spec);
  return OS_LABELS.some((key) => labels.get(key)?.includes('windows')) || mapOf(spec.os).name === 'windows';
};

/** Whether pods of these labels can never be where others want to be: a label is asked for with another value. */
export function contradiction(
  a: ReadonlyMap<string, readonly string[]>,
  b: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  for (const [key, values] of a) {
    // Nodes have both names of the label.
    const other = key.startsWith(BETA) ? key.slice(BETA.length) : `${BETA}${key}`;
    const others = b.get(key) ?? b.get(other);
    if (others && !others.some((value) => values.includes(value))) return key;
  }
  return undefined;
}

/** Whether an affinity keeps pods away from every node that has these labels. */
export function isKeptFrom(spec: ManifestMap, labels: ReadonlyMap<string, readonly string[]>): boolean {
  const terms = requiredTermsOf(spec);
  return (
    terms.length > 0 &&
    terms.every((term) =>
      expressionsOf(term).some(({ key, operator, values }) => {
        const wanted = labels.get(key);
        if (!wanted) return false;
        if (operator === 'NotIn') return wanted.every((value) => values.includes(value));
        if (operator === 'In') return !wanted.some((value) => values.includes(value));
        return operator === 'DoesNotExist';
      }),
    )
  );
}

/** What lets pods on nodes with a taint. */
export interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
}

export function tolerationsOf(spec: ManifestMap): Toleration[] {
  const text = (value: YamlValue | undefined) => (typeof value === 'string' ? value : '');
  return listFrom(spec.tolerations)
    .map(mapOf)
    .map(({ key, operator, value, effect }) => ({
      key: text(key),
      operator: text(operator) || 'Equal',
      value: text(value),
      effect: text(effect),
    }));
}

/** Whether one of the tolerations lets pods on all nodes that another one does. */
export function isCovered(wanted: Toleration, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === '' || effect === wanted.effect) &&
      (operator === 'Exists'
        ? key === '' || key === wanted.key
        : wanted.operator !== 'Exists' && key === wanted.key && value === wanted.value),
  );
}
