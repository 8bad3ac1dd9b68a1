import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { decoded, isOfCertificate, type SecretValue, secretRefOf, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const clientSecretWithLineBreak: Rule = {
  id: 'client-secret-with-line-break',
  title: 'A client secret ends with a line break',
  severity: Severity.ERROR,
  why: 'NMI uses the value of the Secret as it is. The command echo adds a line break, and so does the YAML block scalar |.',
  symptom: 'Token requests fail with 403: invalid client secret.',
  bad: documents(SERVICE_PRINCIPAL, changed(SECRET, 'bm90IGEgcGFzc3dvcmQ=', 'bm90IGEgcGFzc3dvcmQK'), BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const refs = unusualIdentities(checked)
      .filter(({ type }) => type === 1)
      .map(secretRefOf);
    return [...new Set(refs.flatMap((ref) => (ref ? [secrets.get(keyOf(ref))] : [])))].flatMap((object) =>
      // client-secret-is-certificate reports these.
      object && !isOfCertificate(object)
        ? valuesOf(object)
            .filter(endsWithLineBreak)
            .map(({ key, path }) => ({
              object,
              path,
              message: `The value of ${key} ends with a line break, which becomes part of the password. Azure AD refuses it. Write it without (printf %s … | base64; in stringData |- instead of |).`,
            }))
        : [],
    );
  },
};

function endsWithLineBreak({ field, text }: SecretValue): boolean {
  if (text === undefined) return false;
  const value = field === 'data' ? decoded(text)?.toString('latin1') : text;
  return value?.endsWith('\n') === true;
}
