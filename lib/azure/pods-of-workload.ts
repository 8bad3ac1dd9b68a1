import { listFrom, type ManifestMap, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import type { Workload } from '../simulation/workload';
import { LABEL_VALUE, QUALIFIED_NAME } from '../validate/kubernetes-names';
import { fieldProblem, hasGeneratedName } from './kube-object';

export interface PodQuery {
  readonly by: 'name' | 'selector' | 'cron-job';
  readonly what: string;
}

/**
 * By its own selector if it has one, to exclude pods of other workloads. Adds a problem for an invalid selector, which
 * kubectl could read as another one.
 */
export function podsOf({ manifest, labels }: Workload, problems: string[]): PodQuery {
  const { group, kind, name } = manifest;
  const bySelector = (what: string): PodQuery => ({ by: 'selector', what });
  const isNamed = !hasGeneratedName(manifest);
  if (isNamed && group === '' && kind === 'Pod') return { by: 'name', what: name };
  if (isNamed && group === 'batch' && kind === 'CronJob') return { by: 'cron-job', what: name };
  if (isNamed && group === 'batch' && kind === 'Job') return bySelector(`job-name=${name}`);
  if (isNamed && group === 'serving.knative.dev') return bySelector(`serving.knative.dev/service=${name}`);
  const selector = mapOf(mapOf(manifest.value.spec).selector);
  const isPlain = group === '' && kind === 'ReplicationController';
  const terms = termsOf(isPlain ? { matchLabels: selector } : selector);
  const used = terms.length > 0 ? terms : termsOf({ matchLabels: labels });
  const isInvalid = used.length === 0 || used.includes(undefined);
  if (isInvalid) {
    const path = ['spec', 'selector'];
    problems.push(fieldProblem(manifest, path, manifest.at(path), 'labels that its pods have'));
  }
  return bySelector(used.join(','));
}

const OPERATORS: { readonly [operator: string]: (key: string, values: string) => string } = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** The parts of a label selector for kubectl; undefined for an invalid part. */
function termsOf({ matchLabels, matchExpressions }: ManifestMap | { readonly [field: string]: object }) {
  const equal = Object.entries(mapOf(matchLabels as YamlValue)).map(([key, value]) =>
    isKey(key) && isValue(value) ? `${key}=${value}` : undefined,
  );
  const others = listFrom(matchExpressions as YamlValue).map((expression) => {
    const { key, operator, values } = mapOf(expression);
    const list = listFrom(values);
    const isKnown = typeof operator === 'string' && Object.hasOwn(OPERATORS, operator);
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (!isKnown || !isKey(key) || !list.every(isValue) || list.length > 0 !== needsValues) return undefined;
    return OPERATORS[operator]?.(key, list.join(','));
  });
  return [...equal, ...others];
}

const isKey = (key: unknown): key is string => typeof key === 'string' && QUALIFIED_NAME.accepts(key);
const isValue = (value: unknown): value is string => typeof value === 'string' && LABEL_VALUE.accepts(value);
