import { listFrom, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import type { Workload } from '../simulation/workload';

/** How the pods of a workload are found. */
export interface PodQuery {
  readonly by: 'name' | 'selector' | 'cron-job';
  readonly what: string;
}

/** By its own selector where it has one, so that pods of others are none of them. */
export function podsOf({ manifest, labels }: Workload): PodQuery {
  const { group, kind, name, metadata } = manifest;
  const bySelector = (what: string): PodQuery => ({ by: 'selector', what });
  const isNamed = typeof metadata.name === 'string' && metadata.name !== '';
  if (isNamed && group === '' && kind === 'Pod') return { by: 'name', what: name };
  if (isNamed && group === 'batch' && kind === 'CronJob') return { by: 'cron-job', what: name };
  if (isNamed && group === 'batch' && kind === 'Job') return bySelector(`job-name=${name}`);
  if (isNamed && group === 'serving.knative.dev') return bySelector(`serving.knative.dev/service=${name}`);
  const selector = mapOf(mapOf(manifest.value.spec).selector);
  const isPlain = group === '' && kind === 'ReplicationController';
  return bySelector(
    selectorText(isPlain ? { matchLabels: selector } : selector) || selectorText({ matchLabels: labels }),
  );
}

const OPERATORS: { readonly [operator: string]: (key: string, values: string) => string } = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** A selector of labels as kubectl takes it. */
function selectorText({
  matchLabels,
  matchExpressions,
}: {
  readonly [field: string]: YamlValue | undefined | object;
}): string {
  const equal = Object.entries(mapOf(matchLabels as YamlValue)).map(([key, value]) => `${key}=${value}`);
  const others = listFrom(matchExpressions as YamlValue).flatMap((expression) => {
    const { key, operator, values } = mapOf(expression);
    return OPERATORS[String(operator)]?.(String(key), listFrom(values).join(',')) ?? [];
  });
  return [...equal, ...others].join(',');
}
