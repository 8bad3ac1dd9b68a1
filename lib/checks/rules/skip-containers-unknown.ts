import { listFrom, mapOf } from '../../manifests/manifest';
import { skippedContainers } from '../../upstream/pod-injection';
import { PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { SKIP_CONTAINERS_ANNOTATION } from '../../upstream/workload-identity';
import { listOf, show } from '../../validate/format';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, annotated } from '../examples/workload-identity-examples';
import { type CalledWorkload, calledWorkloads } from '../facts/called-workloads';
import { containersOf } from '../facts/containers';
import { nearMiss } from '../facts/near-miss';
import { type Rule, type RuleFinding, Severity } from '../rule';

const skipping = (names: string) => documents(ACCOUNT, annotated(`${SKIP_CONTAINERS_ANNOTATION}: ${names}`));

/** Containers that other webhooks add to pods. */
const ADDED =
  /^(?:istio-|linkerd-|vault-agent|kuma-|consul-|envoy|osm-|daprd$|dapr-|jaeger-agent|otc-container|opentelemetry-|datadog-|dd-|aws-|cloudsql-|newrelic-|dynatrace-|install-oneagent|ama-|azwi-)/;

export const skipContainersUnknown: Rule = {
  id: 'skip-containers-unknown',
  title: 'The annotation skip-containers names a container that the pods do not have',
  severity: Severity.WARNING,
  why: 'The webhook of Workload Identity compares the names between ";" exactly, and ignores those that match no container.',
  symptom: 'The container has the token and the variables all the same.',
  bad: skipping('order'),
  good: skipping('orders'),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, getSkipContainers',
  check: (checked) => calledWorkloads(checked).flatMap(findingsOf),
};

function findingsOf({ workload, annotations, annotationsPath }: CalledWorkload): RuleFinding[] {
  const given = annotations[SKIP_CONTAINERS_ANNOTATION];
  const path = [...annotationsPath, SKIP_CONTAINERS_ANNOTATION];
  // annotation-not-quoted reports a number.
  if (!given || typeof workload.manifest.at(path) !== 'string') return [];
  const names = containersOf(workload).map(({ value }) => String(value.name));
  const known = new Set([...names, ...ephemeralOf(workload), PROXY_CONTAINER, PROXY_INIT_CONTAINER, '']);
  const unknown = [...skippedContainers(given)].filter((name) => !known.has(name) && !ADDED.test(name));
  if (unknown.length === 0) return [];
  const meant = meantBy(given, known, names);
  return [
    {
      object: workload.manifest,
      path,
      message: `The annotation ${SKIP_CONTAINERS_ANNOTATION} names ${listOf(unknown)}; the containers are ${listOf(names)}. It has no effect for ${unknown.length === 1 ? 'it' : 'them'}. Write ${meant === undefined ? 'their names, separated by ";"' : show(meant)}.`,
      ...(meant !== undefined && { fix: `${SKIP_CONTAINERS_ANNOTATION}: ${JSON.stringify(meant)}` }),
    },
  ];
}

const ephemeralOf = ({ manifest, template }: CalledWorkload['workload']) =>
  listFrom(manifest.at([...template, 'spec', 'ephemeralContainers'])).map((one) => String(mapOf(one).name));

/** The names that were meant: with another separator, or misspelt; undefined when that is not known for all. */
function meantBy(given: string, known: ReadonlySet<string>, names: readonly string[]): string | undefined {
  const parts = given.split(/[;,\s]+/).filter((part) => part !== '');
  const meant = parts.map((part) =>
    known.has(part) || ADDED.test(part) ? part : nearMiss(part, names, (name) => name)?.candidate,
  );
  return meant.every((name) => name !== undefined) && meant.length > 0 ? [...new Set(meant)].join(';') : undefined;
}
