import type { k8s } from 'cdk8s-plus-27';
import { madeOf } from '../synth/lazily';
import { isPlainObject, isUnresolvedObject } from '../validate/unresolved';

/** Fields that cdk8s-plus spells differently than YAML. A test compares them with the generated code. */
const RENAMED = {
  clientIp: 'clientIP',
  clusterIp: 'clusterIP',
  datasetUuid: 'datasetUUID',
  diskUri: 'diskURI',
  downwardApi: 'downwardAPI',
  externalId: 'externalID',
  hostIp: 'hostIP',
  hostIpc: 'hostIPC',
  hostPid: 'hostPID',
  insecureSkipTlsVerify: 'insecureSkipTLSVerify',
  loadBalancerIp: 'loadBalancerIP',
  nodeId: 'nodeID',
  nonResourceUrLs: 'nonResourceURLs',
  openApiv3Schema: 'openAPIV3Schema',
  pdId: 'pdID',
  podCidRs: 'podCIDRs',
  podCidr: 'podCIDR',
  providerId: 'providerID',
  scaleIo: 'scaleIO',
  setHostnameAsFqdn: 'setHostnameAsFQDN',
  storagePolicyId: 'storagePolicyID',
  targetCpuUtilizationPercentage: 'targetCPUUtilizationPercentage',
  targetWwNs: 'targetWWNs',
  volumeId: 'volumeID',
} as const;

type Renamed = typeof RENAMED;

/** Fields whose keys are chosen by the user. */
const FREE_FORM = [
  ...['annotations', 'attributes', 'labels', 'limits', 'matchLabels', 'options', 'requests'],
  'volumeAttributes',
];

/**
 * A `k8s` type of cdk8s-plus with the names and values of YAML: a misspelt field does not compile, and rendering needs no
 * code of cdk8s-plus.
 */
export type Wire<T> = T extends k8s.IntOrString | k8s.Quantity
  ? string | number
  : T extends Date
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T as Key extends keyof Renamed ? Renamed[Key] : Key]: Wire<T[Key]> }
        : T;

/** An object of a `k8s` type, with the names and values of YAML. */
export function wire<T>(object: T): Wire<T> {
  return convert(object) as Wire<T>;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  if (isUnresolvedObject(value)) return madeOf<unknown, unknown>(value, convert);
  // Quantity and IntOrString wrap one value.
  if (!isPlainObject(value)) return (value as { readonly value?: unknown }).value ?? value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      Object.hasOwn(RENAMED, key) ? RENAMED[key as keyof Renamed] : key,
      FREE_FORM.includes(key) ? item : convert(item),
    ]),
  );
}
