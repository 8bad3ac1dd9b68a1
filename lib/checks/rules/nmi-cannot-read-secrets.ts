import { keyOf } from '../../simulation/custom-resources';
import { NMI } from '../examples/controller-examples';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { NMI_ROLE } from '../examples/role-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOfKinds } from '../facts/objects';
import { grantsOf, lacking } from '../facts/permissions';
import { secretRefOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const nmiCannotReadSecrets: Rule = {
  id: 'nmi-cannot-read-secrets',
  title: 'NMI lacks permission to read the Secrets of service principals',
  severity: Severity.ERROR,
  why: 'For types 1 and 2 NMI reads the Secret of the identity. The Helm value rbac.allowAccessToSecrets: false removes that permission.',
  symptom: 'Token requests fail with 503; NMI logs "forbidden".',
  bad: documents(changed(NMI_ROLE, 'resources: [secrets]', 'resources: [configmaps]'), NMI, SERVICE_PRINCIPAL, BINDING),
  good: documents(NMI_ROLE, NMI, SERVICE_PRINCIPAL, BINDING),
  source: 'charts/aad-pod-identity/templates/nmi-clusterrole.yaml',
  check: (checked) => {
    const [first, ...others] = unusualIdentities(checked).filter(secretRefOf);
    if (!first) return [];
    return controllersOf(checked, 'nmi').flatMap((nmi) => {
      const { manifest, namespace, template } = nmi.workload;
      const { account } = nmi;
      const { bindings, rules } = grantsOf(checked, namespace, account);
      if (bindings.length === 0 || !rules) return [];
      if (lacking(rules, { group: '', resource: 'secrets', verbs: ['get'] }).length === 0) return [];
      // A RoleBinding may give access to some Secrets.
      const isBoundElsewhere = objectsOfKinds(checked, ['RoleBinding']).some(({ value }) =>
        JSON.stringify(value.subjects ?? '').includes(`"${account}"`),
      );
      if (isBoundElsewhere) return [];
      return [
        {
          object: manifest,
          path: [...template, 'spec', 'serviceAccountName'],
          message: `The ServiceAccount ${namespace}/${account} cannot get Secrets, which AzureIdentity ${keyOf(first)}${others.length > 0 ? ` and ${others.length} more` : ''} needs. Token requests fail with 503. Allow it (Helm value rbac.allowAccessToSecrets).`,
        },
      ];
    });
  },
};
