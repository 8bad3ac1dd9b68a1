import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { ObjectRegistry } from '../synth/object-registry';
import { problemsAt } from '../synth/scope';
import { LABEL_VALUE } from '../validate/kubernetes-names';
import { isSelected, type LabelSelector } from '../validate/label-selector';
import { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { isPlainObject } from '../validate/unresolved';
import { egressIn, isolating } from './egress-policies';

/** Which pods keep the metadata service. */
export interface MetadataBlockProps {
  /**
   * Labels of pods that keep it: those with any one of them. For pods that use an identity of their node.
   *
   * @default - none
   */
  readonly exceptPods?: { [key: string]: string };
}

const NETWORK_POLICY = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
const METADATA_SERVICE = '169.254.169.254/32';

/**
 * A NetworkPolicy that blocks the metadata service for the pods of the chart's namespace, and allows them everything else.
 * Without NMI, a pod could get a token for any identity of its node there. Pods on the host network are not covered.
 *
 * NetworkPolicies add up, so that this one would open pods that another one isolates: throws at synth when one in the app
 * selects the same pods. AKS can restrict the metadata service itself, too (`--enable-imds-restriction`, preview).
 *
 * @example
 * new MetadataBlock(chart, 'no-metadata', { exceptPods: { app: 'node-agent' } });
 */
export class MetadataBlock extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: MetadataBlockProps = {}) {
    const problems = problemsAt('new MetadataBlock', scope, id);
    const { exceptPods = {} } = readProps(problems, props, ['exceptPods']);
    if (!isPlainObject(exceptPods)) problems.add('exceptPods', exceptPods, 'a map of pod labels');
    else
      for (const [key, value] of Object.entries(exceptPods))
        problems.expectNow(`exceptPods.${key}`, value, LABEL_VALUE);
    problems.throwIfAny();
    const selector: LabelSelector = {
      matchExpressions: Object.entries(exceptPods)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, operator: 'NotIn' as const, values: [value] })),
    };
    const hasExceptions = Object.keys(exceptPods).length > 0;
    super(scope, id, {
      gvk: NETWORK_POLICY,
      namespace: Chart.of(scope).namespace,
      content: {
        spec: {
          podSelector: hasExceptions ? selector : {},
          policyTypes: ['Egress'],
          // Cilium's ipBlock matches neither pods nor nodes; the second rule is for pods.
          egress: [
            { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [METADATA_SERVICE] } }, { ipBlock: { cidr: '::/0' } }] },
            { to: [{ namespaceSelector: {} }] },
          ],
        },
      },
      problems,
    });
    ObjectRegistry.of(this).complete((all) => this.refuseOpening(all, selector));
  }

  private refuseOpening(all: Problems, selector: LabelSelector): void {
    const { pods, policies } = egressIn(this.node.root, this.metadata.namespace, (object) => object === this);
    const opened = pods.filter((one) => isSelected(selector, one.labels) && isolating(policies, one));
    const forAll = policies.filter((policy) => isForAll(policy.selector));
    if (opened.length === 0 && forAll.length === 0) return;
    const problems = Problems.of(this);
    const what = opened.length > 0 ? opened.map(({ path }) => path) : ['the namespace'];
    const by = new Set([...forAll, ...opened.flatMap((one) => isolating(policies, one) ?? [])].map(({ path }) => path));
    problems.add(
      'spec.podSelector',
      selector,
      `pods whose egress no other NetworkPolicy restricts: this one would allow them everything but the metadata service; ${[...by].sort().join(', ')} restricts ${what.join(', ')}`,
      'Leave it out: these policies block the metadata service unless they allow it',
    );
    all.include(problems);
  }
}

const isForAll = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector) =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;
