import { type Json, type PodTemplate, withValue } from '../synth/pod-template';
import { authorityHostOf } from '../upstream/authority-hosts';
import { type SpecMap, skippedContainers, withProxy, withToken } from '../upstream/pod-injection';
import {
  injectedVariables,
  PROXY_IMAGE,
  PROXY_INIT_IMAGE,
  proxyContainer,
  proxyInitContainer,
} from '../upstream/webhook-pod';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_PROXY_PORT,
  IDENTITY_BINDING_ANNOTATION,
  INJECT_PROXY_ANNOTATION,
  PROXY_PORT_ANNOTATION,
  PROXY_USER,
  SKIP_CONTAINERS_ANNOTATION,
  TOKEN_EXPIRATION,
  TOKEN_EXPIRATION_ANNOTATION,
  USE_LABEL,
  USED,
} from '../upstream/workload-identity';
import { show } from '../validate/format';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { Injection } from './injection';
import { MigrationStage, usesWorkloadIdentity } from './migration-stage';
import type { StageSettings } from './stage-settings';
import { TokenExchange } from './token-exchange';
import { AccountOrigin, type WorkloadAccount } from './workload-account';

/** Name of the volume that `Injection.MANIFEST` writes. */
const VOLUME = 'azure-workload-identity';

/** The identity that a workload's pods use unless they name another. */
export interface DefaultIdentity {
  /** Undefined when each container names its own. */
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/** A manifest whose pod template is at its stage, besides the label of pod identity. */
export function atStage(
  problems: Problems,
  manifest: Json,
  template: PodTemplate,
  settings: StageSettings,
  account: WorkloadAccount,
  identity: DefaultIdentity,
): Json {
  const annotations = [...template.labels.slice(0, -1), 'annotations'];
  if (!usesWorkloadIdentity(settings.stage)) return withAccount(manifest, account, DEFAULT_ACCOUNT);
  const written = withAccount(manifest, account, account.name);
  if (settings.injection === Injection.MANIFEST) {
    refuseLabel(problems, manifest, template);
    if (template.spec) return writtenOut(manifest, written, template.spec, annotations, settings, identity);
    problems.add('podTemplate', fieldAt(template.labels), 'a pod template with Injection.MANIFEST, not labels only');
    return written;
  }
  const labelled = withValue(written, labelPath(problems, manifest, template), USED) as Json;
  return annotated(problems, labelled, template, annotations, settings);
}

/** The field of the account with a name, where the workload names none. */
function withAccount(manifest: Json, { path, origin }: WorkloadAccount, name: string): Json {
  return path === undefined || origin !== AccountOrigin.MADE ? manifest : (withValue(manifest, path, name) as Json);
}

function labelPath(problems: Problems, manifest: Json, { labels }: PodTemplate): Path {
  const path = [...labels, USE_LABEL];
  const present = valueAt(manifest, path);
  if (present !== undefined && present !== USED) problems.add(fieldAt(path), present, show(USED), 'Remove the label');
  return path;
}

function refuseLabel(problems: Problems, manifest: Json, { labels }: PodTemplate): void {
  const path = [...labels, USE_LABEL];
  const present = valueAt(manifest, path);
  if (present === undefined) return;
  const allowed = 'no label with Injection.MANIFEST: the webhook would add the token a second time';
  problems.add(fieldAt(path), present, allowed, 'Remove the label');
}

/** The annotations that the webhook reads from pods. */
function annotated(
  problems: Problems,
  manifest: Json,
  template: PodTemplate,
  path: Path,
  settings: StageSettings,
): Json {
  const { stage, proxyPort, tokenExpiration, exchange } = settings;
  const isProxied = stage === MigrationStage.PROXY;
  const wanted: [string, string][] = [
    ...(isProxied ? ([[INJECT_PROXY_ANNOTATION, 'true']] as [string, string][]) : []),
    ...(isProxied && proxyPort !== DEFAULT_PROXY_PORT
      ? ([[PROXY_PORT_ANNOTATION, String(proxyPort)]] as [string, string][])
      : []),
    ...(tokenExpiration !== TOKEN_EXPIRATION.default
      ? ([[TOKEN_EXPIRATION_ANNOTATION, String(tokenExpiration)]] as [string, string][])
      : []),
    ...(exchange === TokenExchange.IDENTITY_BINDING
      ? ([[IDENTITY_BINDING_ANNOTATION, 'true']] as [string, string][])
      : []),
  ];
  if (wanted.length > 0 && !template.spec) {
    const names = wanted.map(([name]) => name).join(', ');
    const allowed = `a pod template, because the pods need annotations: ${names}`;
    problems.add('podTemplate', fieldAt(template.labels), allowed);
  }
  const proxy = valueAt(manifest, [...path, INJECT_PROXY_ANNOTATION]);
  if (!isProxied && proxy !== undefined) {
    const allowed = `no annotation at stage ${stage}: the webhook injects the proxy whatever the value is`;
    problems.add(fieldAt([...path, INJECT_PROXY_ANNOTATION]), proxy, allowed, 'Remove it, or use MigrationStage.PROXY');
  }
  return wanted.reduce((done, [name, value]) => {
    const at = [...path, name];
    const present = valueAt(done, at);
    if (present === undefined || present === value) return withValue(done, at, value) as Json;
    problems.add(fieldAt(at), present, show(value), 'Remove the annotation');
    return done;
  }, manifest);
}

/** What the webhook would add, in the pod template itself. `given` is the manifest without the account. */
function writtenOut(
  given: Json,
  manifest: Json,
  path: Path,
  annotations: Path,
  settings: StageSettings,
  identity: DefaultIdentity,
): Json {
  const skipped = valueAt(given, [...annotations, SKIP_CONTAINERS_ANNOTATION]);
  const spec = valueAt(manifest, path) as SpecMap;
  const isProxied = settings.stage === MigrationStage.PROXY;
  return withValue(
    manifest,
    path,
    injected(spec, {
      ...settings,
      clientId: identity.clientId ?? '',
      tenantId: identity.tenantId ?? settings.tenantId ?? '',
      skipped: typeof skipped === 'string' ? skipped : undefined,
      proxyPort: isProxied ? settings.proxyPort : undefined,
    }),
  ) as Json;
}

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
