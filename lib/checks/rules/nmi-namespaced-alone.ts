import { micWith, nmiWith } from '../controller-examples';
import { documents } from '../examples';
import type { Rule } from '../rule';
import { readableIn, type Started } from '../started';
import { isMeantAsTrue } from './force-namespaced-not-true';

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
    return readableIn(checked, 'mic')
      .filter((mic) => !isUncertain(mic))
      .map((mic) => ({
        object: mic.object,
        path: mic.placeOf('forceNamespaced'),
        message:
          'NMI is forced namespaced and this MIC is not: it assigns to pods of other namespaces what NMI does not hand out. Start both with --forceNamespaced',
        fix: '- --forceNamespaced=true',
      }));
  },
};

/** Whether it was meant to be namespaced, which another rule speaks of, or cannot be told. */
function isUncertain(mic: Started): boolean {
  const variable = mic.controller.env.get('FORCENAMESPACED');
  return (
    isMeantAsTrue(mic) ||
    (variable !== undefined && variable.value === undefined) ||
    mic.hasUnseenVariables ||
    mic.isOn('forceNamespaced', false) ||
    (mic.mentions('forceNamespaced') && mic.flag('forceNamespaced') === undefined)
  );
}
