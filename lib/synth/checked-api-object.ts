import { ApiObject, type ApiObjectMetadata, Chart, type GroupVersionKind, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Format } from '../validate/format';
import { DNS_SUBDOMAIN, ID_AS_NAME, PATH_SEGMENT } from '../validate/kubernetes-names';
import { checkMetadata, mapWith } from '../validate/metadata';
import { type DeferredCheck, Problems, type Resolution } from '../validate/problems';
import { isPlainObject } from '../validate/unresolved';
import { annotated } from './annotator';
import { CheckedMetadata } from './checked-metadata';
import { inspectManifest, inspectObject } from './inspect';
import { ObjectKey } from './object-key';
import { ObjectRegistry } from './object-registry';
import { applyPatches, checkedPatch } from './patches';
import { resolvedFor, sanitized } from './render';
import { problemsAt } from './scope';

/** What a `CheckedApiObject` renders. */
export interface ApiObjectDefinition {
  readonly gvk: GroupVersionKind;
  /**
   * Name of the object.
   *
   * @default - the construct's id, which must then start with a letter
   */
  readonly name?: string | undefined;
  /** The namespace; when undefined, none is rendered, even if the chart has one. */
  readonly namespace: string | undefined;
  /** Further metadata. The labels of the chart are added, as cdk8s does. */
  readonly metadata?: ApiObjectMetadata | undefined;
  /** Everything but apiVersion, kind and metadata, with YAML field names. */
  readonly content: object;
  /** Problems that the caller found; thrown together with those found here. */
  readonly problems?: Problems;
}

/**
 * The base of every object that this package renders. It refuses what Kubernetes or YAML would refuse or change, and a
 * second object of the same kind, namespace and name. Known values are checked in the constructor, the others before
 * anything is written. A plain ApiObject, because JSON patches then apply to YAML field names: a generated class applies
 * them to its own names and drops the rest.
 *
 * Not exported: users see an ApiObject.
 *
 * @jsii ignore
 */
export class CheckedApiObject extends ApiObject {
  /** Not in cdk8s' list: each is checked before it is applied. */
  private ownPatches: JsonPatch[] | undefined;

  /** Checks of values that are known at synth only. */
  private readonly deferred: DeferredCheck[] | undefined;

  /** All but the metadata. */
  private readonly own: object;

  constructor(scope: Construct, id: string, definition: ApiObjectDefinition) {
    const { gvk, name = id, namespace, content, problems = problemsAt('new ApiObject', scope, id) } = definition;
    const registry = ObjectRegistry.of(scope);
    const metadata = {
      ...definition.metadata,
      name,
      namespace,
      labels: mapWith(Chart.of(scope).labels, definition.metadata?.labels),
    };
    checkMetadata(problems, metadata, definition.name !== undefined ? nameFormatOf(gvk) : ID_AS_NAME);
    const lateMetadata = inspectObject(metadata, problems, registry.textRule, 'metadata');
    const lateContent = inspectObject(content, problems, registry.textRule);
    const key = new ObjectKey(gvk, namespace, name);
    registry.refuseTwin(problems, key, scope);
    // Before super(): a refused construct must not remain in the tree.
    problems.throwIfAny();

    super(scope, id, { apiVersion: gvk.apiVersion, kind: gvk.kind, metadata: { name }, ...content });
    this.own = { apiVersion: gvk.apiVersion, kind: gvk.kind, ...content };
    (this as unknown as { metadata: CheckedMetadata }).metadata = new CheckedMetadata(metadata, this);
    this.deferred = problems.deferred;
    registry.add(this, key);
    if (lateMetadata || lateContent || this.deferred) registry.checkLate(this);
  }

  /**
   * Adds RFC 6902 patches; their paths are those of the rendered YAML, such as `/spec/resourceID`. Patches may set in `spec`
   * what the props refuse; only values that YAML would change are refused.
   *
   * @throws when a patch contains a Lazy and, at synth, when a path does not exist
   */
  public override addJsonPatch(...ops: JsonPatch[]): void {
    const problems = Problems.of(this);
    const checked = ops.map((op) => checkedPatch(problems, op));
    problems.throwIfAny();
    this.ownPatches = [...(this.ownPatches ?? []), ...checked];
    ObjectRegistry.of(this).checkLate(this);
  }

  public override toJson(): Json {
    // Without late values, everything rendered was checked in the constructor.
    if (!ObjectRegistry.of(this.chart).isLate(this))
      return annotated(
        this,
        this.rendered((value) => value),
      );
    const problems = Problems.of(this);
    const json = this.inspectRendered(problems);
    problems.throwIfAny();
    return json;
  }

  /**
   * Renders the object, and adds the problems of the result. Returns undefined when it cannot be rendered.
   *
   * @internal
   * @jsii ignore
   */
  public inspectRendered(problems: Problems): Json | undefined {
    const known = resolvedFor(this);
    problems.settle(this.deferred ?? [], known);
    if (!problems.areNone) return undefined;
    const json: Json = applyPatches(problems, annotated(this, this.rendered(known)), this.ownPatches ?? []);
    if (!isPlainObject(json) || !isPlainObject((json as Json).metadata)) {
      problems.add('a JSON patch', json, 'a patch that keeps the object and its metadata');
      return undefined;
    }
    checkMetadata(problems, (json as Json).metadata, nameFormatOf(this));
    inspectManifest(json, problems, ObjectRegistry.of(this).textRule);
    return json;
  }

  private rendered(known: Resolution): Json {
    const metadata = (this.metadata as CheckedMetadata).rendered(known);
    const { apiVersion, kind, ...rest } = sanitized(known({ ...this.own, metadata })) as Json;
    const { metadata: sorted, ...content } = rest;
    return { apiVersion, kind, metadata: sorted, ...content };
  }
}

/** The API server allows nearly any name for roles. */
function nameFormatOf({ apiVersion }: GroupVersionKind): Format {
  return apiVersion.startsWith('rbac.authorization.k8s.io/') ? PATH_SEGMENT : DNS_SUBDOMAIN;
}

/** An object as it is rendered. */
type Json = ReturnType<ApiObject['toJson']>;
