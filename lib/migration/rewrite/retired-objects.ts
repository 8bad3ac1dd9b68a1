import type { Manifest } from '../../manifests/manifest';
import type { Binding, Identity } from '../../simulation/custom-resources';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { labelMentions } from './label-mentions';
import { rewrittenOf } from './object-edit';
import type { LeftAlone } from './steps';

/** Objects of pod identity that no workload among the paths needs. */
export interface Retired {
  /** Each identity with its bindings, and bindings of identities that are still needed. */
  readonly groups: readonly (readonly Manifest[])[];
  /** Those that something besides known workloads may need. */
  readonly kept: readonly LeftAlone[];
}

/**
 * The identities and bindings of pod identity that nobody needs: each binding of the identity was for workloads that have
 * left. One stays when somebody else may use it: a workload that still has the label, a label or chart values outside of
 * known pod templates, any other text with the label, or a chart that is not rendered.
 *
 * @param leaving workloads that lose their label now
 */
export function retiredObjects({ cluster }: Simulation, leaving: ReadonlySet<Workload> = new Set()): Retired {
  const { identities, bindings, workloads } = cluster;
  const gone = new Map<string, Set<string>>();
  const used = new Set<string>();
  for (const workload of workloads) {
    const { namespace, label, manifest } = workload;
    const left = (leaving.has(workload) ? label : undefined) ?? rewrittenOf(manifest.value)?.label;
    if (left !== undefined) gone.set(left, (gone.get(left) ?? new Set()).add(namespace));
    if (label !== undefined && !leaving.has(workload)) used.add(label);
  }
  const byName = new Map(identities.map((identity) => [`${identity.namespace}/${identity.name}`, identity]));
  const isNeeded = ({ namespace, selector }: Binding, identity: Identity | undefined) => {
    const namespaces = gone.get(selector);
    return !namespaces || (identity?.isNamespaced !== false && !namespaces.has(namespace)) || used.has(selector);
  };
  const groups: (readonly Manifest[])[] = [];
  const kept: LeftAlone[] = [];
  let reasonOf: ((selector: string) => string | undefined) | undefined;
  for (const [key, own] of indexed(bindings, ({ namespace, azureIdentity }) => `${namespace}/${azureIdentity}`)) {
    const identity = byName.get(key);
    const unneeded = own.filter((binding) => !isNeeded(binding, identity));
    if (unneeded.length === 0) continue;
    reasonOf ??= reasonsToKeep(cluster);
    const reasons = unneeded.map(({ selector }) => reasonOf?.(selector));
    const reason = reasons.find((one) => one !== undefined);
    const isWhole = unneeded.length === own.length && identity !== undefined;
    const group = [...(isWhole ? [identity.manifest] : []), ...unneeded.map(({ manifest }) => manifest)];
    if (reason === undefined) groups.push(group);
    else kept.push(...group.map((manifest) => ({ manifest, reason })));
  }
  return { groups, kept };
}

/** Why something besides known workloads may need a selector. */
function reasonsToKeep(cluster: Simulation['cluster']): (selector: string) => string | undefined {
  const { manifests, unseen, chartValues } = cluster;
  const skipped = manifests.unrendered.find(({ what }) => what !== 'a kustomization');
  const mentions = labelMentions(cluster);
  const unknown = mentions.find(({ label }) => label === undefined);
  const inValues = [...new Set([...unseen, ...chartValues].map(({ manifest }) => manifest))].map((manifest) => ({
    manifest,
    text: JSON.stringify(manifest.value),
  }));
  return (selector) => {
    const mention = mentions.find(({ label }) => label === selector);
    if (mention) return `${mention.where} gives the label ${BINDING_LABEL}: ${show(selector)}. ${ADVICE}`;
    const release = inValues.find(({ text }) => text.includes(JSON.stringify(selector)));
    if (release) {
      const { manifest } = release;
      return `${manifest.title} (${manifest.placeOf()}) contains ${show(selector)}, its selector, and may give it to pods. ${ADVICE}`;
    }
    if (unknown)
      return `${unknown.where} contains ${BINDING_LABEL}, and which identity its pods use is not known. ${ADVICE}`;
    if (skipped) return `${skipped.path}: ${skipped.what} is not rendered, and its pods may use it. ${ADVICE}`;
    return undefined;
  };
}

const ADVICE = 'Delete it when none of those pods needs it';
