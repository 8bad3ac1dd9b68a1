import {
  type ApiObjectMetadata,
  ApiObjectMetadataDefinition,
  type ApiObjectMetadataDefinitionOptions,
  type OwnerReference,
} from 'cdk8s';
import { checkMetadata } from '../values/metadata';
import { plainCopy } from '../values/plain-copy';
import { Problems, type Resolution } from '../values/problems';
import { inspectObject } from './inspect';
import { ObjectRegistry, type RegisteredObject } from './object-registry';
import { resolvedFor, sanitized } from './render';

/** Fields that have calls of their own; what is added under them would be lost. */
const OTHER_CALLS: { readonly [field: string]: string } = {
  name: 'The name is given to the constructor',
  namespace: 'The namespace is given to the constructor',
  labels: 'Call addLabel',
  annotations: 'Call addAnnotation',
  finalizers: 'Call addFinalizers',
  ownerReferences: 'Call addOwnerReference',
};

/** What cdk8s keeps; its own `toJson` is not for every key. */
interface Kept {
  readonly _additionalAttributes: object;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: object;
  readonly finalizers: string[];
  readonly ownerReferences: OwnerReference[];
}

/**
 * Metadata that is checked when it is added to, so that a bad label stops at the line that adds it.
 */
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
    if (!isText || hint) problems.add('metadata', key, 'as a key, another field of metadata', hint);
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
   * As `toJson`, with what is known.
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
    if (typeof key !== 'string') problems.add(`metadata.${map}`, key, 'as a key, text');
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
