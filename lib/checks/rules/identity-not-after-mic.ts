import { MIC } from '../examples/controller-examples';
import { documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { customResourcesOf } from '../facts/custom-fields';
import { hasWave, inWave, waveOf } from '../facts/sync-wave';
import type { Rule } from '../rule';

const SHARED = IDENTITY.replace('  annotations:\n', '  annotations:\n    argocd.argoproj.io/sync-wave: "-2"\n');

export const identityNotAfterMic: Rule = {
  id: 'identity-not-after-mic',
  title: 'Identities are not in a later sync wave than MIC',
  severity: 'warning',
  why: 'Argo CD deletes the waves in the opposite order. MIC must be there until its AzureAssignedIdentities are gone, because only MIC takes the finalizer off them and the identities off the nodes.',
  symptom:
    'When the application is deleted, AzureAssignedIdentities and their namespace stay in Terminating, and identities on the nodes.',
  bad: documents(inWave(MIC, -2), SHARED),
  good: documents(inWave(MIC, -2), SHARED.replace('"-2"', '"-1"')),
  source: 'pkg/crd/crd.go, RemoveAssignedIdentity',
  check: (checked) => {
    const mics = controllersOf(checked, 'mic').map(({ workload: { manifest } }) => manifest);
    // Without waves the order is not that of Argo CD.
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
        message: `this${more} is in wave ${waveOf(first)} and MIC, ${mic.title}, in wave ${waveOf(mic)}: MIC may be deleted first, and then nobody takes the identities off the nodes. Give identities and bindings a later wave than MIC`,
        fix: `argocd.argoproj.io/sync-wave: "${waveOf(mic) + 1}"`,
      },
    ];
  },
};
