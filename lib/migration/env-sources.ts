import { mapOf } from '../manifests/manifest';
import { OTHER_CREDENTIALS } from '../upstream/sdk-credentials';
import { show } from '../validate/format';
import type { EnvSource } from '../workload-identity/pod-facts';
import type { Blocker } from './blocker';
import type { ClusterFacts } from './cluster-facts';

/** Adds variables of ConfigMaps and Secrets that the SDKs use before Workload Identity. Only names are looked at. */
export function checkSources(
  { blockers, remarks }: { readonly blockers: Blocker[]; readonly remarks: string[] },
  sources: readonly EnvSource[],
  namespace: string,
  facts: ClusterFacts,
): void {
  const unknown = new Set<string>();
  for (const { kind, name, prefix, container } of sources) {
    const source = facts.configOf(kind, namespace, name);
    if (!source) {
      unknown.add(`${kind} ${namespace}/${name}`);
      continue;
    }
    const { data, stringData } = source.value;
    for (const variable of OTHER_CREDENTIALS) {
      const isThere = [data, stringData].some((map) =>
        Object.keys(mapOf(map)).some((key) => `${prefix}${key}` === variable),
      );
      if (!isThere) continue;
      blockers.push({
        problem: `Container ${show(container)} has ${variable} from ${source.title}: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other.`,
        advice: 'Remove the variable.',
      });
    }
  }
  if (unknown.size === 0) return;
  const names = [...unknown].join(', ');
  remarks.push(
    `It takes variables from ${names}, not among the paths: ${OTHER_CREDENTIALS.join(' or ')} there would be used instead of Workload Identity, and AZURE_CLIENT_ID is overridden.`,
  );
}
