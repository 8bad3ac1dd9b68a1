import { MIC } from '../examples/controller-examples';
import { documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { customResourcesOf } from '../facts/custom-fields';
import { hasWave, inWave, waveOf } from '../facts/sync-wave';
import { type Rule, Severity } from '../rule';

const SHARED = IDENTITY.replace('  annotations:\n', '  annotations:\n    argocd.argoproj.io/sync-wave: "-2"\n');

export const identityNotAfterMic: Rule = {
  id: 'identity-not-after-mic',
  title: 'Identities are not in a later sync wave than MIC',
  severity: Severity.WARNING,
  why: 'Argo CD deletes the waves in reverse order. MIC must run until all AzureAssignedIdentity objects are deleted, because only MIC removes their finalizer, and the identities from the nodes.',
  symptom:
    'When the application is deleted, AzureAssignedIdentity objects and their namespace stay in Terminating, and identities stay on the nodes.',
  bad: documents(inWave(MIC, -2), SHARED),
  good: documents(inWave(MIC, -2), SHARED.replace('"-2"', '"-1"')),
  source: 'pkg/crd/crd.go, RemoveAssignedIdentity',
  check: (checked) => {
    const mics = controllersOf(checked, 'mic')
      .filter(({ release }) => release.has('setsFinalizers'))
      .map(({ manifest }) => manifest);
    // Without a wave, it is probably not applied by Argo CD.
    const mic = mics.find((one) => hasWave(one));
    if (!mic) return [];
    const early = ['AzureIdentity', 'AzureIdentityBinding']
      .flatMap((kind) => customResourcesOf(checked, kind))
      .filter((one) => hasWave(one) && waveOf(one) <= waveOf(mic));
    const [first] = early;
    if (!first) return [];
    const more = early.length > 1 ? ` (and ${early.length - 1} more)` : '';
    return [
      {
        object: first,
        path: ['metadata', 'annotations', 'argocd.argoproj.io/sync-wave'],
        message: `The object${more} is in sync wave ${waveOf(first)}, and MIC, ${mic.title}, in wave ${waveOf(mic)}. If MIC is deleted first, identities stay on the nodes. Put identities and bindings in a later wave.`,
        fix: `argocd.argoproj.io/sync-wave: "${waveOf(mic) + 1}"`,
      },
    ];
  },
};
