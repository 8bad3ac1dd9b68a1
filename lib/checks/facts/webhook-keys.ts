import { type FieldPath, type Manifest, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { WEBHOOK_PREFIX } from '../../upstream/workload-identity';
import { valueAt } from '../../validate/path';
import type { CheckedCluster } from '../checked-cluster';
import { mayHaveKeysWith } from './texts';

/** A label or annotation of Workload Identity. */
export interface WebhookKey {
  readonly manifest: Manifest;
  /** Undefined for an object without pods. */
  readonly workload: Workload | undefined;
  readonly key: string;
  readonly path: FieldPath;
  readonly field: 'labels' | 'annotations';
  /** Whose: that of the pods, of the object itself, or of something between, such as the jobs of a CronJob. */
  readonly of: 'pods' | 'object' | 'between';
}

const FIELDS = ['labels', 'annotations'] as const;
const METADATA: FieldPath = ['metadata'];
const BETWEEN: FieldPath = ['spec', 'jobTemplate', 'metadata'];

/** All of them. Read once, and quick where there are none. */
export function webhookKeys(checked: CheckedCluster): readonly WebhookKey[] {
  let keys = KEYS.get(checked);
  if (!keys) {
    keys = mayHaveKeysWith(checked, WEBHOOK_PREFIX) ? keysIn(checked) : [];
    KEYS.set(checked, keys);
  }
  return keys;
}

const KEYS = new WeakMap<CheckedCluster, readonly WebhookKey[]>();

function keysIn({ cluster }: CheckedCluster): WebhookKey[] {
  const found: WebhookKey[] = [];
  const add = (manifest: Manifest, workload: Workload | undefined, metadata: FieldPath, of: WebhookKey['of']) => {
    const value = mapOf(valueAt(manifest.value, metadata) as YamlValue | undefined);
    for (const field of FIELDS) {
      for (const key in mapOf(value[field])) {
        if (!key.startsWith(WEBHOOK_PREFIX)) continue;
        found.push({ manifest, workload, key, path: [...metadata, field, key], field, of });
      }
    }
  };
  // They are in the order of the objects.
  let next = 0;
  for (const manifest of cluster.manifests.objects) {
    const workload = cluster.workloads[next]?.manifest === manifest ? cluster.workloads[next++] : undefined;
    if (!workload?.template.length) add(manifest, workload, METADATA, workload ? 'pods' : 'object');
    else {
      add(manifest, workload, [...workload.template, 'metadata'], 'pods');
      add(manifest, workload, BETWEEN, 'between');
      add(manifest, workload, METADATA, 'object');
    }
  }
  return found;
}
