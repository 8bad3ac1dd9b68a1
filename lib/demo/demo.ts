import { type ApiObjectMetadata, Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { expectIdentity, type IAzureIdentity } from '../identity/azure-identity-interface';
import type { Wire } from '../install/wire';
import { CheckedApiObject } from '../synth/checked-api-object';
import { textFrom } from '../synth/lazily';
import { problemsAt } from '../synth/scope';
import { upstreamImage } from '../upstream/images';
import { GUID } from '../validate/azure-values';
import { show } from '../validate/format';
import { IMAGE } from '../validate/image';
import { SELECTOR } from '../validate/kubernetes-names';
import { mapWith } from '../validate/metadata';
import type { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { RESOURCE_GROUP } from '../validate/resource-id';
import { isUnresolved } from '../validate/unresolved';

/** Props of the demo. */
export interface DemoProps {
  /** The identity for which the demo requests tokens. Its client id must be known. */
  readonly identity: IAzureIdentity;

  /** Subscription whose virtual machines the demo lists, a GUID. */
  readonly subscriptionId: string;

  /** Resource group whose virtual machines the demo lists. */
  readonly resourceGroup: string;

  /**
   * The value of the label `aadpodidbinding`: the selector of a binding.
   *
   * @default - the name of the identity
   */
  readonly selector?: string;

  /**
   * Image of the demo.
   *
   * @default mcr.microsoft.com/oss/azure/aad-pod-identity/demo:v1.8.17
   */
  readonly image?: string;

  /**
   * Metadata of the Deployment. Its name is also the label `app` that selects its pods.
   *
   * @default - the name is demo, the namespace is the chart's, else the identity's
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Upstream's demo (deploy/demo/deployment.yaml): a Deployment that requests tokens for an identity and logs the result,
 * **including a valid token**. Delete it after the test.
 *
 * Like upstream's, it has the label of a binding on itself and on its pods. It makes no binding.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed.
 *
 * @example
 * new Demo(chart, 'demo', { identity, subscriptionId, resourceGroup: 'shop' });
 */
export class Demo extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: DemoProps) {
    const problems = problemsAt('new Demo', scope, id);
    const names = ['identity', 'subscriptionId', 'resourceGroup', 'selector', 'image', 'metadata'];
    const given = readProps(problems, props, names);
    const { identity, subscriptionId, resourceGroup, metadata, image = upstreamImage('demo') } = given;
    expectIdentity(problems, 'identity', identity);
    const selector = given.selector ?? identity.name;
    const namespace = metadata?.namespace ?? Chart.of(scope).namespace ?? identity.namespace;
    const args = 'spec.template.spec.containers[0].args';
    problems.expect(`${args}: --subscription-id`, subscriptionId, GUID);
    problems.expect(`${args}: --identity-client-id`, identity.clientId, GUID);
    problems.expect(`${args}: --resource-group`, resourceGroup, RESOURCE_GROUP);
    problems.expect('spec.template.metadata.labels.aadpodidbinding', selector, SELECTOR);
    problems.expect('spec.template.spec.containers[0].image', image, IMAGE);
    checkNamespace(problems, namespace, identity);

    const name = metadata?.name ?? 'demo';
    const labels = { app: name, aadpodidbinding: selector };
    const spec: Wire<k8s.DeploymentSpec> = {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          containers: [
            {
              name: 'demo',
              image,
              args: [
                textFrom(subscriptionId, (text) => `--subscription-id=${text}`),
                textFrom(identity.clientId as string, (text) => `--identity-client-id=${text}`),
                textFrom(resourceGroup, (text) => `--resource-group=${text}`),
              ],
            },
          ],
        },
      },
    };
    super(scope, id, {
      gvk: { apiVersion: 'apps/v1', kind: 'Deployment' },
      name,
      namespace,
      metadata: { ...metadata, labels: mapWith(labels, metadata?.labels) },
      content: { spec },
      problems,
    });
  }
}

/** Pods cannot use a namespaced identity of another namespace (upstream: pkg/mic/mic.go). */
function checkNamespace(problems: Problems, namespace: string | undefined, identity: IAzureIdentity): void {
  const theirs = identity.namespace;
  if (!identity.namespaced || namespace === theirs) return;
  if (namespace === undefined || theirs === undefined || isUnresolved(namespace) || isUnresolved(theirs)) return;
  const allowed = `${show(theirs)}, the namespace of the identity ${show(identity.name)}, which is namespaced`;
  problems.add('metadata.namespace', namespace, allowed);
}
