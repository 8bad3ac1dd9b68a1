import { describe, expect, test } from '@jest/globals';
import { command } from '../support/command';

// What goes into a pod as it is. Each of these was given to a real API server (1.35, strict validation) as Helm renders it.

const render = (values: string) => command(['render', '--release-name', 'r', '-n', 'default', '-f', '-'], values);

describe('accepted, as the API server does', () => {
  test.each([
    'mic: {tolerations: [{key: a}]}',
    'mic: {tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]}',
    'mic: {tolerations: [{key: "", operator: Exists}]}',
    'mic: {tolerations: [{key: a, operator: "", value: b, effect: ""}]}',
    'mic: {tolerations: [{key: a, value: null}]}',
    'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}}',
    'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt, values: ["5"]}]}]}}}}',
    'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt, values: [x]}]}]}}}}',
    'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [x]}]}]}}}}',
    'mic: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}]}}}',
    'mic: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 5}]}}}',
    'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, namespaces: [default], namespaceSelector: {}}]}}}',
    'mic: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: z}}]}}}',
    'mic: {affinity: {podAntiAffinity: {}}}',
    'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]}',
    'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a]}]}',
    'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: "a b", whenUnsatisfiable: DoNotSchedule}]}',
    'mic: {resources: {limits: {cpu: 1}}}',
    'mic: {resources: {limits: {cpu: 1.5}}}',
    'mic: {resources: {limits: {cpu: 1e3}}}',
    'mic: {resources: {limits: {memory: 1G}}}',
    'mic: {resources: {limits: {nvidia.com/gpu: 1}}}',
    'mic: {resources: {limits: {hugepages-2Mi: 4Mi}}}',
    'mic: {resources: {requests: {hugepages-2Mi: 4Mi}, limits: {hugepages-2Mi: 4Mi}}}',
    'mic: {resources: {limits: {ephemeral-storage: 1Gi}}}',
    'mic: {resources: {limits: {cpu: null, memory: null}}}',
    'mic: {resources: {limits: null}}',
    'mic: {resources: {requests: null}}',
    'nmi: {updateStrategy: {type: OnDelete}}',
    'nmi: {updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}}',
    'nmi: {updateStrategy: {rollingUpdate: null}}',
    'nmi: {updateStrategy: {type: "", rollingUpdate: null}}',
    'nmi: {updateStrategy: {type: null}}',
    'mic: {nodeSelector: {a: ""}}',
    'mic: {podLabels: {tier: other}}',
    'mic: {podLabels: {helm.sh/chart: x}}',
    'mic: {podAnnotations: {a: ""}}',
    'mic: {podAnnotations: {a: "multi\\\\nline: yes\\\\n"}}',
    'mic: {podAnnotations: {checksum/config: x}}',
    'mic: {podAnnotations: {A/b: x}}',
    'mic: {priorityClassName: system-node-critical}',
    'mic: {priorityClassName: 5}',
  ])('%s', async (values) => {
    const { code, error } = await render(values);
    expect([code, error.replace(/^warning: .*\n/gm, '')]).toEqual([0, '']);
  });
});

describe('refused, as the API server does, by the path of the value', () => {
  test.each([
    ['mic: {tolerations: [{operator: Exists, value: x}]}', 'mic.tolerations[0].value'],
    ['mic: {tolerations: [{operator: Equal}]}', 'mic.tolerations[0].operator'],
    ['mic: {tolerations: [{key: a, operator: Exists, tolerationSeconds: 5}]}', 'mic.tolerations[0].effect'],
    ['mic: {tolerations: [{key: a, operator: exists}]}', 'mic.tolerations[0].operator'],
    ['mic: {tolerations: [{key: a, value: b c, operator: Equal}]}', 'mic.tolerations[0].value'],
    ['mic: {tolerations: [{key: a, operator: Exists, effect: Foo}]}', 'mic.tolerations[0].effect'],
    ['mic: {tolerations: [{key: a, opertor: Exists}]}', 'mic.tolerations[0].opertor'],
    ['mic: {tolerations: [{key: a, operator: Gt, value: "5"}]}', 'mic.tolerations[0].operator'],
    ['mic: {tolerations: [{key: a/b/c, operator: Exists}]}', 'mic.tolerations[0].key'],
    ['mic: {tolerations: [null]}', 'mic.tolerations[0]'],
    ['mic: {tolerations: {key: a}}', 'mic.tolerations'],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: []}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt, values: [5]}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0]',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a b, operator: Exists}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: ["x y"]}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0]',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: foo, operator: In, values: [x]}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [x, y]}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].values[1]',
    ],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: Exists}]}]}}}}',
      'mic.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].operator',
    ],
    [
      'mic: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {}}]}}}',
      'mic.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight',
    ],
    [
      'mic: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}}',
      'mic.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight',
    ],
    [
      'mic: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}}',
      'mic.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {a: b}}}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: "", labelSelector: {matchLabels: {a: b}}}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {a: 1}}}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels["a"]',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, namespaces: [De]}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[0]',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, matchLabelKeys: [a]}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {x: y}}, matchLabelKeys: [a], mismatchLabelKeys: [b]}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels["x"]',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {x: y}}, matchLabelKeys: [a], mismatchLabelKeys: [a]}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels["x"]',
    ],
    [
      'mic: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchExpressions: [{key: a, operator: Gt, values: ["1"]}]}}]}}}',
      'mic.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].operator',
    ],
    ['mic: {affinity: {podAntiAffinity: null, nodeAffinty: {}}}', 'mic.affinity.nodeAffinty'],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 0, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]}',
      'mic.topologySpreadConstraints[0].maxSkew',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z}]}',
      'mic.topologySpreadConstraints[0].whenUnsatisfiable',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}]}',
      'mic.topologySpreadConstraints[0].minDomains',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, minDomains: 0}]}',
      'mic.topologySpreadConstraints[0].minDomains',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]}',
      'mic.topologySpreadConstraints[1].topologyKey',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [a]}]}',
      'mic.topologySpreadConstraints[0].labelSelector',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, nodeAffinityPolicy: X}]}',
      'mic.topologySpreadConstraints[0].nodeAffinityPolicy',
    ],
    ['mic: {resources: {limits: {cpu: "-1"}}}', 'mic.resources.limits["cpu"]'],
    ['mic: {resources: {limits: {cpu: 50m}}}', 'mic.resources.requests["cpu"]'],
    ['mic: {resources: {limits: {cpu: abc}}}', 'mic.resources.limits["cpu"]'],
    ['mic: {resources: {limits: {cpu: 0.0001}}}', 'mic.resources.requests["cpu"]'],
    ['mic: {resources: {limits: {memory: 1GiB}}}', 'mic.resources.limits["memory"]'],
    ['mic: {resources: {limits: {memory: 1g}}}', 'mic.resources.limits["memory"]'],
    ['mic: {resources: {limits: {memory: 128974848000m}}}', 'mic.resources.requests["memory"]'],
    ['mic: {resources: {limits: {gpu: 1}}}', 'mic.resources.limits'],
    ['mic: {resources: {requests: {nvidia.com/gpu: 1}}}', 'mic.resources.requests["nvidia.com/gpu"]'],
    [
      'mic: {resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}}',
      'mic.resources.requests["nvidia.com/gpu"]',
    ],
    ['mic: {resources: {limits: {nvidia.com/gpu: 1500m}}}', 'mic.resources.limits["nvidia.com/gpu"]'],
    ['mic: {resources: {limits: {storage: 1Gi}}}', 'mic.resources.limits'],
    ['mic: {resources: {limits: {pods: 1}}}', 'mic.resources.limits'],
    ['mic: {resources: {limit: {cpu: 1}}}', 'mic.resources.limit'],
    ['mic: {resources: {claims: [{name: a}]}}', 'mic.resources.claims'],
    ['mic: {resources: {limits: {cpu: ""}}}', 'mic.resources.limits["cpu"]'],
    ['nmi: {updateStrategy: {type: Recreate}}', 'nmi.updateStrategy.type'],
    ['nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: 0}}}', 'nmi.updateStrategy.rollingUpdate.maxUnavailable'],
    ['nmi: {updateStrategy: {rollingUpdate: {maxSurge: 1}}}', 'nmi.updateStrategy.rollingUpdate.maxSurge'],
    [
      'nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: "0%"}}}',
      'nmi.updateStrategy.rollingUpdate.maxUnavailable',
    ],
    [
      'nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: "150%"}}}',
      'nmi.updateStrategy.rollingUpdate.maxUnavailable',
    ],
    [
      'nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: "1"}}}',
      'nmi.updateStrategy.rollingUpdate.maxUnavailable',
    ],
    ['nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: -1}}}', 'nmi.updateStrategy.rollingUpdate.maxUnavailable'],
    [
      'nmi: {updateStrategy: {rollingUpdate: {maxUnavailable: 1.5}}}',
      'nmi.updateStrategy.rollingUpdate.maxUnavailable',
    ],
    ['nmi: {updateStrategy: {rollingUpdate: {partition: 1}}}', 'nmi.updateStrategy.rollingUpdate.partition'],
    ['mic: {nodeSelector: {a: true}}', 'mic.nodeSelector["a"]'],
    ['mic: {nodeSelector: {"a b": x}}', 'mic.nodeSelector'],
    ['mic: {nodeSelector: {a: "x y"}}', 'mic.nodeSelector["a"]'],
    ['mic: {podLabels: {a: 1}}', 'mic.podLabels["a"]'],
    ['mic: {podLabels: {a: "x y"}}', 'mic.podLabels["a"]'],
    ['mic: {podLabels: {app.kubernetes.io/component: x}}', 'mic.podLabels["app.kubernetes.io/component"]'],
    ['mic: {podAnnotations: {a: 1}}', 'mic.podAnnotations["a"]'],
    ['mic: {podAnnotations: {"a b": x}}', 'mic.podAnnotations'],
    ['mic: {priorityClassName: a b}', 'mic.priorityClassName'],
  ])('%s', async (values, path) => {
    const { code, out, error } = await render(values);
    expect([code, out]).toEqual([1, '']);
    const [, words = ''] = error.split(`: ${path}: `);
    expect(words).toMatch(/^(got|unknown field|invalid key) /);
  });
});
