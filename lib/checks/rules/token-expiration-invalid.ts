import { goDuration } from '../../go/duration';
import { goDecimal } from '../../go/numbers';
import type { Texts } from '../../manifests/fields';
import type { FieldPath, Manifest } from '../../manifests/manifest';
import { TOKEN_EXPIRATION, TOKEN_EXPIRATION_ANNOTATION } from '../../upstream/workload-identity';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, annotated } from '../examples/workload-identity-examples';
import { calledWorkloads } from '../facts/called-workloads';
import { type Rule, type RuleFinding, Severity } from '../rule';

const { least, most } = TOKEN_EXPIRATION;
const example = (value: string) => documents(ACCOUNT, annotated(`${TOKEN_EXPIRATION_ANNOTATION}: ${value}`));

export const tokenExpirationInvalid: Rule = {
  id: 'token-expiration-invalid',
  title: 'The expiration of the token of Workload Identity is not allowed',
  severity: Severity.ERROR,
  why: 'The webhook refuses pods with an expiration that is not a whole number of seconds from 3600 to 86400, on the pods or on their ServiceAccount.',
  symptom: 'The ReplicaSet has no pods; its events say "token expiration … not valid", or "invalid syntax".',
  bad: example('1h'),
  good: example('"3600"'),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, getServiceAccountTokenExpiration',
  check: (checked) => {
    const { federation } = checked;
    if (!federation) return [];
    const called = calledWorkloads(checked);
    const ofPods = called.flatMap(({ workload, annotations, annotationsPath }) =>
      findingsOf(workload.manifest, annotations, annotationsPath),
    );
    const users = indexed(called, ({ workload }) => federation.subjectOf(workload));
    const ofAccounts = federation.accounts.all.flatMap(({ manifest, namespace, name, annotations }) => {
      const its = users.get(`system:serviceaccount:${namespace}:${name}`) ?? [];
      const isOverridden = its.length > 0 && its.every((one) => one.annotations[TOKEN_EXPIRATION_ANNOTATION]);
      return manifest && !isOverridden ? findingsOf(manifest, annotations, ['metadata', 'annotations']) : [];
    });
    return [...ofPods, ...ofAccounts];
  },
};

function findingsOf(object: Manifest, annotations: Texts, path: FieldPath): RuleFinding[] {
  const given = annotations[TOKEN_EXPIRATION_ANNOTATION];
  if (!given) return [];
  const seconds = goDecimal(given, 64);
  if (typeof seconds === 'number' && seconds >= least && seconds <= most) return [];
  const meant = meantBy(given);
  return [
    {
      object,
      path: [...path, TOKEN_EXPIRATION_ANNOTATION],
      message: `The annotation ${TOKEN_EXPIRATION_ANNOTATION} is ${show(given)}; allowed: seconds from ${least} to ${most}. The webhook refuses the pods. Write ${meant === undefined ? 'a number of seconds' : `"${meant}"`}.`,
      ...(meant !== undefined && { fix: `${TOKEN_EXPIRATION_ANNOTATION}: "${meant}"` }),
    },
  ];
}

/** The allowed number of seconds that is nearest to a number, or to a duration of Go. */
function meantBy(given: string): number | undefined {
  const text = given.trim();
  const number = /^[+-]?\d+(?:\.0*)?$/.test(text) ? Number(text) : (goDuration(text) ?? Number.NaN) / 1000;
  return Number.isFinite(number) && number > 0 ? Math.min(most, Math.max(least, Math.round(number))) : undefined;
}
