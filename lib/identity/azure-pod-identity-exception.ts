import { type ApiObjectMetadata, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { type AzurePodIdentityExceptionSpec, KubeAzurePodIdentityException } from '../../imports/aadpodidentity.k8s.io';
import { CheckedApiObject } from '../synth/checked-api-object';
import { lazily } from '../synth/lazily';
import { problemsAt } from '../synth/scope';
import { AKS_EXCEPTION } from '../upstream/api';
import { LABEL_VALUE } from '../validate/kubernetes-names';
import { checkMap } from '../validate/metadata';
import type { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { isPlainObject } from '../validate/unresolved';

/** Which pods are excepted. */
export interface AzurePodIdentityExceptionProps {
  /**
   * Labels of the excepted pods, at least one. A pod with any one of them is excepted; values are compared
   * case-insensitively (upstream: pkg/pod/pod.go). Applies only to pods in the exception's own namespace.
   */
  readonly podLabels: { [key: string]: string };

  /**
   * Metadata of the object.
   *
   * @default - the name is the construct's id, the namespace and labels are the chart's
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Pods whose token requests go straight to the metadata service of their node: the custom resource
 * AzurePodIdentityException. Such a pod can get tokens for any identity on its node, so keep the labels narrow.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed.
 *
 * @example
 * new AzurePodIdentityException(chart, 'agent', { podLabels: { app: 'node-agent' } });
 */
export class AzurePodIdentityException extends CheckedApiObject {
  /**
   * The exception for the add-ons of AKS, in kube-system. Without it their token requests wait and fail.
   * `AadPodIdentity` already includes it.
   */
  public static forAksAddons(scope: Construct, id: string): AzurePodIdentityException {
    return new AzurePodIdentityException(scope, id, {
      podLabels: { ...AKS_EXCEPTION.podLabels },
      metadata: { name: AKS_EXCEPTION.name, namespace: AKS_EXCEPTION.namespace },
    });
  }

  constructor(scope: Construct, id: string, props: AzurePodIdentityExceptionProps) {
    const problems = problemsAt('new AzurePodIdentityException', scope, id);
    const given = readProps(problems, props, ['podLabels', 'metadata']);
    const { podLabels, metadata } = given;
    super(scope, id, {
      gvk: KubeAzurePodIdentityException.GVK,
      name: metadata?.name,
      namespace: metadata?.namespace ?? Chart.of(scope).namespace,
      metadata,
      content: { spec: lazily(problems, [podLabels], (found, known) => spec(found, known(podLabels))) },
      problems,
    });
  }
}

function spec(problems: Problems, podLabels: unknown): AzurePodIdentityExceptionSpec {
  const field = 'spec.podLabels';
  checkMap(problems, field, podLabels, LABEL_VALUE);
  const labels = isPlainObject(podLabels) ? podLabels : {};
  if (isPlainObject(podLabels) && Object.keys(podLabels).length === 0) {
    problems.add(field, podLabels, 'at least one label; without labels, an exception has no effect');
  }
  return { podLabels: { ...labels } };
}
