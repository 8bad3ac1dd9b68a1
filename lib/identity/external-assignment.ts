import { BINDING_LABEL } from '../upstream/api';
import { IDENTITIES_ANNOTATION, identitiesAnnotation } from '../upstream/federation';
import {
  CLIENT_ID_ANNOTATION,
  DEFAULT_ACCOUNT,
  TENANT_ID_ANNOTATION,
  USE_LABEL,
  USED,
} from '../upstream/workload-identity';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { accountOfIdentity } from '../validate/selectors';
import { isUnresolved } from '../validate/unresolved';
import { keepsPodIdentity, MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { refuseAuxiliaryTenants, refuseKubeSystem } from '../workload-identity/stage-refusals';
import { refuseDefault } from '../workload-identity/workload-account';
import { checkReachNow, checkSelector, checkStage, refuseLateName } from './assignment-checks';
import type { AssignToExternalOptions, AssignToExternalStage, ExternalAssignment } from './assignment-options';
import { Assignments } from './assignments';
import type { IAzureIdentity } from './azure-identity-interface';
import { federationFactsOf } from './federation-facts';
import { describe, factsOf } from './identity-facts';

/** Either. */
type ExternalOptions = AssignToExternalOptions & Partial<Omit<AssignToExternalStage, keyof AssignToExternalOptions>>;

type Labels = { [key: string]: string };

/** Behind `IAzureIdentity.assignToExternal`. */
export function assignToExternal(
  identity: IAzureIdentity,
  id: string,
  given: AssignToExternalOptions | AssignToExternalStage,
): Labels | ExternalAssignment {
  const options: ExternalOptions = plainCopy(given);
  const problems = Problems.in(`${identity.node.path}: assignToExternal`);
  if (typeof id !== 'string' || id === '')
    problems.add('id', plainCopy<unknown>(id), 'a string: your name for the workload');
  const names = ['namespace', 'selector', 'stage', 'serviceAccountName'];
  if (!checkProps(problems, options, names, 'options')) problems.throwIfAny();
  const { namespace, selector, stage } = options;
  if (isUnresolved(namespace)) problems.add('namespace', namespace, 'a namespace that is known before synth');
  problems.expect('namespace', namespace, DNS_LABEL);
  checkSelector(problems, selector);
  checkStage(problems, options);
  if (selector === undefined && isUnresolved(identity.name)) refuseLateName(problems, identity.name);
  problems.throwIfAny();
  checkReachNow(problems, identity, namespace, identity, stage);
  const account = stage === undefined ? undefined : externalAccount(problems, identity, options);
  problems.throwIfAny();
  const label = Assignments.of(identity).addExternal(id, namespace, identity, {
    selector,
    stage,
    account: account?.serviceAccountName,
  });
  if (!account) return { [BINDING_LABEL]: label };
  return {
    labels: {
      ...(keepsPodIdentity(stage) && { [BINDING_LABEL]: label }),
      ...(usesWorkloadIdentity(stage) && { [USE_LABEL]: USED }),
    },
    annotations: {},
    ...account,
    // The way back: without the field, the cluster would keep the name.
    ...(!usesWorkloadIdentity(stage) && { serviceAccountName: options.serviceAccountName ?? DEFAULT_ACCOUNT }),
  };
}

/** The ServiceAccount, which the workload's own manifests make. */
function externalAccount(problems: Problems, identity: IAzureIdentity, options: ExternalOptions) {
  const { namespace, stage, serviceAccountName = accountOfIdentity(factsOf(identity), namespace) } = options;
  const { clientId, tenantId, resourceId, auxiliaryTenants } = federationFactsOf(identity);
  if (clientId === undefined) {
    const hint = 'Pass clientId to AzureIdentity.fromName(…)';
    problems.add('clientId', undefined, 'the client id of the identity, for Workload Identity', hint);
  }
  if (stage === MigrationStage.PROXY)
    problems.add('stage', stage, 'another stage: this app cannot check the pods that the proxy would run in');
  if (usesWorkloadIdentity(stage)) {
    refuseAuxiliaryTenants(problems, () => describe(factsOf(identity)), auxiliaryTenants);
    refuseKubeSystem(problems, 'namespace', namespace);
  }
  refuseDefault(problems, serviceAccountName);
  const identities = identitiesAnnotation(clientId === undefined ? [] : [{ clientId, resourceId }]);
  return {
    serviceAccountName,
    serviceAccountAnnotations: {
      [IDENTITIES_ANNOTATION]: identities,
      [CLIENT_ID_ANNOTATION]: clientId ?? '',
      ...(tenantId !== undefined && { [TENANT_ID_ANNOTATION]: tenantId }),
    },
  };
}
