import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Distribution } from '../distribution';
import { defined, render } from './controller';

/**
 * PodSecurityPolicies of MIC and NMI, for clusters before Kubernetes 1.25 (upstream: charts/aad-pod-identity,
 * templates/*-podsecuritypolicy.yaml).
 */
export function renderPodSecurityPolicies(scope: Construct, { mic, nmi, labels }: Distribution): ApiObject[] {
  const groups = { ranges: [{ max: 65535, min: 1 }], rule: 'MustRunAs' };
  const policy = (name: string, id: string, network: object) =>
    render(
      scope,
      'policy/v1beta1',
      'PodSecurityPolicy',
      defined({ name, labels }),
      {
        spec: {
          privileged: false,
          allowPrivilegeEscalation: false,
          fsGroup: groups,
          supplementalGroups: groups,
          requiredDropCapabilities: ['ALL'],
          volumes: ['hostPath', 'secret'],
          runAsUser: { rule: 'RunAsAny' },
          seLinux: { rule: 'RunAsAny' },
          ...network,
        },
      },
      id,
    );
  return [
    policy(mic.podSecurityPolicy, 'MicPodSecurityPolicy', {}),
    policy(nmi.podSecurityPolicy, 'NmiPodSecurityPolicy', {
      hostNetwork: true,
      allowedCapabilities: ['NET_ADMIN', 'DAC_READ_SEARCH', 'NET_RAW'],
    }),
  ];
}
