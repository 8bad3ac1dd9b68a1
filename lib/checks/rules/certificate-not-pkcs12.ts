import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { type Content, contentOf, secretRefOf, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const WITH_CERTIFICATE = changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 2');
const withContent = (base64: string) =>
  changed(SECRET, '  clientSecret: bm90IGEgcGFzc3dvcmQ=\n', `  certificate: ${base64}\n  password: ""\n`);

const WRONG: { readonly [content in Content]?: readonly [wrong: string, advice: string] } = {
  pem: [
    'is PEM, not PKCS#12',
    'Convert it with openssl pkcs12 -export -legacy, and write base64 of the result in data',
  ],
  'base64 of pkcs12': ['is encoded twice', 'Write base64 of the PKCS#12 file in data, encoded once'],
};

/** A certificate that NMI cannot decode. */
export const certificateNotPkcs12: Rule = {
  id: 'certificate-not-pkcs12',
  title: 'The certificate of a service principal is not PKCS#12',
  severity: Severity.ERROR,
  why: 'NMI reads the key certificate of the Secret as a PKCS#12 file. It reads neither PEM nor base64 that is encoded again as a value of data.',
  symptom: 'Token requests fail with 503; NMI logs that it cannot decode the certificate.',
  bad: documents(WITH_CERTIFICATE, withContent('LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=='), BINDING),
  good: documents(WITH_CERTIFICATE, withContent('MIIBAAIBAw=='), BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const refs = unusualIdentities(checked)
      .filter(({ type }) => type === 2)
      .map(secretRefOf);
    return [...new Set(refs.flatMap((ref) => (ref ? [secrets.get(keyOf(ref))] : [])))].flatMap((object) => {
      const value = object && valuesOf(object).find(({ key }) => key === 'certificate');
      const wrong = value && WRONG[contentOf(value)];
      // certificate-as-text reports base64 in stringData.
      if (!object || !value || !wrong || (value.field === 'stringData' && contentOf(value) !== 'pem')) return [];
      return [
        {
          object,
          path: value.path,
          message: `The certificate ${wrong[0]}. NMI cannot decode it, and token requests fail with 503. ${wrong[1]}.`,
        },
      ];
    });
  },
};
