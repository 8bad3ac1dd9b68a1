import { Construct, type IConstruct } from 'constructs';
import { problemsAt } from '../synth/scope';
import { assignTo } from './assignment';
import type {
  AssignToExternalOptions,
  AssignToExternalStage,
  AssignToOptions,
  ExternalAssignment,
} from './assignment-options';
import type { IAzureIdentity } from './azure-identity-interface';
import { assignToExternal } from './external-assignment';
import { IdentityInNamespaces } from './identity-in-namespaces';

interface Imported {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly namespaced: boolean;
  readonly clientId: string | undefined;
  readonly resourceId: string | undefined;
  readonly tenantId: string | undefined;
}

/** An AzureIdentity that this app does not render. */
export class ImportedAzureIdentity extends Construct implements IAzureIdentity {
  public readonly name: string;
  public readonly namespace: string | undefined;
  public readonly namespaced: boolean;
  public readonly clientId: string | undefined;

  /** @internal */
  public readonly resourceId: string | undefined;

  /** @internal */
  public readonly tenantId: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    imported: Imported,
    private readonly namespaces: IdentityInNamespaces = new IdentityInNamespaces((identity, namespace, shared) => {
      problemsAt('inNamespace', identity, namespace, false);
      return new ImportedAzureIdentity(
        identity as ImportedAzureIdentity,
        namespace,
        { ...imported, namespace },
        shared,
      );
    }),
  ) {
    super(scope, id);
    this.name = imported.name;
    this.namespace = imported.namespace;
    this.namespaced = imported.namespaced;
    this.clientId = imported.clientId;
    this.resourceId = imported.resourceId;
    this.tenantId = imported.tenantId;
    namespaces.add(this);
  }

  public assignTo(workload: IConstruct, options?: AssignToOptions): void {
    assignTo(this, workload, options);
  }

  public assignToExternal(id: string, options: AssignToExternalStage): ExternalAssignment;
  public assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };
  public assignToExternal(
    id: string,
    options: AssignToExternalOptions,
  ): { [key: string]: string } | ExternalAssignment {
    return assignToExternal(this, id, options);
  }

  public inNamespace(namespace: string): IAzureIdentity {
    return this.namespaces.in(namespace);
  }
}
