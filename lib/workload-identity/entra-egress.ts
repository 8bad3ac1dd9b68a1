import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { ObjectRegistry } from '../synth/object-registry';
import { problemsAt } from '../synth/scope';
import { USE_LABEL, USED } from '../upstream/workload-identity';
import { LABEL_VALUE } from '../validate/kubernetes-names';
import { isSelected, type LabelSelector } from '../validate/label-selector';
import { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { isPlainObject } from '../validate/unresolved';
import { egressIn, isolating } from './egress-policies';

/** Which pods may reach Microsoft Entra ID. */
export interface EntraEgressProps {
  /**
   * Labels of the pods: those with all of them.
   *
   * @default - `azure.workload.identity/use: "true"`, the pods that the webhook gives a token
   */
  readonly podLabels?: { [key: string]: string };
}

const NETWORK_POLICY = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
const METADATA_SERVICE = '169.254.169.254/32';

/**
 * A NetworkPolicy that allows pods of the chart's namespace to reach Microsoft Entra ID, for pods whose egress is restricted:
 * HTTPS to every address but the metadata service, because NetworkPolicies know no host names, and DNS. With NMI, the node
 * requested the tokens; with Workload Identity the pods do.
 *
 * A NetworkPolicy isolates the pods that it selects: throws at synth when it selects a workload of the app that no other
 * NetworkPolicy in the app restricts, which would lose all other egress.
 *
 * @example
 * new EntraEgress(chart, 'entra');
 */
export class EntraEgress extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: EntraEgressProps = {}) {
    const problems = problemsAt('new EntraEgress', scope, id);
    const { podLabels = { [USE_LABEL]: USED } } = readProps(problems, props, ['podLabels']);
    if (!isPlainObject(podLabels) || Object.keys(podLabels).length === 0)
      problems.add('podLabels', podLabels, 'a map with at least one pod label');
    else
      for (const [key, value] of Object.entries(podLabels)) problems.expectNow(`podLabels.${key}`, value, LABEL_VALUE);
    problems.throwIfAny();
    const selector: LabelSelector = { matchLabels: podLabels };
    super(scope, id, {
      gvk: NETWORK_POLICY,
      namespace: Chart.of(scope).namespace,
      content: {
        spec: {
          podSelector: selector,
          policyTypes: ['Egress'],
          egress: [
            {
              to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [METADATA_SERVICE] } }, { ipBlock: { cidr: '::/0' } }],
              ports: [{ port: 443, protocol: 'TCP' }],
            },
            {
              to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
              ports: [
                { port: 53, protocol: 'UDP' },
                { port: 53, protocol: 'TCP' },
              ],
            },
          ],
        },
      },
      problems,
    });
    ObjectRegistry.of(this).complete((all) => this.refuseClosing(all, selector));
  }

  private refuseClosing(all: Problems, selector: LabelSelector): void {
    const { pods, policies } = egressIn(this.node.root, this.metadata.namespace, (object) => object === this);
    const closed = pods.filter((one) => isSelected(selector, one.labels) && !isolating(policies, one));
    if (closed.length === 0) return;
    const problems = Problems.of(this);
    problems.add(
      'spec.podSelector',
      selector,
      `pods whose egress is restricted already: this NetworkPolicy would take all other egress from ${closed.map(({ path }) => path).join(', ')}`,
      'Leave it out: these pods reach Microsoft Entra ID as they are',
    );
    all.include(problems);
  }
}
