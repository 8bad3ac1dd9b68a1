import type { Manifest } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { controllersOf } from '../facts/controllers';
import { secretKeysOf } from '../facts/mic-credentials';
import { decoded, secretRefOf, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const secretNotEncoded: Rule = {
  id: 'secret-not-encoded',
  title: 'A value of a Secret is not base64',
  severity: Severity.ERROR,
  why: "Values in data of a Secret must be base64. Upstream's example has placeholders there, which you must replace.",
  symptom: 'The API server refuses the Secret: illegal base64 data.',
  bad: documents(SERVICE_PRINCIPAL, changed(SECRET, 'bm90IGEgcGFzc3dvcmQ=', '<client secret>'), BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'deploy/demo/aadpodidentity.yaml; k8s.io/api/core/v1, Secret',
  check: (checked) =>
    usedSecretsOf(checked).flatMap((object) => {
      const wrong = valuesOf(object).filter(
        ({ field, text }) => field === 'data' && text !== undefined && decoded(text) === undefined,
      );
      const [first] = wrong;
      if (!first) return [];
      return [
        {
          object,
          path: first.path,
          message: `A value in data is not base64 (${wrong.map(({ key }) => key).join(', ')}). The API server refuses the Secret. Write the output of printf %s … | base64, or the value itself in stringData.`,
        },
      ];
    }),
};

/** The Secrets of identities and of MIC. */
function usedSecretsOf(checked: CheckedCluster): readonly Manifest[] {
  const secrets = secretsOf(checked);
  const names = new Set([
    ...unusualIdentities(checked)
      .map(secretRefOf)
      .flatMap((ref) => (ref ? [keyOf(ref)] : [])),
    ...controllersOf(checked, 'mic').flatMap((mic) =>
      secretKeysOf(mic).map(({ name }) => `${mic.workload.namespace}/${name}`),
    ),
  ]);
  return [...secrets].filter(([name]) => names.has(name)).map(([, secret]) => secret);
}
