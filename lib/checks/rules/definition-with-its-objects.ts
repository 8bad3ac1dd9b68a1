import { type Manifest, mapOf } from '../../manifests/manifest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf } from '../facts/custom-fields';
import { definition, definitionsOf } from '../facts/definitions';
import { type Rule, Severity } from '../rule';

/** As `Manifests` name it. */
const STDIN = '<stdin>';
const CRD = definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']);

export const definitionWithItsObjects: Rule = {
  id: 'definition-with-its-objects',
  title: 'A CRD and objects of its kind are in one file of kubectl apply',
  severity: Severity.INFO,
  why: 'For kubectl apply, the CRD must exist before the objects of its kind: it looks up the kinds of all objects of a file before it applies the first one. Helm, Argo CD and Flux apply CRDs first. So it is reported for a file that is named or in a folder, not for standard input, and only if none of its CRDs and objects of pod identity has a label or annotation of Helm, Argo CD or Flux.',
  symptom: 'no matches for kind "AzureIdentity" in version "aadpodidentity.k8s.io/v1", at the first apply only.',
  bad: documents(CRD, IDENTITY, BINDING),
  good: documents(
    CRD,
    changed(IDENTITY, '  name: orders\n', '  name: orders\n  labels:\n    helm.sh/chart: shop-1.0.0\n'),
    BINDING,
  ),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const definitions = definitionsOf(checked);
    if (definitions.size === 0) return [];
    const objects = customResourcesOf(checked);
    const files = new Set([STDIN, ...[...definitions.values(), ...objects].filter(isOfTool).map(({ file }) => file)]);
    return [...definitions].flatMap(([kind, object]) => {
      const first = objects.find((one) => one.kind === kind && one.file === object.file);
      // The fix of the first CRD of a file fixes the others.
      if (!first || files.has(object.file)) return [];
      files.add(object.file);
      return [
        {
          object,
          path: [],
          message: `The ${kind} CRD is in the same file as an object of that kind, ${first.title}. The first kubectl apply of it fails, because the kind does not exist yet. Put the CRDs in a separate file and apply it first.`,
        },
      ];
    });
  },
};

/** What Helm, Argo CD and Flux write on objects, or read. */
const OF_TOOLS = /^(?:(?:meta\.)?helm\.sh|argocd\.argoproj\.io|[-a-z.]*fluxcd\.io)\//;

/** Whether something else than kubectl applies an object: it applies CRDs first. */
const isOfTool = ({ metadata: { labels, annotations } }: Manifest): boolean =>
  [labels, annotations].some((map) => Object.keys(mapOf(map)).some((key) => OF_TOOLS.test(key))) ||
  mapOf(labels)['app.kubernetes.io/managed-by'] === 'Helm';
