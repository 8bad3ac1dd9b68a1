import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { podTemplateOf } from '../synth/pod-template';
import { isKindWithoutPods } from '../upstream/pod-templates';
import { groupOf } from '../validate/kubernetes-names';
import { isSelected, type LabelSelector } from '../validate/label-selector';
import { valueAt } from '../validate/path';

/** Pods of a workload of the app. */
export interface AppPods {
  readonly path: string;
  readonly labels: unknown;
}

/** A NetworkPolicy of the app that isolates pods for egress. */
export interface EgressPolicy {
  readonly path: string;
  readonly selector: LabelSelector;
}

/** The pods of a namespace that are in the app, and its egress policies, except some objects. */
export function egressIn(
  root: IConstruct,
  namespace: string | undefined,
  isLeftOut: (object: ApiObject) => boolean,
): { readonly pods: readonly AppPods[]; readonly policies: readonly EgressPolicy[] } {
  const pods: AppPods[] = [];
  const policies: EgressPolicy[] = [];
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object) || isLeftOut(object)) continue;
    const group = groupOf(object.apiVersion);
    const isPolicy = group === 'networking.k8s.io' && object.kind === 'NetworkPolicy';
    if (!isPolicy && isKindWithoutPods(group, object.kind)) continue;
    const manifest = object.toJson();
    if (valueAt(manifest, ['metadata', 'namespace']) !== namespace) continue;
    const { path } = object.node;
    if (isPolicy) {
      if (isForEgress(manifest.spec)) policies.push({ path, selector: manifest.spec?.podSelector ?? {} });
      continue;
    }
    const template = podTemplateOf(manifest, undefined);
    if (template) pods.push({ path, labels: valueAt(manifest, template.labels) ?? {} });
  }
  return { pods, policies };
}

/** Without policyTypes, a policy with rules for egress is for egress, too. */
function isForEgress(spec: { policyTypes?: unknown; egress?: unknown } | undefined): boolean {
  const { policyTypes, egress } = spec ?? {};
  return Array.isArray(policyTypes) ? policyTypes.includes('Egress') : Array.isArray(egress);
}

/** The policy that isolates pods already; undefined when they are open. */
export function isolating(policies: readonly EgressPolicy[], { labels }: AppPods): EgressPolicy | undefined {
  return policies.find(({ selector }) => isSelected(selector, labels));
}
