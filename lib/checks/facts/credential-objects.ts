import { type Manifest, stringOf } from '../../manifests/manifest';
import { accountOf } from '../../simulation/admission';
import { CREDENTIAL_KIND, OPERATOR_GROUP } from '../../upstream/operator';
import { subjectOf } from '../../upstream/workload-identity';
import type { CheckedCluster } from '../checked-cluster';
import { objectsOf } from './objects';

/** A federated credential that Azure Service Operator makes. */
export interface CredentialObject {
  readonly manifest: Manifest;
  /** Empty when the operator reads it from elsewhere. */
  readonly issuer: string;
  /** Empty likewise. */
  readonly subject: string;
}

/** Those among the manifests. */
export const credentialObjects = (checked: CheckedCluster): readonly CredentialObject[] =>
  objectsOf(checked, OPERATOR_GROUP, CREDENTIAL_KIND).map((manifest) => ({
    manifest,
    issuer: stringOf(manifest.at(['spec', 'issuer'])),
    subject: stringOf(manifest.at(['spec', 'subject'])),
  }));

/** Whether a subject is that of Kubernetes, or was meant to be; others are of GitHub and the like. */
export const isOfKubernetes = (subject: string): boolean => /^\s*system:service[-_]?accounts?\b/i.test(subject);

/** The subjects of all workloads and ServiceAccounts. */
export function subjectsIn(checked: CheckedCluster): ReadonlySet<string> {
  let subjects = SUBJECTS.get(checked);
  if (!subjects) {
    subjects = new Set([
      ...checked.workloads.map(({ workload }) => subjectOf(workload.namespace, accountOf(workload))),
      ...objectsOf(checked, '', 'ServiceAccount').map(({ namespace, name }) => subjectOf(namespace, name)),
    ]);
    SUBJECTS.set(checked, subjects);
  }
  return subjects;
}

const SUBJECTS = new WeakMap<CheckedCluster, ReadonlySet<string>>();

/** The name of a managed identity; what has no resource id as it is. */
export const nameOf = (identity: string): string => identity.split('/').at(-1) ?? identity;
