import { ApiObject, ImplicitTokenResolver, type IResolver, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { API_GROUP } from '../upstream/api';
import { Problems } from '../validate/problems';
import { ObjectKey } from './object-key';

const RESOLVERS_OF_CDK8S = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** An object of ours. */
export interface RegisteredObject extends ApiObject {
  /**
   * Renders, and adds what is wrong with the result; returns it, unless it cannot be rendered.
   *
   * @internal
   */
  inspectRendered(problems: Problems): ReturnType<ApiObject['toJson']> | undefined;
}

const registries = new WeakMap<IConstruct, ObjectRegistry>();

/**
 * The objects of one app: refuses twins (kubectl would apply both, and the last one stays), and checks what is known at
 * synth only, once, in a validation of the app's root: a failure there leaves no file behind, a failure in `toJson`
 * would leave the charts written before.
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
  public takeWarnings: (warning: string) => void = (warning) => console.warn(warning);

  /** Warnings, and whether they have been said. */
  private readonly warnings = new Map<string, boolean>();
  private readonly byKey = new Map<string, RegisteredObject>();
  private readonly ours = new Set<ApiObject>();
  private readonly late = new Set<RegisteredObject>();
  /** The app changes values by resolvers of its own: nothing is known before synth. */
  private readonly allLate: boolean;
  /** cdk8s validates once per chart; only the first time finds something new. */
  private changed = false;
  private readonly completions: ((problems: Problems) => void)[] = [];

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
    const { resolvers = [] } = root as { resolvers?: IResolver[] };
    this.allLate = !resolvers.every((resolver) => RESOLVERS_OF_CDK8S.some((known) => resolver instanceof known));
  }

  /** Adds a problem when another object of the app has this kind, namespace and name. */
  public refuseTwin(problems: Problems, key: ObjectKey): void {
    const twin = this.byKey.get(key.text);
    if (twin && isInTree(twin)) addTwin(problems, key, twin);
  }

  public add(object: RegisteredObject, key: ObjectKey): void {
    if (this.allLate) this.late.add(object);
    if (key.isKnown) this.byKey.set(key.text, object);
    this.ours.add(object);
    this.changed = true;
  }

  /** Has the object checked as it will be rendered, because that is not known yet. */
  public checkLate(object: RegisteredObject): void {
    this.late.add(object);
    this.changed = true;
  }

  public isLate(object: IConstruct): boolean {
    return this.late.has(object as RegisteredObject);
  }

  /** Has a last word before the objects are checked: it may make further ones, and adds what is wrong. */
  public complete(completion: (problems: Problems) => void): void {
    this.completions.push(completion);
    this.changed = true;
  }

  /** Has the app checked again, because of a change that is not one of an object. */
  public checkAgain(): void {
    this.changed = true;
  }

  /** The objects of our kinds in the app, whoever makes them. */
  public objects(): ApiObject[] {
    return [
      ...[...this.ours].filter((object) => object.apiGroup === API_GROUP && isInTree(object)),
      ...this.objectsOfOthers(),
    ];
  }

  /** Has a warning said at synthesis, once. Returns whether it is a new one. */
  public warn(warning: string): boolean {
    const isNew = !this.warnings.has(warning);
    if (isNew) this.warnings.set(warning, false);
    return isNew;
  }

  private sayWarnings(): void {
    for (const [warning, said] of this.warnings) {
      if (!said) this.takeWarnings(warning);
      this.warnings.set(warning, true);
    }
  }

  private validate(): string[] {
    const all = Problems.of(this.root);
    if (this.changed) for (const completion of this.completions) completion(all);
    this.sayWarnings();
    if (!this.changed) return [];
    const claimed = new Map<string, ApiObject>();
    const claim = (object: ApiObject, key: ObjectKey, problems: Problems) => {
      const known = this.byKey.get(key.text);
      const twin = claimed.get(key.text) ?? (known && !this.late.has(known) && isInTree(known) ? known : undefined);
      if (twin) addTwin(problems, key, twin);
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
    this.changed = false;
    return [];
  }

  /** Objects of our kinds that the user makes without our constructs, from an Include for example. */
  private objectsOfOthers(): ApiObject[] {
    return this.root.node
      .findAll()
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => object.apiGroup === API_GROUP && !this.ours.has(object));
  }
}

function addTwin(problems: Problems, key: ObjectKey, twin: IConstruct): void {
  problems.add(
    'metadata.name',
    key.name,
    `${key.another}; ${twin.node.path} has it`,
    'Give one of them another metadata.name',
  );
}

/** Whether a construct was not removed. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return !scope || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
