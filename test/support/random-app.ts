import { App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { AzureIdentity, AzureIdentityBinding, AzurePodIdentityException, type IAzureIdentity } from '../../lib';
import { CLIENT_ID, RESOURCE_ID } from './ids';
import { type Manifest, NOT_WRITTEN } from './manifests';
import type { Outcome } from './simulator';
import { makeWorkload, WORKLOADS } from './workloads';

/** An app in plain data, so that a failure shrinks to something that can be read. */
export interface RandomApp {
  readonly identities: readonly { name: string; namespace: string; namespaced: boolean; imported: boolean }[];
  readonly workloads: readonly { way: string; name: string; namespace: string }[];
  /** In the order of the calls. `selector` is undefined for a generated one. */
  readonly calls: readonly { identity: number; workload: number; selector?: string | undefined; env: boolean }[];
  readonly bindings: readonly { identity: number; selector: string }[];
  readonly exceptions: readonly { namespace: string; label: string }[];
}

/** Cut, dotted, with digits in front, one the beginning of the other, and one that only YAML would misread. */
const NAMES = ['orders', 'storage', 'orders-binding', 'a.b.c', '3scale', '1e3', `${'long-'.repeat(20)}name`, 'x'];
const WORKLOAD_NAMES = ['web', 'web.v2', '7days', `${'very-'.repeat(12)}long`, 'orders', 'w'];

const index = fc.nat(99);

/** Apps in which nothing is wrong, when `selectors` is empty; else selectors, bindings and exceptions may get in the way. */
export function randomApp(namespaces: readonly string[], selectors: readonly string[]): fc.Arbitrary<RandomApp> {
  const namespace = fc.constantFrom(...namespaces);
  const wild = selectors.length > 0;
  const selector = wild ? fc.option(fc.constantFrom(...selectors), { nil: undefined }) : fc.constant(undefined);
  const few = { maxLength: wild ? 2 : 0 };
  return fc.record({
    identities: fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...NAMES), namespace, namespaced: fc.boolean(), imported: fc.boolean() }),
      { minLength: 1, maxLength: 4, selector: ({ name, namespace }) => `${namespace}/${name}` },
    ),
    workloads: fc.uniqueArray(
      fc.record({
        way: fc.constantFrom(...Object.keys(WORKLOADS)),
        name: fc.constantFrom(...WORKLOAD_NAMES),
        namespace,
      }),
      { minLength: 1, maxLength: 5, selector: ({ name, namespace }) => `${namespace}/${name}` },
    ),
    calls: fc.array(fc.record({ identity: index, workload: index, selector, env: fc.boolean() }), { maxLength: 8 }),
    bindings: fc.array(fc.record({ identity: index, selector: fc.constantFrom('', ...selectors) }), few),
    exceptions: fc.array(fc.record({ namespace, label: fc.constantFrom('a', 'A', 'b') }), few),
  });
}

/**
 * Calls with the indices within bounds, without a second identity of one name for one workload, and without a copy of an
 * identity for a namespace where another one has its name.
 */
export function callsOf({ identities, workloads, calls }: RandomApp) {
  const taken = new Map<string, number>();
  return calls.flatMap(({ identity, workload, selector, env }) => {
    const [i, w] = [identity % identities.length, workload % workloads.length];
    const { name, namespace, namespaced } = identities[i] as RandomApp['identities'][number];
    const there = workloads[w]?.namespace;
    const others = identities.filter((other) => other.name === name);
    if (namespaced && namespace !== there && others.length > 1) return [];
    const key = `${w} ${name}`;
    if (taken.has(key) && taken.get(key) !== i) return [];
    taken.set(key, i);
    return [{ identity: i, workload: w, selector, env }];
  });
}

/** Builds the app. `declared` is what the calls assign, `elsewhere` the imported identities, rendered as others would. */
export function build(
  random: RandomApp,
  calls = callsOf(random),
  between: (done: number, app: App) => void = () => {},
): { app: App; declared: Outcome; elsewhere: Manifest[] } {
  const app = new App({ outdir: NOT_WRITTEN });
  const charts = new Map<string, Chart>();
  const chartOf = (namespace: string) => {
    const chart = charts.get(namespace) ?? new Chart(app, namespace, { namespace });
    charts.set(namespace, chart);
    return chart;
  };
  const elsewhere = new Map<string, Manifest>();
  const render = ({ name, namespace, namespaced }: IAzureIdentity) => {
    const annotations = namespaced ? { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } : {};
    elsewhere.set(`${namespace}/${name}`, {
      kind: 'AzureIdentity',
      metadata: { name, namespace, annotations },
      spec: {},
    });
  };
  const identities = random.identities.map(({ name, namespace, namespaced, imported }, i) => {
    const chart = chartOf(namespace);
    if (imported) return AzureIdentity.fromName(chart, `identity-${i}`, name, { namespaced, clientId: CLIENT_ID });
    const metadata = { name };
    return AzureIdentity.userAssigned(chart, `identity-${i}`, {
      resourceId: RESOURCE_ID,
      clientId: CLIENT_ID,
      namespaced,
      metadata,
    });
  });
  const workloads: { workload: IConstruct; key: string; namespace: string }[] = random.workloads.map(
    ({ way, name, namespace }) => ({
      ...makeWorkload(chartOf(namespace), way, name),
      namespace,
    }),
  );
  const declared: Outcome = Object.fromEntries(workloads.map(({ key }) => [key, []]));
  identities.forEach((identity, i) => {
    if (random.identities[i]?.imported) render(identity);
  });
  for (const [done, call] of calls.entries()) {
    between(done, app);
    const { workload, key, namespace } = workloads[call.workload] as (typeof workloads)[number];
    const given = identities[call.identity] as IAzureIdentity;
    const identity = given.namespaced ? given.inNamespace(namespace) : given;
    if (random.identities[call.identity]?.imported) render(identity);
    identity.assignTo(workload, {
      ...(call.selector !== undefined && { selector: call.selector }),
      ...(call.env && { clientIdEnv: `ID_${given.name}` }),
    });
    declared[key] = [...new Set([...(declared[key] ?? []), `${identity.namespace}/${identity.name}`])].sort();
  }
  random.bindings.forEach(({ identity, selector }, i) => {
    const bound = identities[identity % identities.length] as IAzureIdentity;
    const name = `by-hand-${i}`;
    new AzureIdentityBinding(chartOf('by-hand'), name, {
      identity: bound,
      selector: selector || bound.name.slice(0, 63),
      metadata: { name },
    });
  });
  random.exceptions.forEach(({ namespace, label }, i) => {
    new AzurePodIdentityException(chartOf(namespace), `exception-${i}`, { podLabels: { app: label, tier: 'none' } });
  });
  return { app, declared, elsewhere: [...elsewhere.values()] };
}
