import { mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isInCidr } from '../facts/cidr';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

const METADATA_SERVICE = '169.254.169.254';
type Texts = { readonly [key: string]: YamlValue };

interface Mesh {
  /** The annotation or label that enables the sidecar. */
  readonly inject: string;
  readonly isOn: (value: string) => boolean;
  /** Whether the metadata service is excluded. */
  readonly isExcluded: (annotations: Texts) => boolean;
  /** The annotation that excludes it, and its item. */
  readonly exclude: string;
  readonly item: string;
}

const items = (value: YamlValue | undefined) => String(value ?? '').split(/\s*,\s*/);
const hasAddress = (value: YamlValue | undefined) =>
  items(value).some((range) => isInCidr(METADATA_SERVICE, range.includes('/') ? range : `${range}/32`));
const hasPort = (value: YamlValue | undefined) =>
  items(value).some((range) => {
    const [from, to = from] = range.split('-').map(Number);
    return from !== undefined && to !== undefined && from <= 80 && to >= 80;
  });

const ISTIO = 'traffic.sidecar.istio.io';
const LINKERD = 'config.linkerd.io';
const MESHES: readonly Mesh[] = [
  {
    inject: 'sidecar.istio.io/inject',
    isOn: (value) => value === 'true',
    isExcluded: (annotations) => {
      const included = annotations[`${ISTIO}/includeOutboundIPRanges`];
      return (
        hasAddress(annotations[`${ISTIO}/excludeOutboundIPRanges`]) ||
        hasPort(annotations[`${ISTIO}/excludeOutboundPorts`]) ||
        (typeof included === 'string' && included !== '*' && !hasAddress(included))
      );
    },
    exclude: `${ISTIO}/excludeOutboundIPRanges`,
    item: `${METADATA_SERVICE}/32`,
  },
  {
    inject: 'linkerd.io/inject',
    isOn: (value) => value === 'enabled' || value === 'ingress',
    isExcluded: (annotations) =>
      hasAddress(annotations[`${LINKERD}/skip-subnets`]) || hasPort(annotations[`${LINKERD}/skip-outbound-ports`]),
    exclude: `${LINKERD}/skip-outbound-ports`,
    item: '80',
  },
];

const INJECTED = changed(
  WORKLOAD,
  '    metadata:\n      labels:',
  `    metadata:\n      annotations:\n        sidecar.istio.io/inject: 'true'\n      labels:`,
);

/** A sidecar that intercepts token requests. */
export const sidecarCapturesRequests: Rule = {
  id: 'sidecar-captures-requests',
  title: 'A service mesh sidecar intercepts requests to the metadata service',
  severity: Severity.WARNING,
  why: 'A sidecar intercepts all outgoing requests of the pod, including token requests. They fail until the sidecar runs, and it can change them so that NMI does not understand them. Exclude the address of the metadata service.',
  symptom: 'Token requests are refused while the pod starts, or fail with an error of the proxy.',
  bad: documents(IDENTITY, BINDING, INJECTED),
  good: documents(
    IDENTITY,
    BINDING,
    changed(
      INJECTED,
      "inject: 'true'\n",
      `inject: 'true'\n        ${ISTIO}/excludeOutboundIPRanges: ${METADATA_SERVICE}/32\n`,
    ),
  ),
  source: 'istio.io and linkerd.io, annotations of pods; pkg/nmi/iptables/iptables.go',
  check: ({ workloads }) =>
    workloads
      .filter(({ workload, bypass }) => workload.label && !bypass)
      .flatMap(({ workload: { manifest, template, labels } }) => {
        const annotations = mapOf(manifest.at([...template, 'metadata', 'annotations']));
        return MESHES.flatMap(({ inject, isOn, isExcluded, exclude, item }) => {
          // Istio's label wins over its annotation.
          const field = Object.hasOwn(labels, inject) ? 'labels' : 'annotations';
          const value = field === 'labels' ? labels[inject] : annotations[inject];
          if (typeof value !== 'string' || !isOn(value) || isExcluded(annotations)) return [];
          const already = annotations[exclude];
          const fix = `${exclude}: ${plainYaml(typeof already === 'string' && already !== '' ? `${already},${item}` : item)}`;
          return [
            {
              object: manifest,
              path: [...template, 'metadata', field, inject],
              message: `The sidecar intercepts token requests to ${METADATA_SERVICE}. They fail until the sidecar runs. Exclude them with the annotation ${exclude}.`,
              fix,
              fixIn: [...template, 'metadata', 'annotations'],
            },
          ];
        });
      }),
};
