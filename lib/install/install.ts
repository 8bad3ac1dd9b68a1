import type { SecretReference } from '../identity/azure-identity-props';
import type { ChartIdentity } from '../identity/chart-identity';
import type { Names } from './names';
import type { InstallContext } from './objects/controller';
import type { MicSettings } from './objects/mic';
import type { NmiSettings } from './objects/nmi';
import type { PodDisruptionBudget } from './objects/pod-disruption-budget';
import type { RbacSettings } from './objects/rbac';

/**
 * An install with everything decided, in the names and values of YAML. Typed props and Helm values are two ways to it;
 * there is one from it to the objects.
 */
export interface Install extends InstallContext {
  readonly names: Names;
  readonly createNamespace: boolean;
  readonly crds: boolean;
  readonly micException: boolean;
  readonly aksException: boolean;
  readonly access: RbacSettings;
  readonly secrets: readonly SecretReference[];
  readonly userFacingRoles: boolean;
  readonly podDisruptionBudget: PodDisruptionBudget | undefined;
  /** None in managed mode. */
  readonly mic: MicSettings | undefined;
  readonly nmi: NmiSettings;
  /** Said at synthesis. */
  readonly warnings: readonly string[];
  /** Whether pods can use only identities in their own namespace. */
  readonly namespaced: boolean;
  /** Those of the Helm value `azureIdentities`. */
  readonly identities: readonly ChartIdentity[];
}
