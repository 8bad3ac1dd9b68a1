import type { CheckedCluster } from '../checked-cluster';
import { micWithVariables } from '../examples/controller-examples';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { controllersOf } from '../facts/controllers';
import { secretKeysOf } from '../facts/mic-credentials';
import { decoded, secretsOf, valuesOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

/** Azure AD of the sovereign clouds. */
const AUTHORITIES = new Map([
  ['azurechinacloud', 'https://login.chinacloudapi.cn/'],
  ['azuregermancloud', 'https://login.microsoftonline.de/'],
  ['azureusgovernment', 'https://login.microsoftonline.us/'],
  ['azureusgovernmentcloud', 'https://login.microsoftonline.us/'],
]);
const IN_CHINA = micWithVariables('AzureChinaCloud');

export const adEndpointMissing: Rule = {
  id: 'ad-endpoint-missing',
  title: 'A service principal in a sovereign cloud has no adEndpoint',
  severity: Severity.WARNING,
  why: 'NMI does not know its cloud. For service principals it asks Azure AD of the public cloud, unless adEndpoint names another.',
  symptom: 'Token requests fail with 403: the tenant is not found.',
  bad: documents(IN_CHINA, SERVICE_PRINCIPAL, BINDING),
  good: documents(
    IN_CHINA,
    changed(SERVICE_PRINCIPAL, '  clientID:', '  adEndpoint: https://login.chinacloudapi.cn/\n  clientID:'),
    BINDING,
  ),
  source: 'pkg/auth/auth.go, GetServicePrincipalToken',
  check: (checked) => {
    const cloud = cloudOf(checked);
    const authority = cloud === undefined ? undefined : AUTHORITIES.get(cloud.toLowerCase());
    if (authority === undefined) return [];
    return unusualIdentities(checked)
      .filter(({ type, manifest }) => (type === 1 || type === 2) && !manifest.at(['spec', 'adEndpoint']))
      .map(({ manifest }) => ({
        object: manifest,
        path: ['spec', 'adEndpoint'],
        message: `MIC runs in ${cloud}, but the identity has no adEndpoint. NMI asks Azure AD of the public cloud, and token requests fail with 403. Add the adEndpoint of ${cloud}.`,
        fix: `adEndpoint: ${authority}`,
      }));
  },
};

/** The cloud that MIC reads from its variable CLOUD, or from a Secret among the manifests. */
function cloudOf(checked: CheckedCluster): string | undefined {
  for (const mic of controllersOf(checked, 'mic')) {
    const variable = mic.env.get('CLOUD');
    if (variable?.value) return variable.value;
    const from = variable && secretKeysOf(mic).find(({ path }) => variable.path.every((key, i) => path[i] === key));
    const secret = from && secretsOf(checked).get(`${mic.workload.namespace}/${from.name}`);
    const value = secret && valuesOf(secret).find(({ key }) => key === from.key);
    if (value?.text !== undefined) return value.field === 'data' ? decoded(value.text)?.toString() : value.text;
  }
  return undefined;
}
