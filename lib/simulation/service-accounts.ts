import type { Texts } from '../manifests/fields';
import type { Manifest } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { annotationsAt } from './annotations-at';
import { NamespacedMap } from './namespaced-map';

/** A ServiceAccount as the webhook of Workload Identity reads it. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Texts;
  /** Undefined for a `default` that Kubernetes makes. */
  readonly manifest: Manifest | undefined;
}

/** The ServiceAccounts of a cluster. */
export class ServiceAccounts {
  /** Those among the manifests, each once for each time it is there. */
  public readonly all: ServiceAccount[] = [];
  private readonly accounts = new NamespacedMap<ServiceAccount>();

  constructor({ objects }: Manifests) {
    for (const manifest of objects) {
      const { group, kind, namespace, name } = manifest;
      if (group !== '' || kind !== 'ServiceAccount') continue;
      const annotations = annotationsAt(manifest, ['metadata', 'annotations']);
      const account = { namespace, name, annotations, manifest };
      this.all.push(account);
      // Of two with one name, the one that is applied last stays.
      this.accounts.set(namespace, name, account);
    }
  }

  /** Undefined when there is none; Kubernetes makes `default` in every namespace. */
  public find(namespace: string, name: string): ServiceAccount | undefined {
    const account = this.accounts.get(namespace, name);
    if (account || name !== DEFAULT_ACCOUNT) return account;
    return { namespace, name, annotations: {}, manifest: undefined };
  }
}
