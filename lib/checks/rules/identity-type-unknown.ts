import { show } from '../../validate/format';
import { changed, IDENTITY } from '../examples/custom-resource-examples';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const TYPES = '0 (managed identity), 1 (service principal) or 2 (with a certificate)';

export const identityTypeUnknown: Rule = {
  id: 'identity-type-unknown',
  title: 'The type of an AzureIdentity is not 0, 1 or 2',
  severity: Severity.ERROR,
  why: 'NMI can get tokens for three types only. MIC still assigns an identity of any other type. The API server refuses a type in quotes.',
  symptom:
    'The AzureAssignedIdentity is in state Assigned, but every token request fails with 503; with a type in quotes, the apply fails with "Invalid value".',
  bad: changed(IDENTITY, 'type: 0', 'type: 3'),
  good: IDENTITY,
  source: 'pkg/nmi/standard.go, pkg/nmi/managed.go; charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const path = ['spec', 'type'];
    const refused = new Set(
      checked.cluster.refusals.filter((refusal) => refusal.path.join() === path.join()).map(({ manifest }) => manifest),
    );
    return unusualIdentities(checked).flatMap(({ manifest, type }) => {
      if ([0, 1, 2].includes(type) && !refused.has(manifest)) return [];
      const given = manifest.at(path);
      const isText = typeof given === 'string';
      const meant = isText ? [0, 1, 2].find((known) => String(known) === given.trim()) : undefined;
      const [cause, effect] = isText
        ? ['The API server refuses', 'The object is not applied']
        : ['NMI does not support', 'Every token request fails with 503'];
      return [
        {
          object: manifest,
          path,
          message: `${cause} spec.type: got ${show(given)}; allowed: ${TYPES}${isText ? ', without quotes' : ''}. ${effect}. Write an allowed type.`,
          ...(meant !== undefined && { fix: `type: ${meant}` }),
        },
      ];
    });
  },
};
