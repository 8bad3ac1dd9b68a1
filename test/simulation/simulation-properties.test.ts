import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Assignments, Manifests, Mode, type SimulateOptions, simulate } from '../../lib';
import {
  binding,
  deployment,
  exception,
  identity,
  labelled,
  manifests,
  NAMESPACED,
  pod,
  yaml,
} from '../support/cluster';
import { Folder } from '../support/folder';

const NAMESPACES = ['a', 'ab', 'b', 'b-1'];
const NAMES = ['id', 'id-2', 'web', '1st'];
const SELECTORS = ['demo', 'Demo', 'x', ''];

const namespace = fc.constantFrom(...NAMESPACES);
const name = fc.constantFrom(...NAMES);
const selector = fc.constantFrom(...SELECTORS);

const anIdentity = fc
  .record({ namespace, name, isNamespaced: fc.boolean(), isValid: fc.boolean(), type: fc.constantFrom(0, 1) })
  .map((one) =>
    identity(
      one.namespace,
      one.name,
      { type: one.type, ...(!one.isValid && { resourceID: 'x' }) },
      one.isNamespaced ? NAMESPACED : {},
    ),
  );
const aBinding = fc
  .record({ namespace, name: fc.constantFrom('b0', 'b1', 'b2', 'b3'), to: name, selector })
  .map((one) => binding(one.namespace, one.name, one.to, one.selector));
const anException = fc
  .record({ namespace, name: fc.constantFrom('e0', 'e1'), app: fc.constantFrom('w0', 'W1', 'w2') })
  .map((one) => exception(one.namespace, one.name, { app: one.app }));
const aWorkload = fc
  .record({
    namespace,
    name: fc.constantFrom('w0', 'w1', 'w2'),
    label: fc.option(selector),
    make: fc.constantFrom(pod, deployment),
  })
  .map((one) => one.make(one.namespace, one.name, { app: one.name, ...labelled(one.label ?? undefined) }));

interface Named {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
}
const key = ({ kind, metadata }: Named) => `${kind} ${metadata.namespace}/${metadata.name}`;
const anObject = fc.oneof(anIdentity, aBinding, anException, aWorkload) as fc.Arbitrary<Named>;
const aCluster = fc.uniqueArray(anObject, { selector: key, minLength: 5, maxLength: 40 });
const someOptions: fc.Arbitrary<SimulateOptions> = fc.constantFrom(
  {},
  { forceNamespaced: true },
  { mode: Mode.MANAGED },
);

/** The answer without its order and places. */
const answersOf = ({ workloads }: Assignments) =>
  Object.fromEntries(
    workloads
      .map(
        ({ file: _file, line: _line, ...answer }) =>
          [`${answer.kind} ${answer.namespace}/${answer.name}`, answer] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe('the answers', () => {
  test('do not depend on the order of documents', () => {
    const shuffled = aCluster.chain((objects) =>
      fc.record({ objects: fc.constant(objects), other: fc.shuffledSubarray(objects, { minLength: objects.length }) }),
    );
    fc.assert(
      fc.property(shuffled, someOptions, ({ objects, other }, options) => {
        expect(answersOf(simulate(manifests(...other), options))).toEqual(
          answersOf(simulate(manifests(...objects), options)),
        );
      }),
    );
  });

  test('do not depend on how files are split, or on lists', () => {
    const folder = new Folder();
    fc.assert(
      fc.property(
        aCluster,
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 }),
        (objects, places) => {
          const parts = [0, 1, 2].map((part) => objects.filter((_object, i) => places[i] === part));
          const list = { apiVersion: 'v1', kind: 'List', items: parts[2] };
          [yaml(...(parts[0] ?? [])), yaml(...(parts[1] ?? [])), JSON.stringify(list)].map((text, i) =>
            folder.write(`${2 - i}.${i === 2 ? 'json' : 'yaml'}`, text),
          );
          expect(answersOf(simulate(Manifests.fromPaths([folder.path])))).toEqual(
            answersOf(simulate(manifests(...objects))),
          );
        },
      ),
      { numRuns: 50 },
    );
    folder.remove();
  });

  test('only get another name when a namespace does, as long as it sorts as before', () => {
    // The same order, and a pod is never taken for MIC.
    const renamed = (text: string) =>
      text.replaceAll(/"namespace":\s*"([^"]+)"/g, (_all, old: string) => `"namespace": "${NEW[old]}"`);
    const NEW: { readonly [old: string]: string } = { a: 'nc', ab: 'nca', b: 'nd', 'b-1': 'nd1' };
    const back = (text: string) =>
      Object.entries(NEW).reduce(
        (all, [old, other]) => all.replaceAll(`"${other}"`, `"${old}"`).replaceAll(`"${other}/`, `"${old}/`),
        text,
      );
    fc.assert(
      fc.property(aCluster, someOptions, (objects, options) => {
        const other = simulate(Manifests.fromText('f.yaml', renamed(yaml(...objects))), options);
        const asBefore = JSON.parse(back(JSON.stringify(other))) as Assignments;
        expect(answersOf(asBefore)).toEqual(answersOf(simulate(manifests(...objects), options)));
      }),
    );
  });

  test('are not changed by an object of an unrelated selector', () => {
    const unrelated = [
      identity('ab', 'unrelated'),
      binding('ab', 'unrelated', 'unrelated', 'nobody'),
      binding('b', 'b9', 'id', 'nobody'),
    ];
    fc.assert(
      fc.property(aCluster, someOptions, fc.subarray(unrelated, { minLength: 1 }), (objects, options, more) => {
        expect(answersOf(simulate(manifests(...more, ...objects), options))).toEqual(
          answersOf(simulate(manifests(...objects), options)),
        );
      }),
    );
  });

  test('forced namespaced never give more identities than not, in the pod’s own namespace only', () => {
    fc.assert(
      fc.property(aCluster, (objects) => {
        const { workloads } = simulate(manifests(...objects), { forceNamespaced: true });
        for (const { namespace: own, identities } of workloads) {
          for (const one of identities) expect(one).toMatchObject({ namespace: own, assignedIn: own });
        }
      }),
    );
  });
});
