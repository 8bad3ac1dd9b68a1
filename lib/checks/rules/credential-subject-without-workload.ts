import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
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
    const lost = credentials.filter(({ subject }) => !subjects.has(subject));
    if (lost.length === 0) return [];
    // What has a credential already was not meant by another one.
    const theirs = new Set(credentials.map(({ subject }) => subject));
    const free = sorted([...subjects].filter((subject) => !theirs.has(subject)));
    return lost.flatMap((one) => findingsOf(one, subjects, free));
  },
};

/** Those of another issuer are for another cluster. */
const isJudged = ({ options }: CheckedCluster, { subject, issuer }: CredentialObject) =>
  isOfKubernetes(subject) && (options.issuer === undefined || issuer === '' || issuer === options.issuer);

const FORM = /^system:serviceaccount:[a-z0-9]([-a-z0-9]*[a-z0-9])?:[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

function findingsOf(
  { manifest, subject }: CredentialObject,
  subjects: ReadonlySet<string>,
  free: Subjects,
): RuleFinding[] {
  const isForm = FORM.test(subject);
  // No name of Kubernetes can be such.
  const lower = subject.trim().toLowerCase();
  const meant = subjects.has(lower) || (!isForm && FORM.test(lower)) ? lower : nearIn(subject, free);
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

interface Subject {
  readonly text: string;
  readonly namespace: string;
  readonly name: string;
}

/** Subjects by their namespace and by their name. */
interface Subjects {
  readonly byNamespace: ReadonlyMap<string, readonly Subject[]>;
  readonly byName: ReadonlyMap<string, readonly Subject[]>;
}

function partsOf(text: string): Subject {
  const [, , namespace = '', name = ''] = text.split(':');
  return { text, namespace, name };
}

function sorted(texts: readonly string[]): Subjects {
  const subjects = texts.map(partsOf);
  return {
    byNamespace: indexed(subjects, ({ namespace }) => namespace),
    byName: indexed(subjects, ({ name }) => name),
  };
}

/** The subject with another name or namespace that is similar. */
function nearIn(text: string, { byNamespace, byName }: Subjects): string | undefined {
  const { namespace, name } = partsOf(text);
  return (
    nearMiss(name, byNamespace.get(namespace) ?? [], (other) => other.name)?.candidate ??
    nearMiss(namespace, byName.get(name) ?? [], (other) => other.namespace)?.candidate
  )?.text;
}
