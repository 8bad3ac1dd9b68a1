import { Mode } from '../../upstream/mode';
import { micWith, nmiWith } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { isNotForced } from '../facts/namespaced';
import { type Rule, Severity } from '../rule';

/** A namespaced NMI with a MIC that is not. */
export const nmiNamespacedAlone: Rule = {
  id: 'nmi-namespaced-alone',
  title: 'NMI is forced namespaced and MIC is not',
  severity: Severity.WARNING,
  why: 'MIC then assigns identities to pods of other namespaces, but NMI does not return tokens for them.',
  symptom: 'Pods outside the namespace of the identity get 404, or 500 when they do not specify the client id.',
  bad: documents(micWith('--forceNamespaced=false'), nmiWith('--forceNamespaced=true')),
  good: documents(micWith('--forceNamespaced=true'), nmiWith('--forceNamespaced=true')),
  source: 'pkg/nmi/standard.go (GetIdentities)',
  check: (checked) => {
    const { settings } = checked;
    if (settings.mode === Mode.MANAGED || !settings.nmiForceNamespaced || settings.micForceNamespaced) return [];
    const mics = controllersOf(checked, 'mic');
    // mics-disagree reports two MICs that disagree.
    if (!mics.every(isNotForced)) return [];
    return mics.map((mic) => ({
      object: mic.manifest,
      path: mic.placeOf('forceNamespaced'),
      message:
        'NMI is forced namespaced, and this MIC is not. MIC assigns identities to pods of other namespaces, which get no token from NMI. Set --forceNamespaced on both.',
      fix: '- --forceNamespaced=true',
    }));
  },
};
