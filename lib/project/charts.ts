import type { Manifest, ManifestMap } from '../manifests/manifest';
import { sanitized } from '../synth/render';
import { indexed } from '../validate/indexed';
import { DNS_LABEL } from '../validate/kubernetes-names';
import type { Wanted } from './typed-objects';

/** The objects of a chart of the project. */
export interface ChartOfObjects {
  readonly id: string;
  /** The namespace of all its objects; undefined when they have none. */
  readonly namespace: string | undefined;
  readonly objects: readonly Wanted[];
}

/**
 * One chart for each namespace, one for the CRDs, which are applied first, and one for what is in no namespace.
 *
 * @param namespace that of objects without one; undefined to leave them without
 */
export function chartsOf(objects: readonly Manifest[], namespace: string | undefined): ChartOfObjects[] {
  const placeOf = (object: Manifest) => {
    if (object.kind === 'CustomResourceDefinition') return CRDS;
    if (object.isClusterScoped) return CLUSTER;
    return object.hasNamespace || namespace !== undefined ? `${IN}${object.namespace}` : OTHERS;
  };
  const groups = [...indexed(objects, placeOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const taken = new Set<string>();
  return groups.map(([place, members]) => {
    const own = place.startsWith(IN) ? place.slice(IN.length) : undefined;
    return { id: idOf(place, own, taken), namespace: own, objects: members.map((object) => wanted(object, own)) };
  });
}

const CRDS = '1 crds';
const CLUSTER = '2 cluster';
const IN = '3 ';
const OTHERS = '4 manifests';

/** A name of a file, too. */
function idOf(place: string, namespace: string | undefined, taken: Set<string>): string {
  const name = namespace ?? place.slice(2);
  const base = DNS_LABEL.accepts(name) ? name : 'namespace';
  let id = base;
  for (let n = 2; taken.has(id) || id in {}; n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** As cdk8s writes it: null is no value. */
function wanted({ kind, name, namespace: where, value }: Manifest, namespace: string | undefined): Wanted {
  const { metadata, ...rest } = value;
  const placed = { ...(metadata as object), ...(namespace !== undefined && { namespace }) };
  const json = { ...(sanitized(rest) as object), metadata: sanitized(placed, true) ?? {} };
  return { kind, name, namespace: where, json: json as unknown as ManifestMap };
}
