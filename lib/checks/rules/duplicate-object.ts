import type { Manifest } from '../../manifests/manifest';
import type { Cluster, Duplicate } from '../../simulation/cluster';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { changed, documents } from '../examples/custom-resource-examples';
import { objectsOf } from '../facts/objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

const EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    app: node-agent
`;

export const duplicateObject: Rule = {
  id: 'duplicate-object',
  title: 'An object is defined twice',
  severity: Severity.ERROR,
  why: 'A cluster has one object of a kind, namespace and name. Of two, the one applied last wins, and that depends on the order of the files.',
  symptom: 'None. With Argo CD or Flux the object changes back and forth, or the sync fails.',
  bad: documents(EXCEPTION, changed(EXCEPTION, 'app: node-agent', 'app: backup-agent')),
  good: documents(EXCEPTION, EXCEPTION.replaceAll('node-agent', 'backup-agent')),
  source: 'the API server; the checks use only the first one',
  check: (checked) => [
    ...checked.cluster.conflicts.map(({ first, second }) => ({
      object: second,
      path: ['metadata', 'name'],
      ...toldOf(first, second, 'with other content', 'Rename or delete one of them.'),
    })),
    // The contents of workloads are not compared, so two can be the same.
    ...checked.cluster.repeated.filter(isLabelled(checked.cluster)).map(({ first, second }) => ({
      object: second,
      path: ['metadata', 'name'],
      severity: Severity.WARNING,
      ...toldOf(first, second, '', 'Delete one of them.'),
    })),
    ...repeatedAccounts(objectsOf(checked, '', 'ServiceAccount')).map(({ first, second }) => ({
      object: second,
      path: ['metadata', 'name'],
      severity: Severity.WARNING,
      ...toldOf(first, second, '', 'Delete one of them, and run migrate rewrite for both paths together.'),
    })),
  ],
};

/** In other files, the two are mostly alternatives: a template and its output, samples, or one for each region. */
function toldOf(
  first: Manifest,
  second: Manifest,
  how: string,
  advice: string,
): Pick<RuleFinding, 'message' | 'severity'> {
  const fact = `The object ${second.title} is also in ${first.file}${how && `, ${how}`}. The one applied last wins.`;
  if (first.file === second.file) return { message: `${fact} ${advice}` };
  return {
    message: `${fact} If both files are for one cluster: ${advice[0]?.toLowerCase()}${advice.slice(1)}`,
    severity: Severity.INFO,
  };
}

/** ServiceAccounts that `migrate rewrite` has made, and that are there twice: each path that it ran for has one. */
function repeatedAccounts(objects: readonly Manifest[]): Duplicate[] {
  const seen = new Map<string, Manifest>();
  return objects.flatMap((second) => {
    const first = seen.get(second.title) ?? second;
    seen.set(second.title, first);
    const isMade = [first, second].some((one) => one.at(['metadata', 'annotations', REWRITTEN_ANNOTATION]) === MADE);
    return first !== second && isMade ? [{ first, second }] : [];
  });
}

/** What the annotation says about an object that is new. */
const MADE = 'created';

/** Whether one of two workloads has to do with pod identity. */
function isLabelled({ repeated, workloads }: Cluster): (duplicate: Duplicate) => boolean {
  if (repeated.length === 0) return () => false;
  const labelled = new Set(workloads.filter(({ label }) => label).map(({ manifest }) => manifest));
  return ({ first, second }) => labelled.has(first) || labelled.has(second);
}
