import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { type AzureIdentityBindingSpec, KubeAzureIdentityBinding } from '../../imports/aadpodidentity.k8s.io';
import { CheckedApiObject } from '../synth/checked-api-object';
import { textFrom } from '../synth/lazily';
import { show } from '../validate/format';
import { SELECTOR } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { type IAzureIdentity, isAzureIdentity } from './azure-identity-interface';

/** Which identity, for which pods. */
export interface AzureIdentityBindingProps {
  /** The identity that the pods may use. The binding goes to its namespace: MIC and NMI look nowhere else. */
  readonly identity: IAzureIdentity;

  /**
   * The value of the pod label `aadpodidbinding`, on the pod template, that this binding is for: a label value that is
   * not empty, compared letter by letter.
   *
   * @default - the name of the identity
   */
  readonly selector?: string;

  /**
   * Metadata of the object.
   *
   * @default - the name is the identity's with `-binding`, the namespace the identity's, labels are the chart's
   */
  readonly metadata?: ApiObjectMetadata;
}

/** Props of bindings that the Helm chart renders. */
const ofChart = new WeakSet<AzureIdentityBindingProps>();

/**
 * Offers an identity to the pods that carry the label `aadpodidbinding: <selector>`: the custom resource
 * AzureIdentityBinding.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed: for a selector that no pod can
 * carry, and for a namespace that is not the identity's (upstream: pkg/mic/mic.go looks the identity up in the
 * binding's own namespace).
 *
 * @example
 * new AzureIdentityBinding(chart, 'orders-binding', { identity: orders, selector: 'orders' });
 */
export class AzureIdentityBinding extends CheckedApiObject {
  /**
   * One that the Helm chart renders: with a selector that perhaps no pod can carry.
   *
   * @internal
   */
  public static ofChart(scope: Construct, id: string, props: AzureIdentityBindingProps): AzureIdentityBinding {
    ofChart.add(props);
    return new AzureIdentityBinding(scope, id, props);
  }

  /** The identity that the pods may use. */
  public readonly identity: IAzureIdentity;

  /** The value of the pod label `aadpodidbinding`. */
  public readonly selector: string;

  constructor(scope: Construct, id: string, props: AzureIdentityBindingProps) {
    const problems = Problems.at(scope, id);
    if (!checkProps(problems, props, ['identity', 'selector', 'metadata'])) problems.throwIfAny();
    const { identity, metadata } = props;
    if (!isAzureIdentity(identity)) {
      problems.add(
        'spec.azureIdentity',
        identity,
        'an AzureIdentity, or AzureIdentity.fromName(…) for one made elsewhere',
      );
      problems.throwIfAny();
    }
    const { namespace } = identity;
    const selector = props.selector ?? identity.name;
    const hint =
      props.selector === undefined
        ? 'The selector is the name of the identity; give selector to choose another'
        : undefined;
    if (!ofChart.has(props)) problems.expect('spec.selector', selector, { ...SELECTOR, hint: () => hint });
    if (metadata?.namespace !== undefined && metadata.namespace !== namespace) {
      const where = namespace === undefined ? 'none, as the identity states none' : show(namespace);
      problems.add(
        'metadata.namespace',
        metadata.namespace,
        `the namespace of the identity ${show(identity.name)}: ${where}`,
      );
    }
    const spec: AzureIdentityBindingSpec = { azureIdentity: identity.name, selector };
    super(scope, id, {
      gvk: KubeAzureIdentityBinding.GVK,
      name: metadata?.name ?? textFrom(identity.name, (name) => `${name}-binding`),
      namespace,
      metadata,
      content: { spec },
      problems,
    });
    this.identity = identity;
    this.selector = selector;
  }
}
