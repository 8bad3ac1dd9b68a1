import { writeYaml } from '../../manifests/yaml-writer';
import {
  CREDENTIAL_ANNOTATIONS,
  CREDENTIAL_GVK,
  credentialObjectName,
  credentialSpec,
} from '../../upstream/federated-credential-object';
import type { FederatedTarget } from './credential';

/** Objects of Azure Service Operator, as the construct FederatedIdentityCredentials makes them. */
export function operatorYaml(targets: readonly FederatedTarget[], cluster: string, issuer: string): string {
  return targets
    .flatMap(({ identity, credentials }) =>
      credentials.map(({ namespace, account }) => {
        const facts = { cluster, issuer, resourceId: identity, namespace, account };
        return writeYaml({
          ...CREDENTIAL_GVK,
          metadata: { annotations: CREDENTIAL_ANNOTATIONS, name: credentialObjectName(facts) },
          spec: credentialSpec(facts),
        });
      }),
    )
    .join('');
}
