import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from './controller';

/**
 * The Namespace of the install. The Pod Security levels baseline and restricted forbid NMI's pods: they use the network
 * and files of the node.
 */
export function renderNamespace(scope: Construct, name: string): ApiObject {
  const levels = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'privileged']);
  return render(scope, 'v1', 'Namespace', { name, labels: Object.fromEntries(levels) }, {});
}
