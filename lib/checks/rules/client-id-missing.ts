import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const clientIdMissing: Rule = {
  id: 'client-id-missing',
  title: 'An AzureIdentity has no client id',
  severity: Severity.ERROR,
  why: "NMI requests tokens by client id. Without one the metadata service chooses: the node's system-assigned identity, its only identity, or none.",
  symptom: 'Tokens for another identity, or 403; for service principals 503.',
  bad: documents(changed(IDENTITY, '  clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42\n', ''), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) =>
    unusualIdentities(checked)
      .filter(({ clientID }) => clientID === '')
      .map(({ manifest, type }) => ({
        object: manifest,
        path: ['spec', 'clientID'],
        message: `The identity has no clientID. ${
          type === 0 ? 'Pods get a token for any identity of the node, or none' : 'Token requests fail with 503'
        }. Write the output of ${type === 0 ? 'az identity show --query clientId' : 'az ad sp show --query appId'}.`,
      })),
};
