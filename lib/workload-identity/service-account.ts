import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { completeJson } from '../synth/completed-json';
import type { Json } from '../synth/pod-template';
import { valueAt } from '../validate/path';

const GVK = { apiVersion: 'v1', kind: 'ServiceAccount' };

/** Annotations by key. */
export type Annotations = { readonly [key: string]: string };

/** What a ServiceAccount has besides its annotations. */
export interface AccountContent {
  readonly imagePullSecrets?: unknown;
  readonly automountServiceAccountToken?: unknown;
}

/** A ServiceAccount for workloads that name none. Not exported: users see an ApiObject. */
export class ServiceAccount extends CheckedApiObject {
  constructor(
    scope: Construct,
    id: string,
    where: { readonly name: string; readonly namespace: string | undefined },
    annotations: Annotations,
    content: AccountContent,
  ) {
    super(scope, id, { gvk: GVK, ...where, metadata: { annotations }, content });
  }
}

/** The annotations of ServiceAccounts that somebody else makes, by object. */
const annotations = new WeakMap<ApiObject, Annotations | undefined>();

/** Annotates a ServiceAccount that somebody else makes; undefined takes it back. */
export function annotateAccount(object: ApiObject, added: Annotations | undefined): void {
  if (!annotations.has(object)) {
    if (!added) return;
    completeJson(object, (own) => withAnnotations(own(), annotations.get(object)));
  }
  annotations.set(object, added);
}

function withAnnotations(json: Json, added: Annotations | undefined): Json {
  if (!added) return json;
  const given = (valueAt(json, ['metadata', 'annotations']) ?? {}) as Annotations;
  const sorted = Object.entries({ ...given, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
  const metadata = { ...(json.metadata as Json), annotations: Object.fromEntries(sorted) };
  const keys = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...json, metadata: Object.fromEntries(keys) };
}
