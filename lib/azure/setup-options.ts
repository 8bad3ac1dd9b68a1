import type { AzurePlace } from './azure-place';
import type { RoleScope } from './roles';

/** What the user decides. */
export interface SetupOptions extends AzurePlace {
  /** Where what is made goes; empty for where its resource group is. */
  readonly location: string;
  readonly createCluster: boolean;
  readonly createIdentities: boolean;
  /** Whom MIC acts as; undefined to take it from the manifests or the cluster. */
  readonly micClientId: string | undefined;
  readonly scope: RoleScope;
  readonly idsFile: string;
}
