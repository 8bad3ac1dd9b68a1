import type { Manifest } from '../manifests/manifest';
import { accountOf } from '../simulation/admission';
import type { Workload } from '../simulation/workload';
import { type Json, type PodTemplate, templateIn } from '../synth/pod-template';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { accountOfIdentity, selectorOfWorkload } from '../validate/selectors';
import { AccountOrigin, type WorkloadAccount, workloadAccount } from '../workload-identity/workload-account';
import type { AzureIdentity } from './azure-identity';

/** By the paths of workloads, of which there is one for each kind. */
const TEMPLATES = new Map<Workload['template'], PodTemplate>();

/** The pod template as the pure parts of Workload Identity name it. */
export function podTemplateOf({ template }: Pick<Workload, 'template'>): PodTemplate {
  const known = TEMPLATES.get(template);
  if (known) return known;
  const made = templateIn(template);
  TEMPLATES.set(template, made);
  return made;
}

/** An object as the same parts read it. */
export const jsonOf = (manifest: Manifest): Json => manifest.value;

/**
 * The ServiceAccount that a workload has with Workload Identity: its own, else one named by the rule of the constructs:
 * after the identity, after the label when there are several, after the workload when the label is no name.
 */
export function plannedAccount(
  problems: Problems,
  workload: Workload,
  identities: readonly AzureIdentity[],
): WorkloadAccount | undefined {
  const { manifest, namespace } = workload;
  const single = identities.length === 1 ? identities[0]?.source : undefined;
  const byRule = () => {
    if (single) {
      const { name, namespace: own, isNamespaced: namespaced } = single;
      return accountOfIdentity({ name, namespace: own, namespaced }, namespace);
    }
    const { label } = workload;
    if (label !== undefined && label !== '' && DNS_SUBDOMAIN.accepts(label)) return label;
    return selectorOfWorkload(workload.name, [manifest.group, workload.kind, namespace, workload.name, '']);
  };
  return workloadAccount(problems, jsonOf(manifest), podTemplateOf(workload), {}, byRule);
}

/** The same without a place for problems. */
export function accountFor(workload: Workload, identities: readonly AzureIdentity[]): WorkloadAccount | undefined {
  return plannedAccount(Problems.in(''), workload, identities);
}

/** That of a workload which uses Workload Identity already. */
export function ownAccount(workload: Workload): WorkloadAccount {
  const { account: path } = podTemplateOf(workload);
  return { name: accountOf(workload), origin: AccountOrigin.OWN, isDeclared: false, path };
}
