import { AD_ENDPOINT } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import type { Rule } from '../rule';

const withEndpoint = (endpoint: string) =>
  changed(SERVICE_PRINCIPAL, '  clientID:', `  adEndpoint: ${endpoint}\n  clientID:`);

export const adEndpointMalformed: Rule = {
  id: 'ad-endpoint-malformed',
  title: 'adEndpoint is no URL of an authority',
  severity: 'error',
  why: 'NMI resolves the tenant relative to it: without https:// there is no address, and a path without a slash at its end loses its last part.',
  symptom: 'Token requests end with a 503: unsupported protocol scheme.',
  bad: documents(withEndpoint('login.microsoftonline.us'), BINDING),
  good: documents(withEndpoint('https://login.microsoftonline.us/'), BINDING),
  source: 'pkg/auth/auth.go, GetServicePrincipalToken; go-autorest, NewOAuthConfig',
  check: ({ cluster }) =>
    cluster.identities.flatMap(({ manifest, type }) => {
      const path = ['spec', 'adEndpoint'];
      const endpoint = manifest.at(path);
      if (type === 0 || typeof endpoint !== 'string' || endpoint === '' || AD_ENDPOINT.accepts(endpoint)) return [];
      const meant = [`https://${endpoint.trim()}/`, `https://${endpoint.trim()}`, `${endpoint.trim()}/`].find(
        AD_ENDPOINT.accepts,
      );
      return [
        {
          object: manifest,
          path,
          message: `${show(endpoint)} is not ${AD_ENDPOINT.allowed}: pods get a 503`,
          ...(meant !== undefined && { fix: `adEndpoint: ${meant}` }),
        },
      ];
    }),
};
