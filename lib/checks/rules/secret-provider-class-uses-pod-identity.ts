import type { FieldPath, Manifest } from '../../manifests/manifest';
import { stringOf } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, mountingVault, TOKEN_WORKLOAD, vaultClass } from '../examples/workload-identity-examples';
import { clientIdOf } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads, named } from '../facts/called-workloads';
import { csiMountsOf, usesPodIdentity } from '../facts/csi-mounts';
import { type Rule, type RuleFinding, Severity } from '../rule';

const PATH: FieldPath = ['spec', 'parameters', 'usePodIdentity'];

export const secretProviderClassUsesPodIdentity: Rule = {
  id: 'secret-provider-class-uses-pod-identity',
  title: 'A SecretProviderClass uses pod identity, and the pods that mount it use Workload Identity',
  severity: Severity.ERROR,
  why: 'With usePodIdentity the Secrets Store CSI driver asks NMI for the token of the pod that mounts the volume. Without a binding for its label there is none. With clientID instead, the driver exchanges the token of the ServiceAccount of the pod.',
  symptom: 'The pod stays in ContainerCreating: "nmi response failed with status code: 404", or "connection refused".',
  bad: documents(ACCOUNT, mountingVault(TOKEN_WORKLOAD), vaultClass('usePodIdentity: "true"')),
  good: documents(ACCOUNT, mountingVault(TOKEN_WORKLOAD), vaultClass('clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42')),
  source: 'Azure/secrets-store-csi-driver-provider-azure, pkg/provider/types/parameters.go, pkg/auth/auth.go',
  check: (checked) => {
    const users = new Map<Manifest, CalledWorkload[]>();
    for (const called of calledWorkloads(checked)) {
      if (called.assigned.length > 0 || called.workload.label) continue;
      for (const { secretProviderClass } of csiMountsOf(checked, called.workload)) {
        if (!secretProviderClass || !usesPodIdentity(secretProviderClass)) continue;
        const known = users.get(secretProviderClass);
        if (known) known.push(called);
        else users.set(secretProviderClass, [called]);
      }
    }
    return [...users].map(([object, called]) => findingOf(checked, object, called));
  },
};

function findingOf(checked: CheckedCluster, object: Manifest, called: readonly CalledWorkload[]): RuleFinding {
  const given = stringOf(object.at(['spec', 'parameters', 'clientID']));
  const ids = new Set(called.map(({ account }) => account && clientIdOf(account)));
  const [only] = ids.size === 1 ? ids : [];
  const isOther = checked.workloads.some(
    ({ workload, assigned }) => assigned.length > 0 && mounts(checked, workload, object),
  );
  const lines = ['usePodIdentity: "false"', ...(given === '' && only ? [`clientID: ${only}`] : [])];
  const isKnown = !isOther && (given !== '' || only !== undefined);
  return {
    object,
    path: PATH,
    message: `${named(called)} mounts it and uses Workload Identity, without a label aadpodidbinding, and usePodIdentity makes the driver ask NMI. The mount fails, and the pods do not start. Write ${isOther ? 'a SecretProviderClass of their own, with clientID' : `usePodIdentity: "false"${given === '' ? `, and clientID: ${only ?? 'with the client id of the identity'}` : ''}`}.`,
    ...(isKnown && { fix: lines.join('\n') }),
  };
}

const mounts = (checked: CheckedCluster, workload: CalledWorkload['workload'], object: Manifest) =>
  csiMountsOf(checked, workload).some(({ secretProviderClass }) => secretProviderClass === object);
