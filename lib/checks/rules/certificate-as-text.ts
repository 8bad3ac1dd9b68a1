import { mapOf } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { secretRefOf, secretsOf } from '../facts/secrets';
import type { Rule } from '../rule';

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
  severity: 'error',
  why: 'NMI reads a PKCS#12 file from the key certificate, which is binary. What is in stringData is text and is stored as it is: base64 there stays base64.',
  symptom: 'Token requests end with a 503; NMI logs that it cannot decode the certificate.',
  bad: documents(WITH_CERTIFICATE, keys('stringData'), BINDING),
  good: documents(WITH_CERTIFICATE, keys('data'), BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const refs = checked.cluster.identities.filter(({ type }) => type === 2).map(secretRefOf);
    return [...new Set(refs.flatMap((ref) => (ref ? [secrets.get(keyOf(ref))] : [])))].flatMap((object) =>
      object && Object.hasOwn(mapOf(object.value.stringData), 'certificate')
        ? [
            {
              object,
              path: ['stringData', 'certificate'],
              message:
                'the certificate is binary, and stringData is for text: NMI cannot decode it, and pods get a 503. Put its base64 in data',
            },
          ]
        : [],
    );
  },
};
