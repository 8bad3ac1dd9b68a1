import { type Manifest, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isInCidr } from '../facts/cidr';
import { mayMountByIdentity } from '../facts/csi-mounts';
import { namespaceOf } from '../facts/namespaces';
import { objectsOf } from '../facts/objects';
import { plainYaml } from '../facts/plain-yaml';
import { mayHaveKeysWith } from '../facts/texts';
import { type Rule, type RuleFinding, Severity } from '../rule';

const METADATA_SERVICE = '169.254.169.254';
type Texts = { readonly [key: string]: YamlValue };

interface Mesh {
  /** The label or annotation of pods that says whether they get the sidecar. */
  readonly inject: string;
  readonly isOn: (value: string) => boolean;
  /** The label or annotation of the namespace that enables the sidecar for its pods; undefined when none does. */
  readonly ofNamespace?: (metadata: NamespaceMetadata) => string | undefined;
  /** Whether the metadata service is excluded. */
  readonly isExcluded: (annotations: Texts) => boolean;
  /** The annotation that excludes it, and its item. */
  readonly exclude: string;
  readonly item: string;
}

interface NamespaceMetadata {
  readonly labels: Texts;
  readonly annotations: Texts;
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
const CONSUL = 'consul.hashicorp.com/transparent-proxy';
const KUMA = 'kuma.io/sidecar-injection';
const isEnabled = (value: YamlValue | undefined) => value === 'enabled' || value === 'true';
const MESHES: readonly Mesh[] = [
  {
    inject: 'sidecar.istio.io/inject',
    isOn: (value) => value === 'true',
    // A revision counts only without the older label (istio.io, Installing the Sidecar).
    ofNamespace: ({ labels }) => {
      if (labels['istio-injection'] !== undefined) {
        return labels['istio-injection'] === 'enabled' ? 'istio-injection' : undefined;
      }
      return typeof labels['istio.io/rev'] === 'string' ? 'istio.io/rev' : undefined;
    },
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
    ofNamespace: ({ annotations }) =>
      ['enabled', 'ingress'].includes(String(annotations['linkerd.io/inject'])) ? 'linkerd.io/inject' : undefined,
    isExcluded: (annotations) =>
      hasAddress(annotations[`${LINKERD}/skip-subnets`]) || hasPort(annotations[`${LINKERD}/skip-outbound-ports`]),
    exclude: `${LINKERD}/skip-outbound-ports`,
    item: '80',
  },
  {
    inject: KUMA,
    isOn: isEnabled,
    ofNamespace: ({ labels, annotations }) => (isEnabled(labels[KUMA] ?? annotations[KUMA]) ? KUMA : undefined),
    isExcluded: (annotations) =>
      hasAddress(annotations['traffic.kuma.io/exclude-outbound-ips']) ||
      hasPort(annotations['traffic.kuma.io/exclude-outbound-ports']),
    exclude: 'traffic.kuma.io/exclude-outbound-ports',
    item: '80',
  },
  {
    inject: CONSUL,
    isOn: (value) => value === 'true',
    isExcluded: (annotations) =>
      annotations['consul.hashicorp.com/connect-inject'] !== 'true' ||
      hasAddress(annotations[`${CONSUL}-exclude-outbound-cidrs`]) ||
      hasPort(annotations[`${CONSUL}-exclude-outbound-ports`]),
    exclude: `${CONSUL}-exclude-outbound-cidrs`,
    item: `${METADATA_SERVICE}/32`,
  },
];

/** Namespaces in which no mesh injects its sidecar. */
const WITHOUT_SIDECARS = ['kube-system', 'kube-public'];

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
  source:
    'istio.io, linkerd.io, kuma.io and developer.hashicorp.com/consul, annotations of pods; pkg/nmi/iptables/iptables.go',
  check: (checked) => {
    const isAny =
      objectsOf(checked, '', 'Namespace').length > 0 || WORDS.some((word) => mayHaveKeysWith(checked, word));
    if (!isAny) return [];
    return checked.workloads
      .filter(({ workload, bypass }) => workload.label && !bypass)
      .flatMap(({ workload }) => {
        const found = findingsOf(workload, namespaceOf(checked, workload.namespace));
        return found.length > 0 && mayMountByIdentity(checked, workload) ? [] : found;
      });
  },
};

/** Words of which each key that makes a mesh inject its sidecar has one. */
const WORDS = ['inject', 'transparent-proxy'];

function findingsOf({ manifest, template, labels, namespace }: Workload, of: Manifest | undefined): RuleFinding[] {
  const own = mapOf(mapOf(mapOf(manifest.at(template)).metadata).annotations);
  const isNamed = ({ inject }: Mesh) => Object.hasOwn(labels, inject) || Object.hasOwn(own, inject);
  if (!of && !MESHES.some(isNamed)) return [];
  const metadata = [...template, 'metadata'];
  const ofNamespace = { labels: mapOf(of?.metadata.labels), annotations: mapOf(of?.metadata.annotations) };
  return MESHES.flatMap(({ inject, isOn, ofNamespace: enabledBy, isExcluded, exclude, item }) => {
    // Pods have the settings of Linkerd from their namespace, too; a label wins over an annotation.
    const annotations = inject.startsWith('linkerd') ? { ...ofNamespace.annotations, ...own } : own;
    const field = Object.hasOwn(labels, inject) ? 'labels' : 'annotations';
    const value = field === 'labels' ? labels[inject] : own[inject];
    const key = value === undefined && !WITHOUT_SIDECARS.includes(namespace) ? enabledBy?.(ofNamespace) : undefined;
    const isInjected = key !== undefined || (typeof value === 'string' && isOn(value));
    if (!isInjected || isExcluded(annotations)) return [];
    const already = own[exclude];
    const fix = `${exclude}: ${plainYaml(typeof already === 'string' && already !== '' ? `${already},${item}` : item)}`;
    const sidecar = key === undefined ? 'The sidecar' : `The sidecar that ${key} of the namespace ${namespace} adds`;
    return [
      {
        object: manifest,
        path: key === undefined ? [...metadata, field, inject] : [...metadata, 'annotations'],
        message: `${sidecar} intercepts token requests to ${METADATA_SERVICE}. They fail until the sidecar runs. Exclude them with the pod annotation ${exclude}.`,
        fix,
        fixIn: [...metadata, 'annotations'],
      },
    ];
  });
}
