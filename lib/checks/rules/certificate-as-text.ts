import { type Manifest, mapOf } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { contentOf, secretRefOf, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const WITH_CERTIFICATE = changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 2');
const keys = (field: string) =>
  changed(
    SECRET,
    'data:\n  clientSecret: bm90IGEgcGFzc3dvcmQ=\n',
    `${field}:\n  certificate: bm90IGEgY2VydGlmaWNhdGU=\n  password: ""\n`,
  );

export const certificateAsText: Rule = {
  id: 'certificate-as-text',
  title: 'A certificate is in stringData',
  severity: Severity.ERROR,
  why: 'NMI reads a PKCS#12 file, which is binary, from the key certificate. A value in stringData is stored as it is: base64 there stays base64.',
  symptom: 'Token requests fail with 503; NMI logs that it cannot decode the certificate.',
  bad: documents(WITH_CERTIFICATE, keys('stringData'), BINDING),
  good: documents(WITH_CERTIFICATE, keys('data'), BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const refs = unusualIdentities(checked)
      .filter(({ type }) => type === 2)
      .map(secretRefOf);
    return [...new Set(refs.flatMap((ref) => (ref ? [secrets.get(keyOf(ref))] : [])))].flatMap((object) =>
      object && Object.hasOwn(mapOf(object.value.stringData), 'certificate') && !isPem(object)
        ? [
            {
              object,
              path: ['stringData', 'certificate'],
              message:
                'The certificate is in stringData, which cannot hold binary values. NMI cannot decode it, and token requests fail with 503. Put its base64 in data.',
            },
          ]
        : [],
    );
  },
};

/** certificate-not-pkcs12 reports PEM. */
const isPem = (secret: Manifest) =>
  valuesOf(secret).some((value) => value.key === 'certificate' && contentOf(value) === 'pem');
