import { quote } from '../validate/shell-word';
import { MigrationStage } from '../workload-identity/migration-stage';
import type { AzureIdentity } from './azure-identity';
import type { Blocker } from './blocker';

/** `AzureIdentity shop/orders`, or what else is known of it. */
export function titleOf({ source, identity, clientId }: AzureIdentity): string {
  return source ? `AzureIdentity ${source.namespace}/${source.name}` : identity || `client id ${clientId}`;
}

export const titlesOf = (identities: readonly AzureIdentity[]): string => identities.map(titleOf).join(', ');

/** What an identity lacks for Workload Identity. */
export function identityBlockers(identities: readonly AzureIdentity[], stage: MigrationStage): Blocker[] {
  const found: Blocker[] = [];
  for (const identity of identities) addBlockers(found, identity);
  const isOneTenant = identities.every(({ tenantId }) => tenantId === identities[0]?.tenantId);
  if (stage === MigrationStage.PROXY && !isOneTenant) {
    found.push({
      problem: `Its identities are of several tenants, and the proxy requests all tokens in one: ${titlesOf(identities)}.`,
      advice: 'Plan another stage for it: --to dual.',
    });
  }
  return found;
}

function addBlockers(found: Blocker[], identity: AzureIdentity): void {
  const { kind, identity: id, clientId, hasAuxiliaryTenants } = identity;
  if (clientId === '') {
    const problem = `${titleOf(identity)} has no clientID, which the ServiceAccount names.`;
    found.push(
      id === ''
        ? { problem, advice: 'Write it.' }
        : {
            problem,
            advice: 'Write it, as printed by:',
            command: `az identity show --ids ${quote(id)} --query clientId --output tsv`,
          },
    );
  }
  if (kind === 'managedIdentity' && id === '') {
    found.push({
      problem: `${titleOf(identity)} has no resourceID, which the federated credential belongs to.`,
      advice: 'Write it.',
    });
  }
  if (hasAuxiliaryTenants) {
    found.push({
      problem: `${titleOf(identity)} has auxiliaryTenantIDs, and Workload Identity requests a token of one tenant.`,
      advice: 'Remove them, and let the program ask each tenant.',
    });
  }
}
