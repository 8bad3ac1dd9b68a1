import { Mode } from '../../upstream/mode';
import { changed, documents } from '../examples/custom-resource-examples';
import { OTHER_EXCEPTION } from '../examples/exception-examples';
import { controllersOf } from '../facts/controllers';
import { customResourcesOf } from '../facts/custom-fields';
import { definition, definitionsOf, releaseOfDefinitions } from '../facts/definitions';
import { inWave } from '../facts/sync-wave';
import { type Rule, type RuleFinding, Severity } from '../rule';

const ASSIGNED = 'AzureAssignedIdentity';

const BINDING_CRD = definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']);
const EXCEPTION_CRD = changed(
  definition('v1', ['metadata']),
  'metadata: { type: object }',
  'metadata: { type: object }\n                podLabels: { type: object, additionalProperties: { type: string } }',
)
  .replaceAll('AzureIdentityBinding', 'AzurePodIdentityException')
  .replaceAll('azureidentitybindings', 'azurepodidentityexceptions');

export const definitionMissing: Rule = {
  id: 'definition-missing',
  title: 'The CRD of a custom resource is missing',
  severity: Severity.WARNING,
  why: 'The API server accepts AzureIdentity and the other kinds only with their CRDs, and MIC needs the CRD of AzureAssignedIdentity to assign anything. Helm installs the CRDs of a chart once and never upgrades them.',
  symptom: 'no matches for kind "AzureIdentity" in version "aadpodidentity.k8s.io/v1"; MIC restarts again and again.',
  options: { wholeCluster: true },
  bad: documents(BINDING_CRD, OTHER_EXCEPTION),
  good: documents(BINDING_CRD, inWave(EXCEPTION_CRD, -1), OTHER_EXCEPTION),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => [...missingForObjects(checked), ...missingForMic(checked)],
};

/** With neither CRDs nor controllers, the manifests are not those of the install. */
const missingForObjects: Rule['check'] = (checked) => {
  const definitions = definitionsOf(checked);
  const isHere = definitions.size > 0 || checked.settings.controllers.length > 0;
  if (!isHere) return [];
  const withoutCrd = customResourcesOf(checked).filter(({ kind }) => kind !== ASSIGNED && !definitions.has(kind));
  const [object] = withoutCrd;
  if (!object) return [];
  const kinds = [...new Set(withoutCrd.map(({ kind }) => kind))];
  return [
    {
      object,
      path: ['kind'],
      message: `The manifests have no CRD of ${kinds.join(', ')}. The API server refuses objects of ${kinds.length > 1 ? 'these kinds' : 'this kind'}. Add the CRDs of ${releaseOfDefinitions(checked)}.`,
      absence: { isNear: false },
    },
  ];
};

const missingForMic: Rule['check'] = (checked): RuleFinding[] => {
  const definitions = definitionsOf(checked);
  // With no CRDs at all, they are probably in another file.
  if (checked.settings.mode === Mode.MANAGED || definitions.has(ASSIGNED) || definitions.size === 0) return [];
  return controllersOf(checked, 'mic')
    .slice(0, 1)
    .map(({ workload: { manifest } }) => ({
      object: manifest,
      path: [],
      message: `The manifests have no CRD of ${ASSIGNED}, which MIC needs in standard mode. MIC assigns nothing. Add the CRDs of ${releaseOfDefinitions(checked)}.`,
      severity: Severity.ERROR,
      // The other CRDs are here.
      absence: { isNear: true },
    }));
};
