import { describe, expect, test } from '@jest/globals';
import { Mode, type SimulateOptions, simulate } from '../../lib';
import { Mic } from '../../lib/simulation/mic';
import {
  binding,
  clusterOf,
  deployment,
  exception,
  identity,
  labelled,
  manifests,
  NAMESPACED,
  pod,
} from '../support/cluster';
import { RESOURCE_ID } from '../support/ids';

const FORCED: SimulateOptions = { forceNamespaced: true };
const MANAGED: SimulateOptions = { mode: Mode.MANAGED };
const x = (namespace: string, spec: object = {}, metadata: object = {}) => identity(namespace, 'x', spec, metadata);
const xBinding = (namespace: string, selector = 'demo', name = 'b') => binding(namespace, name, 'x', selector);
const p = (namespace: string, label = 'demo') => pod(namespace, 'p', labelled(label));
const annotated = (key: string, value: string) => ({ annotations: { [key]: value } });

const inA = [x('a'), xBinding('a'), p('a')];
const podInB = [x('a'), xBinding('a'), p('b')];
const inBoth = [x('a'), xBinding('a'), x('b'), xBinding('b'), p('b')];
const types = { type: 1, resourceID: undefined };

/** `x in default`: identity x, as an AzureAssignedIdentity in default; by another binding than b with its name. */
const VECTORS: [string, object[], SimulateOptions, string[]][] = [
  ['V1', inA, {}, ['a/x in default']],
  ['V2', [x('a'), xBinding('a'), p('a', 'Demo')], {}, []],
  ['V3', podInB, {}, ['a/x in default']],
  ['V4', podInB, FORCED, []],
  ['V5', [x('a', {}, NAMESPACED), xBinding('a'), p('b')], {}, []],
  ['V6', [x('a', {}, NAMESPACED), xBinding('a'), p('a')], {}, ['a/x in a']],
  ['V7', inA, FORCED, ['a/x in a']],
  [
    'V8',
    [x('a', {}, annotated('aadpodidentity.k8s.io/Behavior', 'Namespaced')), xBinding('a'), p('b')],
    {},
    ['a/x in default'],
  ],
  [
    'V8, the key',
    [x('a', {}, annotated('aadpodidentity.k8s.io/behavior', 'namespaced')), xBinding('a'), p('b')],
    {},
    ['a/x in default'],
  ],
  ['V9', [x('b'), xBinding('a'), p('a')], {}, []],
  ['V9, forced', [x('b'), xBinding('a'), p('a')], FORCED, []],
  ['V9, managed', [x('b'), xBinding('a'), p('a')], MANAGED, []],
  ['V10', inBoth, {}, ['a/x in default']],
  ['V11', inBoth, FORCED, ['b/x in b']],
  [
    'V12',
    [x('a'), xBinding('a'), identity('b', 'y'), binding('b', 'b', 'y', 'demo'), p('b')],
    {},
    ['a/x in default', 'b/y in default'],
  ],
  ['V14', [x('a'), xBinding('a', ''), p('a', '')], {}, []],
  ['V15', [x('a'), xBinding('a', ''), pod('a', 'p', {})], MANAGED, ['a/x']],
  ['V16', podInB, MANAGED, []],
  ['V17', [x('a', { resourceID: RESOURCE_ID.slice(1) }), xBinding('a'), p('a')], {}, []],
  ['V17, managed', [x('a', { resourceID: RESOURCE_ID.slice(1) }), xBinding('a'), p('a')], MANAGED, ['a/x']],
  ['V18', [x('a', types), xBinding('a'), p('a')], {}, ['a/x in default']],
  ['V19', [x('a'), xBinding('a'), { ...p('a'), status: { phase: 'Succeeded' } }], {}, ['a/x in default']],
  ['V20', [x('a'), xBinding('a', 'demo', 'b2'), xBinding('a', 'demo', 'b1'), p('a')], {}, ['a/x in default by b1']],
  ['V21', [...inA, exception('a', 'e', { aadpodidbinding: 'demo' })], {}, ['a/x in default', 'bypass: exception']],
  ['V22', [x('a'), xBinding('a', 'demo '), p('a')], {}, []],
  [
    'V23',
    [x('a', {}, NAMESPACED), xBinding('a'), identity('a', 'y'), binding('a', 'c', 'y', 'demo'), p('b')],
    {},
    ['a/y in default by c'],
  ],
];

describe('matching', () => {
  test.each(VECTORS)('%s', (_id, objects, options, expected) => {
    const [{ identities = [], bypass } = {}] = simulate(manifests(...objects), options).workloads;
    const told = identities.map(({ namespace, name, assignedIn, binding: by = '' }) => {
      const where = assignedIn === undefined ? '' : ` in ${assignedIn}`;
      return `${namespace}/${name}${where}${by.endsWith('/b') ? '' : ` by ${by.slice(by.indexOf('/') + 1)}`}`;
    });
    expect([...told, ...(bypass ? [`bypass: ${bypass}`] : [])]).toEqual(expected);
  });

  test('V13', () => {
    const cluster = clusterOf(...inA);
    const mic = new Mic(cluster, false);
    const [workload] = cluster.workloads;
    if (!workload) throw new Error('no pod');
    expect(mic.assignmentsOf(workload)).toHaveLength(1);
    expect(mic.assignmentsOf({ ...workload, isScheduled: false })).toEqual([]);
  });
});

describe('resource ids that MIC takes', () => {
  const id = (text: string) => identityOf(text).length > 0;
  const identityOf = (resourceID: string) =>
    simulate(manifests(x('a', { resourceID }), xBinding('a'), p('a'))).workloads[0]?.identities ?? [];
  const [s, r, n] = ['s', 'r', 'n'];
  const canonical = `/subscriptions/${s}/resourceGroups/${r}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${n}`;

  test.each<[string, string, boolean]>([
    ['as it should be', canonical, true],
    ['in capitals', canonical.toUpperCase(), true],
    ['with the long s', canonical.replace('subscriptions', '\u017fubscriptions'), true],
    ['without the leading slash', canonical.slice(1), false],
    ['with something in front', `https://management.azure.com${canonical}`, true],
    ['without a name', canonical.slice(0, -1), false],
    ['with a slash behind', `${canonical}/`, true],
    ['with blanks around it', ` ${canonical} `, true],
    ['with a blank for a name', canonical.replace(/n$/, ' '), true],
    ['systemAssigned', canonical.replace('userAssignedIdentities', 'systemAssigned'), false],
    ['with two slashes', canonical.replaceAll('/s/', '//').replaceAll('/r/', '//'), false],
    ['with one slash more', canonical.replace('/r/', '//r/'), true],
    ['placeholders', canonical.replace('/s/', '/<subid>/'), true],
    ['another character for the dot', canonical.replace('.', '!'), true],
    ['no character for the dot', canonical.replace('.', ''), false],
    ['a line break in it', canonical.replace('/r/', '/r\n/'), false],
    ['a line break for the dot', canonical.replace('.', '\n'), false],
    ['on a line of its own', `x\n${canonical}\n`, true],
    ['parts in another order', `/resourceGroups/r${canonical.replace('/resourceGroups/r', '')}`, false],
    ['empty', '', false],
  ])('%s', (_what, text, isTaken) => {
    expect(id(text)).toBe(isTaken);
  });

  test('a text made to be slow is not', () => {
    expect(id('/subscriptions/x/resourcegroups/x'.repeat(50_000))).toBe(false);
  });
});

describe('exceptions', () => {
  test.each<[object | undefined, object, string, boolean]>([
    [{ app: 'mic', tier: 'x' }, { app: 'mic' }, 'a', true],
    [{ app: 'mic' }, { app: 'MIC' }, 'a', true],
    [{ App: 'mic' }, { app: 'mic' }, 'a', false],
    [{ app: 'mic' }, { app: 'mic' }, 'b', false],
    [undefined, { app: 'mic' }, 'a', false],
    [{}, { app: 'mic' }, 'a', false],
    [{ app: '' }, { app: '' }, 'a', true],
    // As strings.EqualFold: the Kelvin sign is a k.
    [{ app: '\u212aube' }, { app: 'kube' }, 'a', true],
    [{ app: '\u0130' }, { app: 'i' }, 'a', false],
  ])('podLabels %j, pod %j, exception in %s', (podLabels, labels, namespace, excepted) => {
    const { workloads } = simulate(manifests(exception(namespace, 'e', podLabels), pod('a', 'p', labels)));
    expect(workloads).toMatchObject([{ excepted }]);
  });
});

describe('the built-in MIC test', () => {
  test.each([
    ['mic-6d4f8', true],
    ['mic', true],
    ['micro-api-5d4c', true],
    ['microservice', true],
    ['aad-pod-identity-mic-5d4c', false],
    ['mi', false],
    ['my-mic-1', false],
  ])('%s: %s', (name, isMic) => {
    const owned = (namespace: string, kind: string) => ({
      ...pod(namespace, 'p', {}),
      metadata: { name: 'p', namespace, ownerReferences: [{ kind, name }] },
    });
    const bypassOf = (object: object) => simulate(manifests(object)).workloads[0]?.bypass;
    expect(bypassOf(owned('default', 'ReplicaSet'))).toBe(isMic ? 'mic' : undefined);
    expect(bypassOf(owned('default', 'replicaset'))).toBe(isMic ? 'mic' : undefined);
    expect(bypassOf(owned('default', 'StatefulSet'))).toBeUndefined();
    expect(bypassOf(owned('kube-system', 'ReplicaSet'))).toBeUndefined();
    expect(bypassOf(deployment('default', name, {}))).toBe(isMic ? 'mic' : undefined);
    expect(bypassOf({ ...deployment('default', name, {}), kind: 'DaemonSet' })).toBeUndefined();
  });
});
