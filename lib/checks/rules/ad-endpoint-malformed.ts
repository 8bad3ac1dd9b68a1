import { AD_ENDPOINT } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { typeOf } from '../facts/meant-type';
import { plainYaml } from '../facts/plain-yaml';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const withEndpoint = (endpoint: string) =>
  changed(SERVICE_PRINCIPAL, '  clientID:', `  adEndpoint: ${endpoint}\n  clientID:`);

export const adEndpointMalformed: Rule = {
  id: 'ad-endpoint-malformed',
  title: 'The adEndpoint is not a valid URL',
  severity: Severity.ERROR,
  why: 'NMI appends the tenant to this URL. Without https:// the request has no host, and without a slash at the end the last part of the path is lost.',
  symptom: 'Token requests fail with 503: unsupported protocol scheme.',
  bad: documents(withEndpoint('login.microsoftonline.us'), BINDING),
  good: documents(withEndpoint('https://login.microsoftonline.us/'), BINDING),
  source: 'pkg/auth/auth.go, GetServicePrincipalToken; go-autorest, NewOAuthConfig',
  check: (checked) =>
    unusualIdentities(checked).flatMap((identity) => {
      const { manifest } = identity;
      const path = ['spec', 'adEndpoint'];
      const endpoint = manifest.at(path);
      if (typeOf(identity) === 0 || typeof endpoint !== 'string' || endpoint === '' || AD_ENDPOINT.accepts(endpoint))
        return [];
      const meant = [`https://${endpoint.trim()}/`, `https://${endpoint.trim()}`, `${endpoint.trim()}/`].find(
        AD_ENDPOINT.accepts,
      );
      return [
        {
          object: manifest,
          path,
          message: `The adEndpoint ${show(endpoint)} is not ${AD_ENDPOINT.allowed}. Token requests fail with 503. Write such a URL.`,
          ...(meant !== undefined && { fix: `adEndpoint: ${plainYaml(meant)}` }),
        },
      ];
    }),
};
