import { SIDECARS_SINCE } from '../upstream/workload-identity';
import type { Problems } from '../validate/problems';
import { Injection } from './injection';
import { MigrationStage } from './migration-stage';
import { TokenExchange } from './token-exchange';
import { isTooOld } from './version';
import type { WorkloadIdentityProps } from './workload-identity-props';

/** Refuses settings that cannot be combined: of a WorkloadIdentity, or of a workload with a stage of its own. */
export function refuseSettings(
  problems: Problems,
  settings: { readonly [Name in keyof WorkloadIdentityProps]?: WorkloadIdentityProps[Name] | undefined },
): void {
  const { injection, exchange, stage, kubernetesVersion } = settings;
  const isProxied = stage === MigrationStage.PROXY;
  if (isProxied && injection === Injection.MANIFEST && isTooOld(kubernetesVersion, SIDECARS_SINCE)) {
    const allowed = `${SIDECARS_SINCE} or later for the proxy in the pod template, which is a native sidecar`;
    problems.add('kubernetesVersion', kubernetesVersion, allowed);
  }
  if (exchange !== TokenExchange.IDENTITY_BINDING) return;
  if (injection === Injection.MANIFEST)
    problems.add(
      'exchange',
      exchange,
      'federated-credential with Injection.MANIFEST: only the webhook knows the endpoint of identity bindings',
    );
  if (isProxied)
    problems.add('exchange', exchange, 'federated-credential at stage proxy: the proxy cannot use identity bindings');
}
