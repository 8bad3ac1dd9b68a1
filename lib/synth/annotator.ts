import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Annotations for an object, by its kind. */
export type Annotator = (kind: string) => { readonly [key: string]: string } | undefined;

const annotators = new WeakMap<IConstruct, Annotator[]>();

/** Fast path: whether any construct has an annotator. */
let some = false;

/** Annotates all of our objects below a construct when they are rendered, also those that are added later. */
export function annotate(scope: IConstruct, annotator: Annotator): void {
  annotators.set(scope, [...(annotators.get(scope) ?? []), annotator]);
  some = true;
}

type Json = ReturnType<ApiObject['toJson']>;

/** A rendered object with the annotations of its scopes. Its own take precedence. */
export function annotated(object: ApiObject, json: Json): Json {
  if (!some) return json;
  const added = object.node.scopes
    .flatMap((scope) => annotators.get(scope) ?? [])
    .map((annotator) => annotator(object.kind));
  const annotations = [...added, json.metadata?.annotations].flatMap((map) => Object.entries(map ?? {}));
  const sorted = [...new Map(annotations)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return json;
  return { ...json, metadata: { ...json.metadata, annotations: Object.fromEntries(sorted) } };
}
