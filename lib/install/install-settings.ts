import type { SecretReference } from '../identity/azure-identity-props';
import type { InstallContext } from './controller';
import type { MicSettings } from './mic';
import type { Names } from './names';
import type { NmiSettings } from './nmi';
import type { PodDisruptionBudget } from './pod-disruption-budget';
import type { RbacSettings } from './rbac';

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
  /** Whether identities are namespaced whatever they say. */
  readonly namespaced: boolean;
}
