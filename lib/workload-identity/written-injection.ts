import { type Json, withValue } from '../synth/pod-template';
import { authorityHostOf } from '../upstream/authority-hosts';
import { type SpecMap, skippedContainers, withProxy, withToken } from '../upstream/pod-injection';
import {
  injectedVariables,
  PROXY_IMAGE,
  PROXY_INIT_IMAGE,
  proxyContainer,
  proxyInitContainer,
  TOKEN_MOUNT_PATH,
} from '../upstream/webhook-pod';
import { PROXY_USER } from '../upstream/workload-identity';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { MigrationStage } from './migration-stage';
import type { StageSettings } from './stage-settings';

/** Name of the volume that `Injection.MANIFEST` writes. */
const VOLUME = 'azure-workload-identity';

/** The identity that a workload's pods use unless they name another. */
export interface DefaultIdentity {
  /** Undefined when each container names its own. */
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * What the webhook would add, in the pod template itself: its spec is at `path`.
 *
 * @param skipped the value of the annotation that names containers to skip
 */
export function writtenOut(
  problems: Problems,
  manifest: Json,
  path: Path,
  skipped: string | undefined,
  settings: StageSettings,
  identity: DefaultIdentity,
): Json {
  const spec = valueAt(manifest, path) as SpecMap;
  refuseOwnToken(problems, spec, path);
  return withValue(
    manifest,
    path,
    injected(spec, {
      ...settings,
      clientId: identity.clientId ?? '',
      tenantId: identity.tenantId ?? settings.tenantId ?? '',
      skipped,
      proxyPort: settings.stage === MigrationStage.PROXY ? settings.proxyPort : undefined,
    }),
  ) as Json;
}

/** Refuses a volume of the name, and a mount in the place, of what is written. */
function refuseOwnToken(problems: Problems, spec: SpecMap, path: Path): void {
  const hint = 'Remove it, or use Injection.WEBHOOK';
  for (const [list, key, taken] of [
    ['volumes', 'name', VOLUME],
    ['containers', 'mountPath', TOKEN_MOUNT_PATH],
    ['initContainers', 'mountPath', TOKEN_MOUNT_PATH],
  ] as const) {
    listAt(spec, [list]).forEach((item, i) => {
      const places = list === 'volumes' ? [[]] : listAt(item, ['volumeMounts']).map((_, k) => ['volumeMounts', k]);
      for (const place of places) {
        if (valueAt(item, [...place, key]) !== taken) continue;
        const field = fieldAt([...path, list, i, ...place, key]);
        problems.add(field, taken, 'another value with Injection.MANIFEST, which writes the token there', hint);
      }
    });
  }
}

const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
};

/** What `injected` adds. */
export interface WrittenInjection {
  readonly clientId: string;
  readonly tenantId: string;
  readonly azureEnvironment: string;
  readonly tokenExpiration: number;
  /** The value of the annotation that names containers to skip. */
  readonly skipped: string | undefined;
  /** Undefined: no proxy. */
  readonly proxyPort: number | undefined;
}

/** A pod spec with what the webhook would add; the proxy is in front, and has its user. */
export function injected(spec: SpecMap, injection: WrittenInjection): SpecMap {
  const { clientId, tenantId, azureEnvironment, tokenExpiration, proxyPort } = injection;
  const proxied = proxyPort === undefined ? spec : withProxy(spec, proxyAt(proxyPort));
  return withToken(proxied, {
    variables: injectedVariables({ clientId, tenantId, authorityHost: authorityHostOf(azureEnvironment) ?? '' }),
    volume: VOLUME,
    expirationSeconds: tokenExpiration,
    skipped: skippedContainers(injection.skipped),
  });
}

function proxyAt(port: number) {
  const sidecar = proxyContainer(port, PROXY_IMAGE);
  const securityContext = { ...sidecar.securityContext, runAsUser: PROXY_USER };
  return {
    sidecar: { ...sidecar, securityContext },
    init: proxyInitContainer(port, PROXY_INIT_IMAGE),
    place: 'ahead',
  } as const;
}
