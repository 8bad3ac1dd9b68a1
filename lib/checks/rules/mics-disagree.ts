import { MIC, micWith } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isNotForced } from '../facts/namespaced';
import { type Rule, Severity } from '../rule';

const second = (mic: string) => changed(mic, 'name: mic\n', 'name: mic-2\n');

/** Two MICs, one of them forced namespaced. */
export const micsDisagree: Rule = {
  id: 'mics-disagree',
  title: 'One of two MICs is forced namespaced, the other is not',
  severity: Severity.ERROR,
  why: 'One MIC is active at a time, the one that holds the lock. If one is forced namespaced and another is not, it depends on the holder whether pods of other namespaces get an identity.',
  symptom: 'AzureAssignedIdentity objects appear and disappear in other namespaces when MIC is restarted.',
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
      message: `MIC, ${forced.manifest.title}, is forced namespaced, and this MIC is not. The active one decides whether pods of other namespaces get an identity. Remove one, or set it on both.`,
      fix: '- --forceNamespaced=true',
    }));
  },
};
