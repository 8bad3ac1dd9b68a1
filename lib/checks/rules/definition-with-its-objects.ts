import type { Manifest } from '../../manifests/manifest';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf } from '../facts/custom-fields';
import { definition, definitionsOf } from '../facts/definitions';
import { inWave, waveOf } from '../facts/sync-wave';
import { type Rule, Severity } from '../rule';

const CRD = definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']);

export const definitionWithItsObjects: Rule = {
  id: 'definition-with-its-objects',
  title: 'A CRD and objects of its kind are in one file',
  severity: Severity.WARNING,
  why: 'Both kubectl and Argo CD look up the kinds of all objects before they apply the first one. The CRD must exist by then: in its own file that is applied first, in the crds folder of a chart, or in an earlier sync wave.',
  symptom: 'no matches for kind "AzureIdentity" in version "aadpodidentity.k8s.io/v1", at the first apply only.',
  bad: documents(CRD, IDENTITY, BINDING),
  good: documents(inWave(CRD, -1), IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const definitions = definitionsOf(checked);
    const objects = customResourcesOf(checked);
    const files = new Set<string>();
    return [...definitions].flatMap(([kind, object]) => {
      const first = objects.find((one) => one.kind === kind && one.file === object.file && !isLater(one, object));
      // The fix of the first CRD of a file fixes the others.
      if (!first || files.has(object.file)) return [];
      files.add(object.file);
      return [
        {
          object,
          path: [],
          message: `The ${kind} CRD is in the same file as an object of that kind, ${first.title}. The first apply fails, because the kind does not exist yet. Put the CRDs in a separate file and apply it first, or give them the annotation argocd.argoproj.io/sync-wave: "-1".`,
        },
      ];
    });
  },
};

const isLater = (object: Manifest, before: Manifest) => waveOf(object) > waveOf(before);
