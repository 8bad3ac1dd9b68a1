import { Fields } from '../manifests/fields';
import type { Manifest, ManifestMap } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import type { Refusal } from '../manifests/refusal';
import type { YamlValue } from '../manifests/yaml-value';
import { API_GROUP, API_VERSION } from '../upstream/api';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE } from '../validate/kubernetes-names';
import { nearest } from '../validate/nearest';
import { type ChartValues, chartValuesOf } from './chart-values';
import {
  type Binding,
  bindingOf,
  type Identity,
  identityOf,
  type PodException,
  podExceptionOf,
} from './custom-resources';
import { NamespacedMap } from './namespaced-map';
import { ownLabelOf, type UnseenLabel, unseenLabelOf } from './unseen-label';
import { type Workload, workloadOf } from './workload';

/** Two objects of the same kind, namespace and name. */
export interface Duplicate {
  readonly first: Manifest;
  readonly second: Manifest;
}

/**
 * The objects of a cluster that MIC and NMI read. Never throws: objects that the API server would refuse are left out and
 * listed in `refusals`, and contradictions in `conflicts`.
 */
export class Cluster {
  public readonly identities: Identity[] = [];
  public readonly bindings: Binding[] = [];
  public readonly exceptions: PodException[] = [];
  public readonly workloads: Workload[] = [];
  public readonly refusals: Refusal[] = [];
  /** Identities, bindings and exceptions that appear twice with different content. */
  public readonly conflicts: Duplicate[] = [];
  /** Workloads that appear twice, with the same content or not. */
  public readonly repeated: Duplicate[] = [];
  /** Labels `aadpodidbinding` outside of known pod templates. */
  public readonly unseen: UnseenLabel[] = [];
  /** Labels and annotations `aadpodidbinding` in the metadata of objects without a pod template. */
  public readonly ownLabels: UnseenLabel[] = [];
  /** Values of Helm charts in objects that install them. */
  public readonly chartValues: ChartValues[] = [];
  private readonly identityMap = new NamespacedMap<Identity>();
  /** By group and kind, then by namespace and name. */
  private readonly seen = new NamespacedMap<NamespacedMap<Manifest>>();

  /**
   * @param keepsRefused whether objects that the API server would refuse stay in, read as they were probably meant, to
   * avoid findings that follow from another mistake, such as a binding to a missing identity
   * @param readsAnyCase whether the fields of custom resources are read in any case, as before 1.6.0
   */
  constructor(
    public readonly manifests: Manifests,
    private readonly keepsRefused = false,
    private readonly readsAnyCase = false,
  ) {
    for (const manifest of manifests.objects) {
      if (manifest.group === API_GROUP) this.addCustomResource(manifest);
      else this.addWorkload(manifest);
    }
  }

  /** The identity that a binding refers to: of this name, in its own namespace. */
  public identityOf({ namespace, azureIdentity }: Binding): Identity | undefined {
    return this.identityNamed(namespace, azureIdentity);
  }

  /** The identity of a name in a namespace. */
  public identityNamed(namespace: string, name: string): Identity | undefined {
    return this.identityMap.get(namespace, name);
  }

  private addCustomResource(manifest: Manifest): void {
    const add = Object.hasOwn(this.adders, manifest.kind) ? this.adders[manifest.kind] : undefined;
    const before = this.refusals.length;
    const fields = this.metadataOf(manifest);
    if (manifest.apiVersion !== API_VERSION) fields.refuse('apiVersion', API_VERSION);
    else if (!add) {
      const kinds = Object.keys(this.adders);
      const meant = nearest(manifest.kind, kinds);
      fields.refuse('kind', kinds.join(', '), meant !== undefined && `Write ${meant}`);
    }
    const isIn = this.refusals.length === before || this.keeps(manifest);
    if (!add || !isIn || !this.isNew(manifest, this.conflicts, equal)) return;
    const beforeSpec = this.refusals.length;
    const keep = add(manifest, fields);
    if (this.refusals.length === beforeSpec || this.keepsRefused) keep();
  }

  private readonly adders: { readonly [kind: string]: (manifest: Manifest, fields: Fields) => () => void } = {
    AzureIdentity: (manifest, fields) => {
      const identity = identityOf(manifest, fields);
      return () => {
        this.identities.push(identity);
        this.identityMap.set(identity.namespace, identity.name, identity);
      };
    },
    AzureIdentityBinding: (manifest, fields) => {
      const binding = bindingOf(manifest, fields);
      return () => this.bindings.push(binding);
    },
    AzurePodIdentityException: (manifest, fields) => {
      const exception = podExceptionOf(manifest, fields);
      return () => this.exceptions.push(exception);
    },
    // MIC creates them, and deletes those that it would not create (pkg/mic/mic.go).
    AzureAssignedIdentity: () => () => undefined,
  };

  private addWorkload(manifest: Manifest): void {
    const refusals: Refusal[] = [];
    const workload = workloadOf(manifest, Fields.of(manifest, refusals));
    if (!workload) {
      this.addUnseen(manifest);
      return;
    }
    const before = this.refusals.length;
    this.refusals.push(...refusals);
    // A pod's own labels are those of its template.
    this.metadataOf(manifest, workload.template.length > 0);
    if (this.refusals.length > before && !this.keeps(manifest)) return;
    this.isNew(manifest, this.repeated, () => false);
    this.workloads.push(workload);
  }

  private addUnseen(manifest: Manifest): void {
    const values = chartValuesOf(manifest);
    this.chartValues.push(...values);
    const unseen = unseenLabelOf(manifest, values);
    if (unseen) this.unseen.push(unseen);
    const own = ownLabelOf(manifest);
    if (own) this.ownLabels.push(own);
  }

  /** Whether a refused object stays in. Objects without a name cannot be told apart. */
  private keeps({ name }: Manifest): boolean {
    return this.keepsRefused && name !== '';
  }

  private metadataOf(manifest: Manifest, withLabels = true): Fields {
    const before = this.refusals.length;
    const folded = this.readsAnyCase && manifest.group === API_GROUP ? 'spec' : undefined;
    const fields = Fields.of(manifest, this.refusals, folded);
    const metadata = fields.in('metadata');
    metadata.text('namespace', DNS_LABEL);
    const name = metadata.text('name', DNS_SUBDOMAIN) || metadata.text('generateName');
    if (withLabels) metadata.texts('labels', '', LABEL_VALUE);
    metadata.texts('annotations', '');
    if (this.refusals.length === before && name === '') metadata.refuse('name', 'a name');
    return fields;
  }

  private isNew(manifest: Manifest, duplicates: Duplicate[], isSame: (a: Manifest, b: Manifest) => boolean): boolean {
    const { group, kind, namespace, name } = manifest;
    const seen = this.seen.getOrAdd(group, kind, () => new NamespacedMap());
    const first = seen.getOrAdd(namespace, name, () => manifest);
    if (first !== manifest && !isSame(first, manifest)) duplicates.push({ first, second: manifest });
    return first === manifest;
  }
}

/** Whether two objects are the same to the API server, which ignores the order of keys, and nulls. */
function equal(a: Manifest, b: Manifest): boolean {
  const content = (manifest: Manifest) => ({
    ...manifest.value,
    metadata: { ...manifest.metadata, namespace: manifest.namespace },
  });
  return canonical(content(a)) === canonical(content(b));
}

function canonical(value: YamlValue | ManifestMap): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item !== 'object' || item === null || Array.isArray(item)
      ? item
      : Object.fromEntries(
          Object.entries(item)
            .filter(([, content]) => content !== null)
            .sort(([x], [y]) => (x < y ? -1 : 1)),
        ),
  );
}
