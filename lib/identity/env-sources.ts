import type { ApiObject } from 'cdk8s';
import type { Json } from '../synth/pod-template';
import { warn } from '../synth/warnings';
import { OTHER_CREDENTIALS } from '../upstream/sdk-credentials';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { Problems } from '../validate/problems';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import type { EnvSource } from '../workload-identity/pod-facts';
import type { Surroundings } from './surroundings';
import type { WorkloadAssignment } from './workload-assignment';

/** A source of variables, and its object in the app, if there is one. */
type Found = EnvSource & { readonly object: ApiObject | undefined };

/** The sources of variables of each workload that gets a token. */
function sourcesOf(
  workloads: readonly WorkloadAssignment[],
  { configs }: Surroundings,
): [WorkloadAssignment, Found[]][] {
  const using = workloads.filter(
    ({ federation }) => federation?.envSources.length && usesWorkloadIdentity(federation.settings.stage),
  );
  if (using.length === 0) return [];
  const key = (kind: string, namespace: string | undefined, name: string) => `${kind} ${namespace ?? ''}/${name}`;
  const known = indexed(configs, ({ kind, metadata, name }) => key(kind, metadata.namespace, name));
  return using.map((workload) => [
    workload,
    (workload.federation?.envSources ?? []).map((source) => ({
      ...source,
      object: known.get(key(source.kind, workload.namespace, source.name))?.[0],
    })),
  ]);
}

/** Names of the variables that come from an object of the app. */
function variablesOf({ object, prefix }: Found): { readonly [name: string]: unknown } {
  const manifest: Json = object?.toJson() ?? {};
  const data = { ...(manifest.data as Json), ...(manifest.stringData as Json) };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [`${prefix}${key}`, value]));
}

/** Refuses credentials in objects of the app, as those in a container. */
export function refuseOtherSources(
  all: Problems,
  workloads: readonly WorkloadAssignment[],
  around: Surroundings,
): void {
  for (const [{ object }, sources] of sourcesOf(workloads, around)) {
    const problems = Problems.of(object);
    for (const source of sources) {
      const variables = variablesOf(source);
      for (const name of OTHER_CREDENTIALS) {
        if (!Object.hasOwn(variables, name)) continue;
        const allowed = `no such variable: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other; ${source.object?.node.path} has it`;
        problems.add(`envFrom of container ${show(source.container)}`, name, allowed, 'Remove the variable');
      }
    }
    all.include(problems);
  }
}

/** Variables that may be, or are, in the way of those of Workload Identity. */
export function warnOfSources(workloads: readonly WorkloadAssignment[], around: Surroundings): void {
  for (const [{ object, federation }, sources] of sourcesOf(workloads, around)) {
    const unknown = sources.filter((source) => !source.object);
    if (unknown.length > 0) {
      const names = [...new Set(unknown.map(({ kind, name }) => `${kind} ${show(name)}`))].join(', ');
      warn(
        object,
        `takes variables from ${names}, which this app does not have: if ${OTHER_CREDENTIALS.join(' or ')} is among them, the SDKs use them instead of Workload Identity; AZURE_CLIENT_ID would be overridden.`,
      );
    }
    const wanted = federation?.identity.clientId?.toLowerCase();
    for (const source of sources) {
      const given = variablesOf(source)[INJECTED_VARIABLES.clientId];
      const isOther = typeof given === 'string' && source.kind === 'ConfigMap' && given.toLowerCase() !== wanted;
      if (wanted === undefined || !isOther) continue;
      warn(
        object,
        `takes AZURE_CLIENT_ID ${show(given)} from ${source.object?.node.path}, but Workload Identity sets it to ${wanted}. Remove it there.`,
      );
    }
  }
}
