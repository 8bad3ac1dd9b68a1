import type { SecretReference } from '../identity/azure-identity-props';
import type { ChartIdentity } from '../identity/chart-identity';
import type { InstallNames } from './names';
import type { InstallContext } from './objects/controller';
import type { MicSettings } from './objects/mic';
import type { NmiSettings } from './objects/nmi';
import type { PodDisruptionBudget } from './objects/pod-disruption-budget';
import type { RbacSettings } from './objects/rbac';

/**
 * A decided install, with the names and values of YAML. Typed props (props/) and Helm values (helm/) lead to it, and
 * objects/ renders it.
 */
export interface Install extends InstallContext {
  readonly names: InstallNames;
  readonly createNamespace: boolean;
  readonly crds: boolean;
  readonly micException: boolean;
  readonly aksException: boolean;
  readonly access: RbacSettings;
  readonly secrets: readonly SecretReference[];
  readonly userFacingRoles: boolean;
  readonly podDisruptionBudget: PodDisruptionBudget | undefined;
  /** Undefined in managed mode. */
  readonly mic: MicSettings | undefined;
  readonly nmi: NmiSettings;
  /** Printed at synth. */
  readonly warnings: readonly string[];
  /** Whether pods can use only identities in their own namespace. */
  readonly namespaced: boolean;
  /** Those of the Helm value `azureIdentities`. */
  readonly identities: readonly ChartIdentity[];
}
