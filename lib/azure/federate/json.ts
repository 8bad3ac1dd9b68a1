import { AUDIENCE } from '../../upstream/workload-identity';
import type { FederatedTarget } from './credential';

export function federatedJson(targets: readonly FederatedTarget[], issuer: string): string {
  const list = targets.flatMap(({ identity, at, credentials }) =>
    credentials.map(({ name, subject, workloads }) => ({
      identity,
      kind: at ? 'managedIdentity' : 'application',
      name,
      issuer,
      subject,
      audiences: [AUDIENCE],
      workloads,
    })),
  );
  return `${JSON.stringify(list, null, 2)}\n`;
}
