import type { k8s } from 'cdk8s-plus-27';

/** Fields that the types of cdk8s-plus spell otherwise than YAML does. A test compares this with the generated code. */
interface Renamed {
  clusterIp: 'clusterIP';
  downwardApi: 'downwardAPI';
  hostIp: 'hostIP';
  hostIpc: 'hostIPC';
  hostPid: 'hostPID';
  nonResourceUrLs: 'nonResourceURLs';
  setHostnameAsFqdn: 'setHostnameAsFQDN';
}

/**
 * A type of `k8s` in cdk8s-plus with the names and values of YAML, so that a misspelt field does not compile and the
 * object needs no code of cdk8s-plus to be rendered.
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
