import { ApiObject, type ApiObjectMetadata, Chart, type GroupVersionKind, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Format } from '../validate/format';
import { DNS_SUBDOMAIN, ID_AS_NAME, PATH_SEGMENT } from '../validate/kubernetes-names';
import { checkMetadata } from '../validate/metadata';
import { type DeferredCheck, Problems } from '../validate/problems';
import { isPlainObject } from '../validate/unresolved';
import { annotated } from './annotator';
import { CheckedMetadata } from './checked-metadata';
import { inspectObject } from './inspect';
import { ObjectKey } from './object-key';
import { ObjectRegistry, type RegisteredObject } from './object-registry';
import { applyPatches, checkPatch } from './patches';

/** What a `CheckedApiObject` renders. */
export interface ApiObjectDefinition {
  readonly gvk: GroupVersionKind;
  /**
   * Name of the object.
   *
   * @default - the construct's id, which must then begin with a letter
   */
  readonly name?: string | undefined;
  /** The namespace exactly: when undefined none is rendered, whatever the chart's is. */
  readonly namespace: string | undefined;
  /** Further metadata. The labels of the chart are added, as cdk8s does. */
  readonly metadata?: ApiObjectMetadata | undefined;
  /** Everything but apiVersion, kind and metadata, in the names of YAML. */
  readonly content: object;
  /** What the caller found already; thrown together with what is found here. */
  readonly problems?: Problems;
}

/**
 * Every object that this package renders: a plain ApiObject, so that JSON patches apply to the names of YAML (a
 * generated class applies them to its own names and drops the rest), that refuses what Kubernetes or YAML would refuse
 * or change, and its own twin. What is known is checked in the constructor, the rest before anything is written.
 *
 * Not exported: users see an ApiObject.
 */
export class CheckedApiObject extends ApiObject implements RegisteredObject {
  /** Apart from those of cdk8s, to look at each before it is applied. */
  private ownPatches: JsonPatch[] | undefined;

  /** Checks of what is known at synth only. */
  private readonly deferred: DeferredCheck[] | undefined;

  constructor(scope: Construct, id: string, definition: ApiObjectDefinition) {
    const { gvk, name = id, namespace, content, problems = Problems.at(scope, id) } = definition;
    const registry = ObjectRegistry.of(scope);
    const metadata = { ...definition.metadata, name, namespace, labels: withChartLabels(scope, definition.metadata) };
    checkMetadata(problems, metadata, definition.name !== undefined ? nameFormatOf(gvk) : ID_AS_NAME);
    const lateMetadata = inspectObject(metadata, problems, 'metadata');
    const lateContent = inspectObject(content, problems);
    const key = new ObjectKey(gvk, namespace, name);
    registry.refuseTwin(problems, key);
    // Before super(): a construct that is refused must not stay behind in the tree.
    problems.throwIfAny();

    super(scope, id, { apiVersion: gvk.apiVersion, kind: gvk.kind, metadata: { name }, ...content });
    (this as unknown as { metadata: CheckedMetadata }).metadata = new CheckedMetadata(metadata, this);
    this.deferred = problems.deferred;
    registry.add(this, key);
    if (lateMetadata || lateContent) registry.checkLate(this);
  }

  /**
   * Adds RFC 6902 patches; their paths are those of the rendered YAML, such as `/spec/resourceID`. Of what they put into
   * `spec` only that YAML gives it back is checked: they are the way to what the props do not allow.
   *
   * @throws when a patch has a Lazy in it and, at synth, when a path is not there
   */
  public override addJsonPatch(...ops: JsonPatch[]): void {
    const problems = Problems.of(this);
    for (const op of ops) checkPatch(problems, op);
    problems.throwIfAny();
    this.ownPatches = [...(this.ownPatches ?? []), ...ops];
    ObjectRegistry.of(this).checkLate(this);
  }

  public override toJson(): Json {
    // Without anything late, what is rendered was checked in the constructor.
    if (!ObjectRegistry.of(this.chart).isLate(this)) return annotated(this, super.toJson());
    const problems = Problems.of(this);
    const json = this.inspectRendered(problems);
    problems.throwIfAny();
    return json;
  }

  /**
   * Renders, and adds what is wrong with the result; returns it, unless it cannot be rendered.
   *
   * @internal
   */
  public inspectRendered(problems: Problems): Json | undefined {
    for (const check of this.deferred ?? []) check(problems);
    if (!problems.areNone) return undefined;
    const json: Json = applyPatches(problems, annotated(this, super.toJson()), this.ownPatches ?? []);
    checkMetadata(problems, json.metadata ?? {}, nameFormatOf(this));
    inspectObject(json, problems);
    return json;
  }
}

/** The API server lets roles be called nearly anything. */
function nameFormatOf({ apiVersion }: GroupVersionKind): Format {
  return apiVersion.startsWith('rbac.authorization.k8s.io/') ? PATH_SEGMENT : DNS_SUBDOMAIN;
}

/** As cdk8s does it: those of the object win. */
function withChartLabels(scope: Construct, metadata: ApiObjectMetadata | undefined): ApiObjectMetadata['labels'] {
  const given = metadata?.labels;
  const { labels } = Chart.of(scope);
  return given === undefined || isPlainObject(given) ? { ...labels, ...given } : given;
}

/** An object as it is rendered. */
type Json = ReturnType<ApiObject['toJson']>;
