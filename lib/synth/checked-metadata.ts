import {
  type ApiObjectMetadata,
  ApiObjectMetadataDefinition,
  type ApiObjectMetadataDefinitionOptions,
  type OwnerReference,
} from 'cdk8s';
import { checkMetadata } from '../validate/metadata';
import { Problems } from '../validate/problems';
import { inspectObject } from './inspect';
import { ObjectRegistry, type RegisteredObject } from './object-registry';

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
    this.check({ labels: { [key]: value } });
    super.addLabel(key, value);
  }

  public override addAnnotation(key: string, value: string): void {
    this.check({ annotations: { [key]: value } });
    super.addAnnotation(key, value);
  }

  public override addFinalizers(...finalizers: string[]): void {
    this.check({ finalizers });
    super.addFinalizers(...finalizers);
  }

  public override addOwnerReference(owner: OwnerReference): void {
    this.check({ ownerReferences: [owner] });
    super.addOwnerReference(owner);
  }

  public override add(key: string, value: unknown): void {
    this.check({ [key]: value });
    super.add(key, value);
  }

  private check(added: object): void {
    const problems = Problems.of(this.owner);
    checkMetadata(problems, added);
    const late = inspectObject(added, problems, 'metadata');
    problems.throwIfAny();
    if (late) ObjectRegistry.of(this.owner).checkLate(this.owner);
  }
}
