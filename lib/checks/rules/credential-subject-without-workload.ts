import { show } from '../../validate/format';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, CREDENTIAL, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { type CredentialObject, credentialObjects, isOfKubernetes, subjectsIn } from '../facts/credential-objects';
import { nearMiss } from '../facts/near-miss';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const SUBJECT = 'subject: system:serviceaccount:shop:orders';

export const credentialSubjectWithoutWorkload: Rule = {
  id: 'credential-subject-without-workload',
  title: 'The subject of a federated credential is that of no ServiceAccount',
  severity: Severity.ERROR,
  why: 'Entra ID compares the subject of a token, system:serviceaccount:NAMESPACE:NAME, with that of the federated credential byte by byte. Names of Kubernetes are in lower case.',
  symptom:
    'AADSTS700213 or AADSTS7002138, "no matching federated identity record found for presented assertion subject".',
  bad: documents(ACCOUNT, TOKEN_WORKLOAD, changed(CREDENTIAL, SUBJECT, 'subject: system:serviceaccount:shop:Orders')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD, CREDENTIAL),
  source:
    'learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations; Azure/azure-workload-identity, pkg/cmd/serviceaccount',
  check: (checked) => {
    const credentials = credentialObjects(checked).filter((one) => isJudged(checked, one));
    if (credentials.length === 0) return [];
    const subjects = subjectsIn(checked);
    return credentials.flatMap((one) => (subjects.has(one.subject) ? [] : findingsOf(one, subjects)));
  },
};

/** Those of another issuer are for another cluster. */
const isJudged = ({ options }: CheckedCluster, { subject, issuer }: CredentialObject) =>
  isOfKubernetes(subject) && (options.issuer === undefined || issuer === '' || issuer === options.issuer);

const FORM = /^system:serviceaccount:[a-z0-9]([-a-z0-9]*[a-z0-9])?:[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

function findingsOf({ manifest, subject }: CredentialObject, subjects: ReadonlySet<string>): RuleFinding[] {
  const isForm = FORM.test(subject);
  // No name of Kubernetes can be such.
  const lower = subject.trim().toLowerCase();
  const meant = subjects.has(lower) || (!isForm && FORM.test(lower)) ? lower : nearIn(subject, subjects);
  const there = meant !== undefined && subjects.has(meant) ? `; there is ${show(meant)}` : '';
  const wrong = isForm
    ? `No workload or ServiceAccount has the subject ${show(subject)}${there}`
    : `The subject ${show(subject)} can be that of no ServiceAccount${there}`;
  return [
    {
      object: manifest,
      path: ['spec', 'subject'],
      message: `${wrong}. No token of the cluster matches the credential. Write ${meant === undefined ? 'system:serviceaccount:NAMESPACE:NAME of the workload' : show(meant)}.`,
      ...(isForm && {
        absence: {
          isNear: meant !== undefined,
          counted: ['federated credential has no workload', 'federated credentials have no workload'] as const,
        },
        ...(meant === undefined && { severity: Severity.WARNING }),
      }),
      ...(meant !== undefined && { fix: `subject: ${plainYaml(meant)}` }),
    },
  ];
}

/** The subject with another name or namespace that is similar. */
function nearIn(subject: string, subjects: ReadonlySet<string>): string | undefined {
  const [, , namespace = '', name = ''] = subject.split(':');
  const parts = [...subjects].map((text) => ({ text, parts: text.split(':') }));
  const ofNamespace = parts.filter(({ parts: [, , other] }) => other === namespace);
  const ofName = parts.filter(({ parts: [, , , other] }) => other === name);
  return (
    nearMiss(name, ofNamespace, ({ parts: [, , , other = ''] }) => other)?.candidate ??
    nearMiss(namespace, ofName, ({ parts: [, , other = ''] }) => other)?.candidate
  )?.text;
}
