import type { Manifest } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { contentOf, isOfCertificate, secretRefOf, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

/** `-----BEGIN CERTIFICATE-----` and nothing of one. */
const PEM = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==';

/** A certificate that is sent as a password. */
export const clientSecretIsCertificate: Rule = {
  id: 'client-secret-is-certificate',
  title: 'The password of a service principal is a certificate',
  severity: Severity.ERROR,
  why: 'For type 1 NMI sends a value of the Secret to Azure AD as the password. For type 2 it signs with the certificate in the Secret.',
  symptom: 'Token requests fail with 403: AADSTS7000215, invalid client secret.',
  bad: documents(SERVICE_PRINCIPAL, changed(SECRET, 'bm90IGEgcGFzc3dvcmQ=', PEM), BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const reported = new Set<Manifest>();
    return unusualIdentities(checked).flatMap((identity) => {
      const ref = identity.type === 1 ? secretRefOf(identity) : undefined;
      const object = ref && secrets.get(keyOf(ref));
      if (!object || reported.has(object) || !isOfCertificate(object)) return [];
      reported.add(object);
      const values = valuesOf(object);
      const value = values.find((one) => contentOf(one) !== 'other');
      const what = value
        ? `The value of ${value.key} is a certificate or a private key, and AzureIdentity ${keyOf(identity)} with type: 1 sends it as a password`
        : `The Secret has the keys of a certificate, and AzureIdentity ${keyOf(identity)} with type: 1 sends any of its values as a password`;
      return [
        {
          object,
          path: value?.path ?? ['data'],
          message: `${what}. Azure AD refuses it. Write type: 2 there, and here a PKCS#12 file as certificate and its password as password.`,
        },
      ];
    });
  },
};
