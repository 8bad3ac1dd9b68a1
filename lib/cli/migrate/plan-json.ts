import type { AzureIdentity } from '../../migration/azure-identity';
import type { Companion } from '../../migration/companions';
import type { CredentialCount } from '../../migration/credential-counts';
import { isBlocked, type Plan } from '../../migration/plan';
import type { PlannedWorkload } from '../../migration/planned-workload';
import { CREDENTIALS } from '../../upstream/federated-credential';
import { subjectOf } from '../../upstream/workload-identity';
import { fieldAt } from '../../validate/path';

/** The plan as data. */
export function planJson(plan: Plan): object {
  const { workloads, others, identities, companions, openEnds, phases } = plan;
  return {
    blocked: isBlocked(plan),
    workloads: workloadsJson(workloads),
    others,
    identities: identitiesJson(identities),
    companions: companions.map(companionJson),
    openEnds,
    phases,
  };
}

// Made as they are written: all at once would take much memory. Two functions, as each is compiled for what it makes.

function* workloadsJson(workloads: readonly PlannedWorkload[]): Iterable<object> {
  for (const workload of workloads) yield workloadJson(workload);
}

function* identitiesJson(identities: readonly CredentialCount[]): Iterable<object> {
  for (const identity of identities) yield identityJson(identity);
}

/** A member that is undefined is left out of JSON. */
function workloadJson(planned: PlannedWorkload): object {
  const { workload, account, stage, next, why, identities, defaultIdentity, blockers, remarks } = planned;
  const { kind, namespace, name, manifest, label } = workload;
  return {
    kind,
    namespace,
    name,
    file: manifest.file,
    line: manifest.line,
    label,
    stage,
    next,
    why,
    serviceAccount: account?.name,
    accountOrigin: account?.origin,
    subject: account && subjectOf(namespace, account.name),
    clientID: defaultIdentity?.clientId,
    identities: identities.map(azureJson),
    blockers,
    remarks,
  };
}

/** `namespace` and `name` where an AzureIdentity says so; no `kind` and `identity` when only the client id is known. */
function azureJson({ kind, identity, clientId, tenantId, source }: AzureIdentity): object {
  return {
    namespace: source?.namespace,
    name: source?.name,
    kind,
    identity: kind && identity,
    clientID: clientId,
    tenantID: tenantId,
  };
}

function identityJson(count: CredentialCount): object {
  const { identity, kind, clientId, needed, missing, others, total, isExact, blocker, remark } = count;
  const lacking = missing === needed ? undefined : new Set(missing);
  return {
    identity,
    kind,
    clientID: clientId,
    credentials: total,
    most: CREDENTIALS.most,
    exact: isExact,
    needed: needed.map((one) => ({
      subject: one.subject,
      known: lacking !== undefined && !lacking.has(one),
      workloads: one.workloads,
    })),
    others: others.map(({ name, issuer, subject }) => ({ name, ...(issuer !== undefined && { issuer }), subject })),
    blockers: blocker ? [blocker] : [],
    remarks: remark === undefined ? [] : [remark],
  };
}

function companionJson({ manifest, path, found, changes, remark }: Companion): object {
  const { kind, namespace, name, file } = manifest;
  const { line } = manifest.positionOf(path);
  return {
    kind,
    ...(!manifest.isClusterScoped && { namespace }),
    name,
    file,
    line,
    field: fieldAt(path),
    found,
    changes: changes.map((change) => ({ field: fieldAt(change.path), value: change.value })),
    ...(remark !== undefined && { remark }),
  };
}
