import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

export const immutableIdMalformed: Rule = {
  id: 'immutable-id-malformed',
  title: 'An entry of --immutable-user-msis is not a client id',
  severity: Severity.ERROR,
  why: 'MIC splits the list at commas, does not trim spaces, and compares the entries with the client ids of AzureIdentity objects.',
  symptom: 'MIC still removes the identity from the nodes after its last pod is deleted.',
  bad: micWith('"--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42, 7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42"'),
  good: micWith('--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42,7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42'),
  source: 'pkg/mic/mic.go, NewMICClient',
  check: (checked) =>
    controllersOf(checked, 'mic').flatMap((mic) => {
      const list = mic.flags.value('immutable-user-msis');
      const entries = list.split(',');
      const wrong = list === '' ? [] : entries.filter((entry) => !GUID.accepts(entry));
      if (wrong.length === 0) return [];
      const [first = ''] = wrong;
      const hint = GUID.hint?.(first);
      const fixed = entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
      return [
        {
          object: mic.workload.manifest,
          path: mic.placeOf('immutable-user-msis'),
          message: `In --immutable-user-msis, ${wrong.map(show).join(', ')} ${wrong.length > 1 ? 'are not client ids' : 'is not a client id'}${hint ? ` (${hint.charAt(0).toLowerCase()}${hint.slice(1)})` : ''}. No identity is protected by ${wrong.length > 1 ? 'them' : 'it'}. Write client ids with commas and no spaces.`,
          ...(fixed.every((entry) => GUID.accepts(entry)) && {
            fix: `- --immutable-user-msis=${fixed.join(',').toLowerCase()}`,
          }),
        },
      ];
    }),
};
