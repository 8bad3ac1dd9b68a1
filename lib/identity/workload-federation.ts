import type { ApiObject } from 'cdk8s';
import type { Json, PodTemplate } from '../synth/pod-template';
import type { Problems } from '../validate/problems';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { type EnvSource, envSourcesOf, podFacts, vaultClassesOf } from '../workload-identity/pod-facts';
import { refuseAtStage, refuseAuxiliaryTenants } from '../workload-identity/stage-refusals';
import { areAccountsWanted, type StageSettings } from '../workload-identity/stage-settings';
import { stageWarnings } from '../workload-identity/stage-warnings';
import { type WorkloadAccount, workloadAccount } from '../workload-identity/workload-account';
import type { AssignedIdentity } from './assigned-identity';
import { type Claim, commonOption } from './claim';
import { defaultIdentity, type FederatedDefault } from './default-identity';
import { federationFactsOf } from './federation-facts';
import { describe } from './identity-facts';

/** How a workload uses Workload Identity. */
export interface WorkloadFederation {
  readonly settings: StageSettings;
  readonly identity: FederatedDefault;
  /** What is valid, but may not do what was meant. */
  readonly warnings: readonly string[];
  /** Names of the SecretProviderClasses that its pods mount. */
  readonly vaultClasses: readonly string[];
  /** Where containers that get the token take variables from. */
  readonly envSources: readonly EnvSource[];
}

/** A workload with identities, as it is rendered without Workload Identity. */
export interface FederatedWorkload {
  readonly object: ApiObject;
  readonly manifest: Json;
  readonly template: PodTemplate;
  readonly claims: readonly Claim[];
  readonly identities: readonly AssignedIdentity[];
  /** Whether its pods are checked at their stage. */
  readonly isDeciding: boolean;
}

/**
 * The ServiceAccount of a workload, and how it uses Workload Identity; undefined what nobody asks for.
 *
 * @param byRule the name of a ServiceAccount that is made
 */
export function federate(
  problems: Problems,
  workload: FederatedWorkload,
  settings: StageSettings | undefined,
  byRule: () => string,
): { readonly account?: WorkloadAccount | undefined; readonly federation?: WorkloadFederation } {
  const { object, manifest, template, claims, identities } = workload;
  if (!settings && !areAccountsWanted(object)) return {};
  const options = {
    serviceAccountName: commonOption(problems, claims, 'serviceAccountName'),
    serviceAccountPath: commonOption(problems, claims, 'serviceAccountPath'),
  };
  const account = workloadAccount(problems, manifest, template, options, byRule);
  if (!settings || !account) return { account };
  const identity = defaultIdentity(problems, claims, identities, settings);
  return { account, federation: checked(problems, workload, settings, identity) };
}

/** Checks the pods at their stage. */
function checked(
  problems: Problems,
  { object, manifest, template, identities, isDeciding }: FederatedWorkload,
  settings: StageSettings,
  identity: FederatedDefault,
): WorkloadFederation {
  const unchecked = { settings, identity, warnings: [], vaultClasses: [], envSources: [] };
  if (!isDeciding) return unchecked;
  const facts = identities.map((one) => ({ ...federationFactsOf(one.identity), ...one }));
  if (usesWorkloadIdentity(settings.stage)) {
    for (const one of facts) refuseAuxiliaryTenants(problems, () => describe(one.facts), one.auxiliaryTenants);
  }
  const pod = podFacts(object, manifest, template);
  if (!pod) return unchecked;
  refuseAtStage(
    problems,
    pod,
    settings,
    facts.map(({ clientId }) => clientId),
  );
  const warned = facts.map(({ adEndpoint, facts: { name } }) => ({ name, adEndpoint }));
  return {
    settings,
    identity,
    warnings: stageWarnings(pod, settings, warned),
    vaultClasses: vaultClassesOf(pod),
    envSources: envSourcesOf(pod),
  };
}
