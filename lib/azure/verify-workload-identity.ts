import { type NeededCredential, neededCredentials } from '../migration/needed-credentials';
import { stageOf } from '../migration/workload-stage';
import { accountOf, isCalled } from '../simulation/admission';
import { ServiceAccounts } from '../simulation/service-accounts';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { CLIENT_ID_ANNOTATION } from '../upstream/workload-identity';
import { GUID } from '../validate/azure-values';
import { indexed } from '../validate/indexed';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { printable } from '../validate/printable';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { byExchange } from './federate/identity-binding';
import { fieldProblem } from './kube-object';
import { managedIdentityRef } from './managed-identity-ref';
import { podsOf } from './pods-of-workload';
import { type Step, step } from './script';
import { call, say } from './shell';

/**
 * Steps that check Workload Identity: its webhook, and for each workload the ServiceAccount, the pods, the credentials and a
 * token. Empty when no workload uses it. Adds a problem for what a script must not name.
 *
 * @param looksAtAzure whether to look for the credentials
 */
export function workloadIdentitySteps(simulation: Simulation, looksAtAzure: boolean, problems: string[]): Step[] {
  const { cluster } = simulation;
  const workloads = cluster.workloads.filter((workload) => usesWorkloadIdentity(stageOf(workload)));
  if (workloads.length === 0) return [];
  const accounts = new ServiceAccounts(cluster.manifests);
  const { federated } = byExchange(neededCredentials(cluster, simulation), cluster);
  const needed = indexed(federated, ({ namespace, account }) => `${namespace}/${account}`);
  const byAccount = indexed(workloads, (workload) => `${workload.namespace}/${accountOf(workload)}`);
  return [
    // What is written out needs no webhook.
    ...(workloads.some(isCalled) ? [step('It adds the token and the variables to pods.', 'webhook')] : []),
    ...(looksAtAzure ? [step('Credentials name the issuer of the cluster.', 'find_subscription', 'find_issuer')] : []),
    ...[...byAccount].map(([key, users]) => {
      const [{ namespace, manifest, template }] = users as [Workload];
      const account = accountOf(users[0] as Workload);
      if (!DNS_SUBDOMAIN.accepts(account)) {
        const path = [...template, 'spec', 'serviceAccountName'];
        problems.push(fieldProblem(manifest, path, account, DNS_SUBDOMAIN.allowed));
      }
      const clientId = accounts.find(namespace, account)?.annotations[CLIENT_ID_ANNOTATION] ?? '';
      return step(
        `ServiceAccount ${key}, whose pods obtain its identities.`,
        call('account', namespace, account, printable(clientId)),
        ...users.map((workload) => {
          const { by, what } = podsOf(workload, problems);
          return call('injected', printable(workload.manifest.title), namespace, by, what);
        }),
        ...(needed.get(key) ?? []).flatMap((one) => credentialLines(one, looksAtAzure)),
      );
    }),
    ...(looksAtAzure || federated.length === 0
      ? []
      : [step('Only Azure knows the credentials.', say(`The federated credentials were not looked up (${PLACE}).`))]),
  ];
}

const PLACE = '--cluster, --resource-group, --subscription';

function credentialLines(needed: NeededCredential, looksAtAzure: boolean): string[] {
  const { kind, identity, clientId, namespace, account, subject } = needed;
  const at = kind === 'managedIdentity' ? managedIdentityRef({ resourceID: identity }) : undefined;
  const place = at ? [at.subscription, at.resourceGroup, at.name] : [identity];
  // What is none in Azure fails with its token.
  const isPlace = at !== undefined || GUID.accepts(identity);
  return [
    ...(looksAtAzure && isPlace ? [call('check_credential', subject, ...place)] : []),
    ...(GUID.accepts(clientId) ? [call('token', `Client id ${clientId}`, namespace, account, clientId)] : []),
  ];
}
