import type { Manifest } from './manifests';

/**
 * What MIC and NMI decide, written for tests from their source and deliberately from nothing in lib/:
 * pkg/mic/mic.go (createDesiredAssignedIdentityList) and pkg/nmi/managed.go with pkg/crd/crd.go (GetPodIDsWithBinding).
 */
export interface Pod {
  /** `Deployment shop/orders` */
  readonly workload: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
}

/** The identities of each workload, as `namespace/name`, sorted. */
export type Outcome = { [workload: string]: string[] };

const LABEL = 'aadpodidbinding';
const namespaceOf = (object: Manifest) => object.metadata.namespace ?? 'default';

/** One pod for each workload. */
export function podsOf(documents: readonly Manifest[]): Pod[] {
  return documents.flatMap((document, i) => {
    const { kind, metadata, spec } = document;
    const templates: { [kind: string]: Manifest } = {
      Pod: document,
      CronJob: spec?.jobTemplate?.spec?.template,
      ScaledJob: spec?.jobTargetRef?.template,
    };
    const template = templates[kind] ?? spec?.template;
    if (!template?.spec?.containers) return [];
    const names: { [kind: string]: string } = { Pod: metadata.name, StatefulSet: `${metadata.name}-0` };
    const name = names[kind] ?? `${metadata.name}-${i}-x`;
    const workload = `${kind} ${namespaceOf(document)}/${metadata.name}`;
    return [{ workload, name, namespace: namespaceOf(document), labels: template.metadata?.labels ?? {} }];
  });
}

/** Standard mode: for each pod the AzureAssignedIdentities that MIC makes. */
export function standard(documents: readonly Manifest[], forceNamespaced: boolean): Outcome {
  const identities = new Map(
    documents
      .filter(({ kind }) => kind === 'AzureIdentity')
      .map((ai) => [`${namespaceOf(ai)}/${ai.metadata.name}`, ai]),
  );
  const bindings = documents
    .filter(({ kind }) => kind === 'AzureIdentityBinding')
    .sort((a, b) => compare(namespaceOf(a), namespaceOf(b)) || compare(a.metadata.name, b.metadata.name));
  const assigned = new Set<string>();
  const outcome: Outcome = {};
  for (const pod of podsOf(documents)) {
    const got: string[] = [];
    const label = pod.labels[LABEL];
    for (const binding of label ? bindings : []) {
      if (binding.spec.selector !== label) continue;
      const key = `${namespaceOf(binding)}/${binding.spec.azureIdentity}`;
      const identity = identities.get(key);
      if (!identity) continue;
      const namespaced = identity.metadata.annotations?.['aadpodidentity.k8s.io/Behavior'] === 'namespaced';
      if ((forceNamespaced || namespaced) && namespaceOf(identity) !== pod.namespace) continue;
      const name = `${pod.name}-${pod.namespace}-${identity.metadata.name}`;
      if (assigned.has(name)) continue;
      assigned.add(name);
      got.push(key);
    }
    outcome[pod.workload] = got.sort();
  }
  return outcome;
}

/** Managed mode: for each pod the identities that NMI finds. */
export function managed(documents: readonly Manifest[]): Outcome {
  const outcome: Outcome = {};
  for (const pod of podsOf(documents)) {
    const here = documents.filter((document) => namespaceOf(document) === pod.namespace);
    const names = here
      .filter(
        ({ kind, spec }) => kind === 'AzureIdentityBinding' && (spec.selector ?? '') === (pod.labels[LABEL] ?? ''),
      )
      .map(({ spec }) => spec.azureIdentity);
    outcome[pod.workload] = here
      .filter(({ kind, metadata }) => kind === 'AzureIdentity' && names.includes(metadata.name))
      .map(({ metadata }) => `${pod.namespace}/${metadata.name}`)
      .sort();
  }
  return outcome;
}

/** The pods that NMI sends to the metadata service (pkg/pod/pod.go, labelInExceptionList). */
export function excepted(documents: readonly Manifest[]): string[] {
  const isExcepted = (pod: Pod) =>
    documents.some(
      (document) =>
        document.kind === 'AzurePodIdentityException' &&
        namespaceOf(document) === pod.namespace &&
        Object.entries<string>(document.spec.podLabels).some(
          ([key, value]) => pod.labels[key] !== undefined && pod.labels[key].toLowerCase() === value.toLowerCase(),
        ),
    );
  return podsOf(documents)
    .filter(isExcepted)
    .map(({ workload }) => workload);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
