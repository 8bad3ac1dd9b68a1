import { listFrom, mapOf } from '../manifests/manifest';
import { isCalled } from '../simulation/admission';
import { annotationsAt } from '../simulation/annotations-at';
import type { Workload } from '../simulation/workload';
import { PROXY_CONTAINER } from '../upstream/webhook-pod';
import { AUDIENCE, INJECT_PROXY_ANNOTATION } from '../upstream/workload-identity';
import { MigrationStage } from '../workload-identity/migration-stage';

/**
 * The stage that a workload is at, by its pod template alone: undefined when it has neither the label of pod identity nor
 * anything of Workload Identity.
 */
export function stageOf(workload: Workload): MigrationStage | undefined {
  const { manifest, template, label } = workload;
  const spec = mapOf(manifest.at([...template, 'spec']));
  const isWebhookCalled = isCalled(workload);
  const isWritten = !isWebhookCalled && hasToken(spec.volumes);
  if (!isWebhookCalled && !isWritten) return label === undefined ? undefined : MigrationStage.POD_IDENTITY;
  const containers = [...listFrom(spec.initContainers), ...listFrom(spec.containers)];
  const isProxied = isWritten
    ? containers.some((container) => mapOf(container).name === PROXY_CONTAINER)
    : Object.hasOwn(annotationsAt(manifest, [...template, 'metadata', 'annotations']), INJECT_PROXY_ANNOTATION);
  if (isProxied) return MigrationStage.PROXY;
  return label === undefined ? MigrationStage.WORKLOAD_IDENTITY : MigrationStage.DUAL;
}

/** Whether the token of a workload is in its pod template, and the webhook does nothing. */
export function isWrittenOut(workload: Workload): boolean {
  const { manifest, template } = workload;
  return !isCalled(workload) && hasToken(mapOf(manifest.at([...template, 'spec'])).volumes);
}

/** Whether a volume is a token for Entra ID, as the webhook adds it, and `Injection.MANIFEST` writes it. */
function hasToken(volumes: Parameters<typeof listFrom>[0]): boolean {
  if (!Array.isArray(volumes)) return false;
  return volumes.some((volume) =>
    listFrom(mapOf(mapOf(volume).projected).sources).some(
      (source) => mapOf(mapOf(source).serviceAccountToken).audience === AUDIENCE,
    ),
  );
}
