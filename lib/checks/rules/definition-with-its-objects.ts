import type { Manifest } from '../../manifests/manifest';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf } from '../facts/custom-fields';
import { definition, definitionsOf } from '../facts/definitions';
import { inWave, waveOf } from '../facts/sync-wave';
import type { Rule } from '../rule';

const DEFINITION = definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']);

export const definitionWithItsObjects: Rule = {
  id: 'definition-with-its-objects',
  title: 'A definition and objects of its kind are in one file',
  severity: 'warning',
  why: 'kubectl and Argo CD look up the kinds of all objects before they apply the first one. The definition must be there before: in a file of its own that is applied first, in the folder crds of a chart, or in an earlier sync wave.',
  symptom: 'no matches for kind "AzureIdentity" in version "aadpodidentity.k8s.io/v1", at the first apply only.',
  bad: documents(DEFINITION, IDENTITY, BINDING),
  good: documents(inWave(DEFINITION, -1), IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const definitions = definitionsOf(checked);
    const objects = customResourcesOf(checked);
    const files = new Set<string>();
    return [...definitions].flatMap(([kind, object]) => {
      const first = objects.find((one) => one.kind === kind && one.file === object.file && !isLater(one, object));
      // The others of a file are mended with the first.
      if (!first || files.has(object.file)) return [];
      files.add(object.file);
      return [
        {
          object,
          path: [],
          message: `the definition of ${kind} is in one file with an object of that kind, ${first.title}: the first apply fails, because the kind is not known yet. Put the definitions in a file of their own that is applied before, or give them the annotation argocd.argoproj.io/sync-wave: "-1"`,
        },
      ];
    });
  },
};

const isLater = (object: Manifest, before: Manifest) => waveOf(object) > waveOf(before);
