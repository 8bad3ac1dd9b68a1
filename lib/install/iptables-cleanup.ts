import { type ApiObjectMetadata, Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { problemsAt } from '../synth/scope';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { upstreamImage } from '../upstream/images';
import { IMAGE } from '../validate/image';
import { mapWith } from '../validate/metadata';
import { readProps } from '../validate/props';
import { integer } from '../validate/shape';
import { CLEANUP_NAME, iptablesCleanupSpec, NMI_NODES, NMI_PORT } from './objects/iptables-cleanup-spec';
import { LABELS, TOLERATIONS } from './pod-shapes';
import { wire } from './wire';

/** Where NMI's iptables rules are removed, and with which image. */
export interface IptablesCleanupProps {
  /**
   * The image. It must contain sh, grep, sleep and iptables.
   *
   * @default mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17
   */
  readonly image?: string;

  /**
   * NMI's port. A node where something listens on it is left unchanged.
   *
   * @default 2579
   */
  readonly nmiPort?: number;

  /**
   * Labels that a node must have.
   *
   * @default - kubernetes.io/os: linux
   */
  readonly nodeSelector?: { readonly [label: string]: string };

  /**
   * Tolerated taints.
   *
   * @default - all
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * Metadata of the DaemonSet. Its name is also the value of the label `app` in its selector.
   *
   * @default - the name is aad-pod-identity-iptables-cleanup, the namespace is the chart's, else `default`
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A DaemonSet that removes the iptables rules of an NMI that was killed before it could remove them: the jump to the
 * chain `aad-metadata` in the table `nat`, and the chain, in both iptables back ends. While the rules exist without NMI, no
 * pod on the node gets a token.
 *
 * It changes nothing on a node where something listens on NMI's port, and logs that. A pod becomes ready when its node is
 * done; its log and the status of its init container show what was removed. It can run again. Delete it afterwards.
 *
 * Its init container uses the host network and the capabilities NET_ADMIN and NET_RAW: the namespace must allow privileged
 * pods. The container that keeps running has no capabilities.
 *
 * Throws one Error that lists the construct, field, value and allowed values.
 *
 * @example
 * new IptablesCleanup(chart, 'cleanup');
 */
export class IptablesCleanup extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: IptablesCleanupProps = {}) {
    const problems = problemsAt('new IptablesCleanup', scope, id);
    const names = ['image', 'nmiPort', 'nodeSelector', 'tolerations', 'metadata'];
    const given = readProps(problems, props, names);
    const { image = upstreamImage('nmi'), nmiPort = NMI_PORT, nodeSelector = NMI_NODES.nodeSelector, metadata } = given;
    const tolerations = wire(given.tolerations) ?? [...NMI_NODES.tolerations];
    problems.expect('image', image, IMAGE);
    integer(1, 65535)(problems, 'nmiPort', nmiPort);
    LABELS(problems, 'nodeSelector', nodeSelector);
    TOLERATIONS(problems, 'tolerations', tolerations);
    problems.throwIfAny();
    const name = metadata?.name ?? CLEANUP_NAME;
    super(scope, id, {
      gvk: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
      name,
      namespace: metadata?.namespace ?? Chart.of(scope).namespace ?? DEFAULT_NAMESPACE,
      metadata: { ...metadata, labels: mapWith({ app: name }, metadata?.labels) },
      content: { spec: iptablesCleanupSpec({ name, image, nmiPort, nodeSelector, tolerations }) },
      problems,
    });
  }
}
