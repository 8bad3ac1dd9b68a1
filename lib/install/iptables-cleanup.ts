import { type ApiObjectMetadata, Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { problemsAt } from '../synth/scope';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { upstreamImage } from '../upstream/images';
import { IMAGE } from '../validate/image';
import { mapWith } from '../validate/metadata';
import { plainCopy } from '../validate/plain-copy';
import { checkProps } from '../validate/props';
import { integer } from '../validate/shape';
import { CLEANUP_NAME, iptablesCleanupSpec, NMI_NODES, NMI_PORT } from './objects/iptables-cleanup-spec';
import { LABELS, TOLERATIONS } from './pod-shapes';
import { wire } from './wire';

/** Where the rules of NMI are removed, and with what. */
export interface IptablesCleanupProps {
  /**
   * The image, which must have sh, grep, sleep and iptables.
   *
   * @default mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17
   */
  readonly image?: string;

  /**
   * The port of NMI. A node on which something listens on it is left alone.
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
   * Taints that are tolerated.
   *
   * @default - all
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * Metadata of the DaemonSet. Its name is also the label `app` that it selects its pods by.
   *
   * @default - the name is aad-pod-identity-iptables-cleanup, the namespace is the chart's, else `default`
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A DaemonSet that removes the iptables rules of an NMI that was killed before it could do so itself: the jump to the
 * chain `aad-metadata` in the table `nat`, and the chain, in both back ends of iptables; nothing else. While the rules are
 * there and NMI is not, no pod of the node gets a token.
 *
 * Where something still listens on NMI's port it touches nothing, and says so. A pod gets ready when its node is done;
 * what it did is in its log and in the status of its init container. On the second time there is nothing to remove.
 * Delete it afterwards.
 *
 * Its init container has the network of the node and the capabilities NET_ADMIN and NET_RAW, so the namespace must allow
 * privileged pods; the container that remains has none.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed.
 *
 * @example
 * new IptablesCleanup(chart, 'cleanup');
 */
export class IptablesCleanup extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: IptablesCleanupProps = {}) {
    const problems = problemsAt(scope, id);
    const given = plainCopy(props);
    const names = ['image', 'nmiPort', 'nodeSelector', 'tolerations', 'metadata'];
    if (!checkProps(problems, given, names)) problems.throwIfAny();
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
