import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { meantTypeOf } from '../facts/meant-type';
import { secretsOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const WORDS = { 0: 'a user-assigned managed identity', 1: 'a service principal', 2: 'a service principal' } as const;

/** A type that the fields contradict. */
export const identityTypeDiffers: Rule = {
  id: 'identity-type-differs',
  title: 'The fields of an AzureIdentity are those of another type',
  severity: Severity.ERROR,
  why: 'Type 0, which is also the default, needs resourceID. Types 1 and 2 need tenantID and clientPassword. NMI and MIC read only the fields of the type.',
  symptom: 'MIC logs "invalid resource id", and token requests fail with 404; for types 1 and 2 they fail with 503.',
  bad: documents(changed(SERVICE_PRINCIPAL, '  type: 1\n', ''), SECRET, BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/apis/aadpodidentity/v1/types.go; pkg/mic/mic.go; pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = unusualIdentities(checked).some((one) => meantTypeOf(one) !== undefined)
      ? secretsOf(checked)
      : new Map();
    return unusualIdentities(checked).flatMap((identity) => {
      const meant = meantTypeOf(identity, secrets);
      if (meant === undefined) return [];
      const { manifest, type } = identity;
      const isGiven = (manifest.at(['spec', 'type']) ?? null) !== null;
      return [
        {
          object: manifest,
          path: ['spec', 'type'],
          message: `The fields are those of ${WORDS[meant]}, but ${isGiven ? `type is ${type}` : 'without type it is 0'}, ${WORDS[type as 0 | 1 | 2]}. ${
            type === 0 ? 'MIC ignores the identity' : 'Token requests fail with 503'
          }. Write type: ${meant}.`,
          fix: `type: ${meant}`,
        },
      ];
    });
  },
};
