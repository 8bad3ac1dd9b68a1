import { describe, expect, test } from '@jest/globals';
import { MIC, micWith } from '../../../lib/checks/examples/controller-examples';
import { documents } from '../../../lib/checks/examples/custom-resource-examples';
import { clientIdTwiceOnPod } from '../../../lib/checks/rules/client-id-twice-on-pod';
import { sharedIdentityNotImmutable } from '../../../lib/checks/rules/shared-identity-not-immutable';
import { idsIn } from '../../support/checks';

// Both rules ask whether MIC keeps an identity on its nodes; they must get one answer.

const LIST = '--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';
const RULES = [
  { id: 'client-id-twice-on-pod', manifests: clientIdTwiceOnPod.bad },
  { id: 'shared-identity-not-immutable', manifests: sharedIdentityNotImmutable.bad.replace(`${MIC}---\n`, '') },
];
const second = (mic: string) => mic.replace('name: mic\n', 'name: mic-2\n');

describe.each(RULES)('$id', ({ id, manifests }) => {
  test.each([
    ['without the list', [MIC], true],
    ['with the list', [micWith(LIST)], false],
    ['with the list behind a flag that MIC does not have', [micWith('--nope', LIST)], false],
    ['with the list of one MIC of two', [micWith(LIST), second(MIC)], true],
    ['with the lists of both', [micWith(LIST), second(micWith(LIST))], false],
  ])('%s', (_what, mics, isFound) => {
    expect(idsIn(documents(...mics, manifests)).includes(id)).toBe(isFound);
  });
});
