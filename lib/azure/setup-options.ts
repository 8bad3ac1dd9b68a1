import type { AzurePlace } from './azure-place';
import type { RoleScope } from './roles';

/** What the user decides. */
export interface SetupOptions extends AzurePlace {
  /** Location of new resources; undefined for that of the resource group. */
  readonly location?: string;
  readonly createCluster?: true;
  readonly createIdentities?: true;
  /** The client id that MIC uses; undefined for that in the manifests or the cluster. */
  readonly micClientId?: string;
  readonly scope: RoleScope;
  readonly idsFile: string;
}
