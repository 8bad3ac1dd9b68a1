import { type ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { AzureIdentity } from '../identity/azure-identity';
import { AzureIdentityBinding } from '../identity/azure-identity-binding';
import { AzurePodIdentityException } from '../identity/azure-pod-identity-exception';
import { patchesBetween } from '../install/code/patch-code';
import { Call, Name } from '../install/code/typescript';
import { variableOf } from '../install/code/variable';
import { type ManifestMap, mapOf } from '../manifests/manifest';
import { collectWarnings } from '../synth/warnings';
import { BEHAVIOR_ANNOTATION, IDENTITY_TYPES, NAMESPACED } from '../upstream/api';
import { ID_AS_NAME } from '../validate/kubernetes-names';
import { ProblemsError, wordsOf } from '../validate/problem';
import type { Statement } from './statement';

/** An object as it is to be written. */
export interface Wanted {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly json: ManifestMap;
}

type Make = (chart: Chart, id: string) => ApiObject;
type Identities = ReadonlyMap<string, { readonly identity: AzureIdentity; readonly variable: string }>;

/** The fields of a spec that have a prop. */
const SPEC_PROPS: { readonly [field: string]: string } = {
  clientID: 'clientId',
  resourceID: 'resourceId',
  tenantID: 'tenantId',
  clientPassword: 'clientPassword',
  auxiliaryTenantIDs: 'auxiliaryTenantIds',
  adEndpoint: 'adEndpoint',
};

/** Turns the objects of pod identity in a chart into typed code: into plain objects where typed ones would refuse them. */
export class TypedObjects {
  /** The identities that are typed, by namespace and name. */
  public readonly variables = new Map<string, string>();
  private readonly app = new App();
  private readonly ids = new Map<Chart, Set<string>>();

  /** @param taken the variables of the program */
  constructor(private readonly taken: Set<string>) {
    collectWarnings(this.app, () => undefined);
  }

  /** @param variable that of the chart */
  public statementsOf(
    variable: string,
    id: string,
    namespace: string | undefined,
    objects: readonly Wanted[],
  ): Statement[] {
    const chart = new Chart(this.app, id, namespace === undefined ? {} : { namespace });
    this.ids.set(chart, new Set(['manifests']));
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    const identities = new Map<string, { identity: AzureIdentity; variable: string }>();
    return [
      ...ofKind('AzureIdentity').map((object) => this.identity(chart, variable, object, identities)),
      ...ofKind('AzureIdentityBinding').map((object) => this.binding(chart, variable, object, identities)),
      ...ofKind('AzurePodIdentityException').map((object) => this.exception(chart, variable, object)),
    ];
  }

  private identity(
    chart: Chart,
    scope: string,
    object: Wanted,
    identities: Map<string, { identity: AzureIdentity; variable: string }>,
  ): Statement {
    const { spec: given, metadata } = object.json;
    const { type = IDENTITY_TYPES.userAssigned, ...spec } = mapOf(given);
    const factory = Object.entries(IDENTITY_TYPES).find(([, one]) => one === type)?.[0] as 'userAssigned' | undefined;
    const { annotations: all, ...rest } = mapOf(metadata);
    const { [BEHAVIOR_ANNOTATION]: behavior, ...others } = mapOf(all);
    const isNamespaced = behavior === NAMESPACED;
    const annotations = isNamespaced ? others : mapOf(all);
    const ofSpec = Object.entries(spec).flatMap(([field, value]) =>
      Object.hasOwn(SPEC_PROPS, field) ? [[SPEC_PROPS[field], value]] : [],
    );
    const id = this.idOf(chart, object);
    const props = {
      ...Object.fromEntries(ofSpec),
      ...(!isNamespaced && { namespaced: false }),
      ...metadataProp(id, { ...rest, ...(Object.keys(annotations).length > 0 && { annotations }) }),
    };
    if (!factory) return plain(scope, id, object, ['its spec.type is unknown']);
    const callee = `AzureIdentity.${factory}`;
    const made = attempt(chart, id, object, (at, name) => AzureIdentity[factory](at, name, props as never));
    if ('refused' in made) return plain(scope, id, object, made.refused);
    const variable = variableOf(object.name, this.taken);
    identities.set(object.name, { identity: made.object as AzureIdentity, variable });
    this.variables.set(`${object.namespace}/${object.name}`, variable);
    return { variable, call: new Call(callee, [new Name(scope), id, props]), patches: made.patches };
  }

  private binding(chart: Chart, scope: string, object: Wanted, identities: Identities): Statement {
    const { azureIdentity, selector } = mapOf(object.json.spec);
    const id = this.idOf(chart, object);
    const known = identities.get(String(azureIdentity));
    if (!known) return plain(scope, id, object, []);
    const isDefault = object.name === `${azureIdentity}-binding`;
    const { name, ...others } = mapOf(object.json.metadata);
    const props = {
      ...(selector !== azureIdentity && { selector }),
      ...metadataProp('', isDefault ? others : { ...others, name: name ?? '' }),
    };
    const made = attempt(
      chart,
      id,
      object,
      (at, childId) => new AzureIdentityBinding(at, childId, { identity: known.identity, ...props } as never),
    );
    if ('refused' in made) return plain(scope, id, object, made.refused);
    const code = { identity: new Name(known.variable), ...props };
    return { call: new Call('new AzureIdentityBinding', [new Name(scope), id, code]), patches: made.patches };
  }

  private exception(chart: Chart, scope: string, object: Wanted): Statement {
    const id = this.idOf(chart, object);
    const { podLabels } = mapOf(object.json.spec);
    const props = { podLabels, ...metadataProp(id, mapOf(object.json.metadata)) };
    const made = attempt(chart, id, object, (at, name) => new AzurePodIdentityException(at, name, props as never));
    if ('refused' in made) return plain(scope, id, object, made.refused);
    return { call: new Call('new AzurePodIdentityException', [new Name(scope), id, props]), patches: made.patches };
  }

  /** The name if possible. No construct can have the child `constructor`. */
  private idOf(chart: Chart, { kind, name }: Wanted): string {
    const taken = this.ids.get(chart) as Set<string>;
    const isFree = (id: string) => !taken.has(id) && !(id in {});
    const base = ID_AS_NAME.accepts(name) && isFree(name) ? name : `${kind}-${name.replace(/[^A-Za-z0-9.-]/g, '-')}`;
    let id = base;
    for (let n = 2; !isFree(id); n++) id = `${base}-${n}`;
    taken.add(id);
    return id;
  }
}

/** The prop `metadata` without what is so anyway: the name that is the id, and the namespace of the chart. */
function metadataProp(id: string, { name, namespace: _, ...others }: ManifestMap): object {
  const metadata = { ...(name !== undefined && name !== id && { name }), ...others };
  return Object.keys(metadata).length === 0 ? {} : { metadata };
}

/** Makes the typed object, and the patches that turn it into the one that is wanted. */
function attempt(
  chart: Chart,
  id: string,
  { json }: Wanted,
  make: Make,
): { readonly object: ApiObject; readonly patches: readonly Call[] } | { readonly refused: readonly string[] } {
  try {
    const object = make(chart, id);
    const patches = patchesBetween(object.toJson(), json);
    if (patches.length > 0) object.addJsonPatch(...patches.map(patchOf));
    // A patched object is checked as it is rendered.
    object.toJson();
    return { object, patches };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    chart.node.tryRemoveChild(id);
    return { refused: error.problems.map((problem) => wordsOf({ ...problem, place: '' })) };
  }
}

function patchOf({ callee, args }: Call): JsonPatch {
  const [path, value] = args as [string, unknown];
  if (callee === 'JsonPatch.remove') return JsonPatch.remove(path);
  return callee === 'JsonPatch.add' ? JsonPatch.add(path, value) : JsonPatch.replace(path, value);
}

function plain(scope: string, id: string, { kind, name, json }: Wanted, reasons: readonly string[]): Statement {
  return {
    call: new Call('new ApiObject', [new Name(scope), id, json]),
    notes: reasons.map((reason) => `The typed ${kind} would refuse ${name}: ${reason}`),
  };
}
