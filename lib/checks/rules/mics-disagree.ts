import { MIC, micWith } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isNotForced } from '../facts/namespaced';
import type { Rule } from '../rule';

const second = (mic: string) => changed(mic, 'name: mic\n', 'name: mic-2\n');

/** Two MICs of which one is namespaced. */
export const micsDisagree: Rule = {
  id: 'mics-disagree',
  title: 'Two MICs are not both forced namespaced',
  severity: 'error',
  why: 'One MIC works at a time, the one that holds the lock. If one is forced namespaced and another is not, it depends on who holds it whether pods of other namespaces get an identity.',
  symptom: 'AzureAssignedIdentities are moved between namespaces, or come and go, when MIC is restarted.',
  bad: documents(MIC, second(micWith('--forceNamespaced=true'))),
  good: documents(micWith('--forceNamespaced=true'), second(micWith('--forceNamespaced=true'))),
  source: 'pkg/mic/mic.go (NewLeaderElector, createDesiredAssignedIdentityList)',
  check: (checked) => {
    const mics = controllersOf(checked, 'mic');
    const forced = mics.find(({ forceNamespaced }) => forceNamespaced.value === 'true');
    if (!forced) return [];
    return mics.filter(isNotForced).map((mic) => ({
      object: mic.manifest,
      path: mic.placeOf('forceNamespaced'),
      message: `${forced.manifest.title} is forced namespaced, and this MIC is not. Remove one of the two, or start both with --forceNamespaced`,
      fix: '- --forceNamespaced=true',
    }));
  },
};
