import {
  type ApiObjectMetadata,
  ApiObjectMetadataDefinition,
  type ApiObjectMetadataDefinitionOptions,
  type OwnerReference,
} from 'cdk8s';
import { checkMetadata } from '../validate/metadata';
import { plainCopy } from '../validate/plain-copy';
import { Problems, type Resolution } from '../validate/problems';
import { inspectObject } from './inspect';
import { ObjectRegistry, type RegisteredObject } from './object-registry';
import { resolvedFor, sanitized } from './render';

/** Fields with methods of their own; `add` would lose their values. */
const OTHER_CALLS: { readonly [field: string]: string } = {
  name: 'Pass the name to the constructor',
  namespace: 'Pass the namespace to the constructor',
  labels: 'Call addLabel',
  annotations: 'Call addAnnotation',
  finalizers: 'Call addFinalizers',
  ownerReferences: 'Call addOwnerReference',
};

/** The private fields of cdk8s; its own `toJson` loses some keys. */
interface Kept {
  readonly _additionalAttributes: object;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: object;
  readonly finalizers: string[];
  readonly ownerReferences: OwnerReference[];
}

/** Metadata that is checked when it is added: a bad label fails at the line that adds it. */
export class CheckedMetadata extends ApiObjectMetadataDefinition {
  constructor(
    metadata: { [Key in keyof ApiObjectMetadata]: ApiObjectMetadata[Key] | undefined },
    private readonly owner: RegisteredObject,
  ) {
    super({ ...metadata, apiObject: owner } as ApiObjectMetadataDefinitionOptions);
  }

  public override addLabel(key: string, value: string): void {
    super.addLabel(key, this.checkEntry('labels', key, value));
  }

  public override addAnnotation(key: string, value: string): void {
    super.addAnnotation(key, this.checkEntry('annotations', key, value));
  }

  public override getLabel(key: string): string | undefined {
    const { labels } = this as unknown as Kept;
    return Object.hasOwn(labels, key) ? labels[key] : undefined;
  }

  public override addFinalizers(...finalizers: string[]): void {
    super.addFinalizers(...this.check({ finalizers }).finalizers);
  }

  public override addOwnerReference(owner: OwnerReference): void {
    for (const reference of this.check({ ownerReferences: [owner] }).ownerReferences)
      super.addOwnerReference(reference);
  }

  public override add(key: string, value: unknown): void {
    const problems = Problems.of(this.owner);
    const isText = typeof key === 'string';
    const hint = isText && Object.hasOwn(OTHER_CALLS, key) ? OTHER_CALLS[key] : undefined;
    if (!isText || hint) problems.addKey('metadata', key, 'another field of metadata', hint);
    problems.throwIfAny();
    const added = this.check({ [key]: value });
    Object.defineProperty((this as unknown as Kept)._additionalAttributes, key, {
      ...{ value: added[key], configurable: true, enumerable: true, writable: true },
    });
  }

  public override toJson(): unknown {
    return this.rendered(resolvedFor(this.owner));
  }

  /**
   * As `toJson`, with values resolved by `known`.
   *
   * @internal
   */
  public rendered(known: Resolution): unknown {
    const { name, namespace } = this;
    const { _additionalAttributes, annotations, finalizers, ownerReferences, labels } = this as unknown as Kept;
    const all = { ..._additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels };
    return sanitized(known(all), true);
  }

  private checkEntry<Value>(map: 'labels' | 'annotations', key: string, value: Value): Value {
    const problems = Problems.of(this.owner);
    if (typeof key !== 'string') problems.addKey(`metadata.${map}`, key, 'a string');
    problems.throwIfAny();
    return this.check({ [map]: { [key]: value } })[map]?.[key] as Value;
  }

  private check<Added extends object>(given: Added): Added {
    const added = plainCopy(given);
    const problems = Problems.of(this.owner);
    const registry = ObjectRegistry.of(this.owner);
    checkMetadata(problems, added);
    const late = inspectObject(added, problems, registry.textRule, 'metadata');
    problems.throwIfAny();
    if (late) registry.checkLate(this.owner);
    return added;
  }
}
