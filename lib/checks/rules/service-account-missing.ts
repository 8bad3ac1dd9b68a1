import type { ServiceAccount } from '../../simulation/service-accounts';
import { show } from '../../validate/format';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { accountsIn, clientIdOf } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads } from '../facts/called-workloads';
import { type NearMiss, nearMiss } from '../facts/near-miss';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const serviceAccountMissing: Rule = {
  id: 'service-account-missing',
  title: 'The ServiceAccount of pods with Workload Identity is missing',
  severity: Severity.ERROR,
  why: 'The webhook reads the ServiceAccount of the pods, and refuses pods without one.',
  symptom: 'The ReplicaSet has no pods; its events say "serviceaccounts … not found".',
  bad: documents(ACCOUNT, changed(TOKEN_WORKLOAD, 'serviceAccountName: orders', 'serviceAccountName: order')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, Handle',
  check: (checked) => {
    const missing = calledWorkloads(checked).filter(({ account }) => !account);
    if (missing.length === 0) return [];
    const used = new Set(calledWorkloads(checked).map(({ account }) => account));
    return missing.map((called) => {
      const { workload, accountName, specPath, spec } = called;
      const { namespace, manifest } = workload;
      const field = typeof spec.serviceAccountName === 'string' ? 'serviceAccountName' : 'serviceAccount';
      const similar = nearMiss(accountName, accountsIn(checked, namespace), ({ name }) => name);
      // `web-a` and `web-b` are two when each has its pods.
      const near = similar?.likeness === 'letters' && used.has(similar.candidate) ? undefined : similar;
      const elsewhere = near ? undefined : inOtherNamespace(checked, called);
      const there = near
        ? `; there is ${show(near.candidate.name)}, which ${near.words}`
        : elsewhere
          ? `; there is one in namespace ${elsewhere.namespace}`
          : '';
      return {
        object: manifest,
        path: [...specPath, field],
        message: `There is no ServiceAccount ${namespace}/${accountName}${there}. The webhook refuses the pods. ${near ? `Write ${near.candidate.name}` : 'Add it'}.`,
        absence: {
          isNear: near !== undefined || elsewhere !== undefined,
          counted: ['workload has no ServiceAccount', 'workloads have no ServiceAccount'] as const,
        },
        ...(near && isRight(near) && { fix: `${field}: ${plainYaml(near.candidate.name)}` }),
      };
    });
  },
};

/** Whether the pods then have an identity. */
const isRight = ({ candidate }: NearMiss<ServiceAccount>) => clientIdOf(candidate) !== undefined;

const inOtherNamespace = (
  { federation }: CheckedCluster,
  { accountName, workload }: CalledWorkload,
): ServiceAccount | undefined =>
  federation?.accounts.all.find(({ name, namespace }) => name === accountName && namespace !== workload.namespace);
