import { micWith, nmiWith } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isNotForced } from '../facts/namespaced';
import type { Rule } from '../rule';

/** NMI that is forced namespaced beside a MIC that is not. */
export const nmiNamespacedAlone: Rule = {
  id: 'nmi-namespaced-alone',
  title: 'NMI is forced namespaced and MIC is not',
  severity: 'warning',
  why: 'MIC then assigns identities to pods of other namespaces, and NMI does not hand them out.',
  symptom: 'Pods of other namespaces than that of the identity get 404, or 500 when they do not name the client id.',
  bad: documents(micWith('--forceNamespaced=false'), nmiWith('--forceNamespaced=true')),
  good: documents(micWith('--forceNamespaced=true'), nmiWith('--forceNamespaced=true')),
  source: 'pkg/nmi/standard.go (GetIdentities)',
  check: (checked) => {
    const { settings } = checked;
    if (settings.mode === 'managed' || !settings.nmiForceNamespaced || settings.micForceNamespaced) return [];
    const mics = controllersOf(checked, 'mic');
    // Of two that disagree another rule speaks.
    if (!mics.every(isNotForced)) return [];
    return mics.map((mic) => ({
      object: mic.manifest,
      path: mic.placeOf('forceNamespaced'),
      message:
        'NMI is forced namespaced and this MIC is not: it assigns to pods of other namespaces what NMI does not hand out. Start both with --forceNamespaced',
      fix: '- --forceNamespaced=true',
    }));
  },
};
