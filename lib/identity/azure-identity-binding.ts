import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { type AzureIdentityBindingSpec, KubeAzureIdentityBinding } from '../../imports/aadpodidentity.k8s.io';
import { CheckedApiObject } from '../synth/checked-api-object';
import { textFrom } from '../synth/lazily';
import { problemsAt } from '../synth/scope';
import { show } from '../validate/format';
import { SELECTOR } from '../validate/kubernetes-names';
import { readProps } from '../validate/props';
import { expectIdentity, type IAzureIdentity } from './azure-identity-interface';

/** Which identity, for which pods. */
export interface AzureIdentityBindingProps {
  /** The identity that the pods may use. The binding is in its namespace: MIC looks for the identity only there. */
  readonly identity: IAzureIdentity;

  /**
   * The value of the label `aadpodidbinding` on the pod template of the pods: a non-empty label value, compared
   * case-sensitively.
   *
   * @default - the name of the identity
   */
  readonly selector?: string;

  /**
   * Metadata of the object.
   *
   * @default - the name is the identity's plus `-binding`, the namespace is the identity's, the labels are the chart's
   */
  readonly metadata?: ApiObjectMetadata;
}

/** Props of bindings from Helm values. */
const fromHelm = new WeakSet<AzureIdentityBindingProps>();

/**
 * Offers an identity to the pods with the label `aadpodidbinding: <selector>`: the custom resource
 * AzureIdentityBinding.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed: for a selector that is not
 * a label value, and for a namespace that is not the identity's (upstream: pkg/mic/mic.go looks the identity up in the
 * binding's own namespace).
 *
 * @example
 * new AzureIdentityBinding(chart, 'orders-binding', { identity: orders, selector: 'orders' });
 */
export class AzureIdentityBinding extends CheckedApiObject {
  /**
   * A binding from Helm values, whose selector is not checked.
   *
   * @internal
   * @jsii ignore
   */
  public static fromHelmChart(scope: Construct, id: string, props: AzureIdentityBindingProps): AzureIdentityBinding {
    fromHelm.add(props);
    return new AzureIdentityBinding(scope, id, props);
  }

  /** The identity that the pods may use. */
  public readonly identity: IAzureIdentity;

  /** The value of the pod label `aadpodidbinding`. */
  public readonly selector: string;

  constructor(scope: Construct, id: string, props: AzureIdentityBindingProps) {
    const problems = problemsAt('new AzureIdentityBinding', scope, id);
    const given = readProps(problems, props, ['identity', 'selector', 'metadata']);
    const { identity, metadata } = given;
    expectIdentity(problems, 'spec.azureIdentity', identity);
    const { namespace } = identity;
    const selector = given.selector ?? identity.name;
    const hint =
      given.selector === undefined
        ? 'The selector is the name of the identity; set selector to use another'
        : undefined;
    if (!fromHelm.has(props)) problems.expect('spec.selector', selector, { ...SELECTOR, hint: () => hint });
    if (metadata?.namespace !== undefined && metadata.namespace !== namespace) {
      const where = namespace === undefined ? 'none, because the identity has none' : show(namespace);
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
