import {
  ApiObject,
  Chart,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import type { IConstruct } from 'constructs';
import { API_GROUP } from '../upstream/api';
import { type DeferredCheck, Problems } from '../validate/problems';
import { refuseSharedFiles } from './file-per-resource';
import { ObjectKey } from './object-key';
import { resolvedAlone } from './render';
import { type TextRule, yamlSurprise } from './yaml-text';

const RESOLVERS_OF_CDK8S = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** One of our objects. */
export interface RegisteredObject extends ApiObject {
  /**
   * Renders the object, and adds the problems of the result. Returns undefined when it cannot be rendered.
   *
   * @internal
   */
  inspectRendered(problems: Problems): ReturnType<ApiObject['toJson']> | undefined;
}

const registries = new WeakMap<IConstruct, ObjectRegistry>();

/**
 * The objects of one app. Refuses twins: two objects of the same kind, namespace and name, of which the one applied last
 * wins. Checks values that are known at synth only, once, in a validation of the app's root: when that fails, no file is
 * written, whereas a failure in `toJson` would leave the charts written before it.
 */
export class ObjectRegistry {
  public static of(scope: IConstruct): ObjectRegistry {
    let registry = registries.get(scope);
    if (!registry) {
      const { root } = scope.node;
      registry = registries.get(root) ?? new ObjectRegistry(root);
      registries.set(root, registry).set(scope, registry);
    }
    return registry;
  }

  /** Where warnings go. */
  public onWarning: (warning: string) => void = (warning) => console.warn(warning);

  /** Which strings may be written. */
  public textRule: TextRule = yamlSurprise;

  /** Warnings, and whether they have been printed. */
  private readonly warnings = new Map<string, boolean>();
  private readonly byKey = new Map<string, RegisteredObject>();
  private readonly ours = new Set<ApiObject>();
  private readonly late = new Set<RegisteredObject>();
  /** The app has resolvers of its own, so no value is known before synth. */
  private readonly allLate: boolean;
  /** cdk8s validates once per chart; only the first run can find anything new. */
  private changed = false;
  private readonly completions: ((problems: Problems) => void)[] = [];
  private readonly lastSteps: (() => void)[] = [];
  private readonly deferred = new Map<IConstruct, readonly DeferredCheck[]>();

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
    const { resolvers = [] } = root as { resolvers?: IResolver[] };
    this.allLate = !resolvers.every((resolver) => RESOLVERS_OF_CDK8S.some((known) => resolver instanceof known));
  }

  /** Adds a problem when another object of the app has this kind, namespace and name. */
  public refuseTwin(problems: Problems, key: ObjectKey, scope: IConstruct): void {
    const twin = this.byKey.get(key.text);
    if (twin && isInTree(twin)) addTwin(problems, key, scope, twin);
  }

  public add(object: RegisteredObject, key: ObjectKey): void {
    if (this.allLate) this.late.add(object);
    if (key.isKnown) this.byKey.set(key.text, object);
    this.ours.add(object);
    this.changed = true;
  }

  /** Marks an object with values that are not known yet: it is checked as it will be rendered. */
  public checkLate(object: RegisteredObject): void {
    this.late.add(object);
    this.changed = true;
  }

  public isLate(object: IConstruct): boolean {
    return this.late.has(object as RegisteredObject);
  }

  /** Runs before the objects are checked: it may add objects and problems. */
  public complete(completion: (problems: Problems) => void): void {
    this.completions.push(completion);
    this.changed = true;
  }

  /** Runs after all completions, whichever was asked for first. */
  public lastly(step: () => void): void {
    this.lastSteps.push(step);
    this.changed = true;
  }

  /** Runs, at synth, the checks that were kept for a construct that is not an object. */
  public checkDeferred(construct: IConstruct, { deferred }: Problems): void {
    if (deferred) this.deferred.set(construct, deferred);
    this.changed = true;
  }

  /** The app has changed without a change to an object: check it again. */
  public checkAgain(): void {
    this.changed = true;
  }

  /** All objects of our kinds in the app, also those not made by our constructs. */
  public objects(): ApiObject[] {
    return [
      ...[...this.ours].filter((object) => object.apiGroup === API_GROUP && isInTree(object)),
      ...this.objectsOfOthers(),
    ];
  }

  /** Prints a warning at synth, once. Returns whether it is new. */
  public warn(warning: string): boolean {
    const isNew = !this.warnings.has(warning);
    if (isNew) this.warnings.set(warning, false);
    return isNew;
  }

  private printWarnings(): void {
    for (const [warning, isPrinted] of this.warnings) {
      if (!isPrinted) this.onWarning(warning);
      this.warnings.set(warning, true);
    }
  }

  private validate(): string[] {
    const all = Problems.of(this.root);
    if (this.changed) this.settleDeferred(all);
    if (this.changed) for (const completion of this.completions) completion(all);
    if (this.changed) for (const step of this.lastSteps) step();
    this.printWarnings();
    if (!this.changed) return [];
    const claimed = new Map<string, ApiObject>();
    const claim = (object: ApiObject, key: ObjectKey, problems: Problems) => {
      const known = this.byKey.get(key.text);
      const twin = claimed.get(key.text) ?? (known && !this.late.has(known) && isInTree(known) ? known : undefined);
      if (twin) addTwin(problems, key, object, twin);
      claimed.set(key.text, object);
    };
    for (const object of this.late) {
      if (!isInTree(object)) continue;
      const problems = Problems.of(object);
      const json = object.inspectRendered(problems);
      if (json) claim(object, new ObjectKey(object, json.metadata?.namespace, json.metadata?.name), problems);
      all.include(problems);
    }
    for (const object of this.objectsOfOthers()) {
      const key = new ObjectKey(object, object.metadata.namespace, object.name);
      const problems = Problems.of(object);
      if (key.isKnown) claim(object, key, problems);
      all.include(problems);
    }
    all.throwIfAny();
    // Renders all objects, which would throw the problems of the first one alone.
    refuseSharedFiles(all, this.root);
    all.throwIfAny();
    this.changed = false;
    return [];
  }

  /** Before these values are used, which would report the same mistake in other words. */
  private settleDeferred(all: Problems): void {
    for (const [construct, checks] of this.deferred) {
      if (!isInTree(construct)) continue;
      const problems = Problems.of(construct);
      problems.settle(checks, resolvedAlone);
      all.include(problems);
    }
    all.throwIfAny();
  }

  /** Objects of our kinds that are not made by our constructs: from an Include, for example. */
  private objectsOfOthers(): ApiObject[] {
    return this.root.node
      .findAll()
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => object.apiGroup === API_GROUP && !this.ours.has(object));
  }
}

/** An App is one cluster. */
function addTwin(problems: Problems, key: ObjectKey, object: IConstruct, twin: IConstruct): void {
  const isInOtherChart = Chart.of(object) !== Chart.of(twin);
  problems.add(
    'metadata.name',
    key.name,
    `${key.another}; ${twin.node.path} has it`,
    isInOtherChart
      ? 'Change the metadata.name of one of them; if the charts are for different clusters, make an App for each, with its own outdir'
      : 'Change the metadata.name of one of them',
  );
}

/** Whether a construct is in the tree, and not removed from it. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return !scope || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
