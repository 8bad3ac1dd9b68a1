import { canonical } from '../../validate/resource-id';
import type { ManagedIdentityRef } from '../managed-identity-ref';
import { type AzurePlace, placeVariables } from '../options';
import { type Step, script, step } from '../script';
import { call } from '../shell';
import type { FederatedTarget } from './credential';
import { identityBindingName } from './identity-binding';
import type { FederateOptions } from './options';

/** What the script of az is made from. */
export interface AzPlan {
  readonly targets: readonly FederatedTarget[];
  /** Managed identities that need an identity binding. */
  readonly bound: readonly ManagedIdentityRef[];
  /** The ServiceAccounts that exist, `shop/orders`; read only to prune. */
  readonly accounts: readonly string[];
}

/** A script of az, which looks before it acts. */
export function azScript({ targets, bound, accounts }: AzPlan, options: FederateOptions): string {
  const { issuer, place, enable, prune, clusterName } = options;
  const hasTargets = targets.length > 0;
  const prunes = prune === true && hasTargets;
  return script({
    head: [
      'Creates the federated credentials that the manifests need. Printed by aad-pod-identity azure federate.',
      'It looks at all identities before it changes one: existing credentials are kept, whatever their name. Running it again creates only what is missing.',
      ...(enable
        ? [
            'It switches the OIDC issuer of the cluster on, which CANNOT be switched off again and restarts the API server.',
          ]
        : []),
      'Exit codes: 0 done; else it stopped, with a message.',
    ],
    variables: {
      ...(place ? variablesOf(place) : { issuer: issuer ?? '' }),
      ...(prunes && { cluster_name: clusterName, accounts: '' }),
    },
    files: [
      'basics',
      ...(place ? [place.subscription === '' ? 'current-subscription' : 'subscription', 'cluster'] : []),
      ...(enable ? ['workload-identity'] : []),
      ...(place && hasTargets ? ['issuer'] : []),
      ...(hasTargets ? ['look-at-credentials', 'federated-credentials'] : []),
      ...(prunes ? ['prune-credentials'] : []),
      ...(bound.length > 0 ? ['identity-bindings'] : []),
    ],
    programs: ['az'],
    steps: [
      ...(place ? [step('The subscription of the cluster.', 'find_subscription')] : []),
      ...(enable
        ? [step('The OIDC issuer cannot be switched off again.', 'ensure_oidc_issuer', 'ensure_workload_identity')]
        : []),
      ...(place && hasTargets ? [step('Credentials name the issuer of the cluster.', 'find_issuer')] : []),
      ...targets.map(targetStep),
      ...(hasTargets
        ? [
            step('No credential was created before this.', 'stop_if_problems'),
            step('One after the other: Azure refuses concurrent writes to one identity.', 'create_missing'),
          ]
        : []),
      ...(bound.length > 0 ? [bindingStep(bound)] : []),
      ...(prunes ? [pruneStep(accounts)] : []),
      step('The result.', call('say', 'Done.')),
    ],
  });
}

function variablesOf(place: AzurePlace): { readonly [name: string]: string } {
  const { subscription, ...others } = placeVariables(place);
  return subscription === '' ? others : { subscription, ...others };
}

function targetStep({ identity, at, credentials }: FederatedTarget): Step {
  const place = at ? [at.subscription, at.resourceGroup, at.name] : [identity];
  const workloads = [...new Set(credentials.flatMap((one) => one.workloads))];
  return step(
    `${at ? `Identity ${at.name}` : `Application ${identity}`}, for ${firstOf(workloads)}.`,
    call('needs', ...place),
    ...credentials.map(({ name, subject }) => call('credential', name, subject)),
    'check_others',
  );
}

const MOST_NAMES = 5;

function firstOf(workloads: readonly string[]): string {
  const more = workloads.length - MOST_NAMES;
  return `${workloads.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function bindingStep(bound: readonly ManagedIdentityRef[]): Step {
  return step(
    'Workloads that exchange tokens by an identity binding: AKS makes one credential for all of them.',
    ...bound.map((at) =>
      call('binding', identityBindingName(at), canonical(at.subscription, at.resourceGroup, at.name)),
    ),
  );
}

function pruneStep(accounts: readonly string[]): Step {
  return step(
    'Only names of our form whose ServiceAccount is in no manifest, and only after asking.',
    ...accounts.map((account) => `accounts+=${call('', account).trim()}$'\\n'`),
    'prune',
  );
}
