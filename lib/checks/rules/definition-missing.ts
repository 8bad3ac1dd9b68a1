import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { customResourcesOf } from '../facts/custom-fields';
import { definition, definitionsOf } from '../facts/definitions';
import { inWave } from '../facts/sync-wave';
import type { Rule, RuleFinding } from '../rule';

const ASSIGNED = 'AzureAssignedIdentity';

const EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: monitoring
spec:
  podLabels:
    app: node-agent
`;
const BINDING_DEFINITION = definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']);
const EXCEPTION_DEFINITION = changed(
  definition('v1', ['metadata']),
  'metadata: { type: object }',
  'metadata: { type: object }\n                podLabels: { type: object, additionalProperties: { type: string } }',
)
  .replaceAll('AzureIdentityBinding', 'AzurePodIdentityException')
  .replaceAll('azureidentitybindings', 'azurepodidentityexceptions');

export const definitionMissing: Rule = {
  id: 'definition-missing',
  title: 'The definition of a custom resource is not there',
  severity: 'warning',
  why: 'The API server knows AzureIdentity and the others only by their definitions, and MIC needs that of AzureAssignedIdentity to assign anything. Helm installs the definitions of a chart once and never again.',
  symptom: 'no matches for kind "AzureIdentity" in version "aadpodidentity.k8s.io/v1"; MIC restarts again and again.',
  options: { wholeCluster: true },
  bad: documents(BINDING_DEFINITION, EXCEPTION),
  good: documents(BINDING_DEFINITION, inWave(EXCEPTION_DEFINITION, -1), EXCEPTION),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => [...missingForObjects(checked), ...missingForMic(checked)],
};

/** Only of a whole cluster can it be said that it has none, and of one whose install is here. */
const missingForObjects: Rule['check'] = (checked) => {
  const definitions = definitionsOf(checked);
  const isHere = definitions.size > 0 || checked.settings.controllers.length > 0;
  if (!checked.options.wholeCluster || !isHere) return [];
  const undefinedOnes = customResourcesOf(checked).filter(({ kind }) => kind !== ASSIGNED && !definitions.has(kind));
  const [object] = undefinedOnes;
  if (!object) return [];
  const kinds = [...new Set(undefinedOnes.map(({ kind }) => kind))];
  return [
    {
      object,
      path: ['kind'],
      message: `no CustomResourceDefinition of ${kinds.join(', ')} is here: the API server refuses objects of ${kinds.length > 1 ? 'these kinds' : 'this kind'}. Add the definitions of 1.8.17`,
    },
  ];
};

const missingForMic: Rule['check'] = (checked): RuleFinding[] => {
  const definitions = definitionsOf(checked);
  // Without any here they are in a file of their own.
  if (checked.settings.mode === 'managed' || definitions.has(ASSIGNED) || definitions.size === 0) return [];
  return controllersOf(checked, 'mic')
    .slice(0, 1)
    .map(({ workload: { manifest } }) => ({
      object: manifest,
      path: [],
      message: `no CustomResourceDefinition of ${ASSIGNED} is here, which MIC needs in standard mode: it assigns nothing. Add the definitions of 1.8.17`,
      severity: 'error',
    }));
};
