import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from './controller';

/**
 * The namespace of the install. Pod Security would refuse NMI's pods at the levels baseline and restricted: they use the
 * network and files of their node.
 */
export function renderNamespace(scope: Construct, name: string): ApiObject {
  const levels = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'privileged']);
  return render(scope, 'v1', 'Namespace', { name, labels: Object.fromEntries(levels) }, {});
}
