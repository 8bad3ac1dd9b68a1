import { goDecimal } from '../go/numbers';
import { type Json, type PodTemplate, withValue } from '../synth/pod-template';
import {
  DEFAULT_PROXY_PORT,
  IDENTITY_BINDING_ANNOTATION,
  INJECT_PROXY_ANNOTATION,
  PROXY_PORT_ANNOTATION,
  TOKEN_EXPIRATION,
  TOKEN_EXPIRATION_ANNOTATION,
} from '../upstream/workload-identity';
import { show } from '../validate/format';
import { fieldAt, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { MigrationStage } from './migration-stage';
import type { StageSettings } from './stage-settings';
import { TokenExchange } from './token-exchange';

/** An annotation of the pods, and the value that the webhook uses without it. */
interface Wanted {
  readonly name: string;
  readonly value: string;
  readonly unwritten?: string;
}

/** A manifest with the annotations that the webhook reads from pods. */
export function annotated(problems: Problems, manifest: Json, template: PodTemplate, settings: StageSettings): Json {
  const { annotations: path } = template;
  const { stage, tokenExpiration } = settings;
  const wanted = wantedAnnotations(settings);
  const written = wanted.filter(({ value, unwritten }) => value !== unwritten);
  if (written.length > 0 && !template.spec) {
    const names = written.map(({ name }) => name).join(', ');
    const allowed = `a pod template, because the pods need annotations: ${names}`;
    problems.add('podTemplate', fieldAt(template.labels), allowed);
  }
  const proxy = valueAt(manifest, [...path, INJECT_PROXY_ANNOTATION]);
  if (stage !== MigrationStage.PROXY && proxy !== undefined) {
    const allowed = `no annotation at stage ${stage}: the webhook injects the proxy whatever the value is`;
    problems.add(fieldAt([...path, INJECT_PROXY_ANNOTATION]), proxy, allowed, 'Remove it, or use MigrationStage.PROXY');
  }
  if (tokenExpiration === TOKEN_EXPIRATION.default) {
    const expiration = [...path, TOKEN_EXPIRATION_ANNOTATION];
    checkTokenExpiration(problems, fieldAt(expiration), valueAt(manifest, expiration));
  }
  return wanted.reduce((done, { name, value, unwritten }) => {
    const at = [...path, name];
    const present = valueAt(done, at);
    if (present === undefined && value === unwritten) return done;
    if (present === undefined || present === value) return withValue(done, at, value) as Json;
    problems.add(fieldAt(at), present, show(value), 'Remove the annotation');
    return done;
  }, manifest);
}

function wantedAnnotations({ stage, proxyPort, tokenExpiration, exchange }: StageSettings): Wanted[] {
  const isProxied = stage === MigrationStage.PROXY;
  const port = { name: PROXY_PORT_ANNOTATION, value: String(proxyPort), unwritten: String(DEFAULT_PROXY_PORT) };
  return [
    ...(isProxied ? [{ name: INJECT_PROXY_ANNOTATION, value: 'true' }, port] : []),
    ...(tokenExpiration === TOKEN_EXPIRATION.default
      ? []
      : [{ name: TOKEN_EXPIRATION_ANNOTATION, value: String(tokenExpiration) }]),
    ...(exchange === TokenExchange.IDENTITY_BINDING ? [{ name: IDENTITY_BINDING_ANNOTATION, value: 'true' }] : []),
  ];
}

/** Refuses an annotation for which the webhook would refuse the pods; an empty one counts as none. */
export function checkTokenExpiration(problems: Problems, field: string, value: unknown): void {
  if (value === undefined || value === '') return;
  const { least, most } = TOKEN_EXPIRATION;
  const seconds = typeof value === 'string' ? goDecimal(value, 64) : undefined;
  if (typeof seconds === 'number' && seconds >= least && seconds <= most) return;
  problems.add(field, value, `a string with seconds from ${least} to ${most}`);
}
