import { describe, expect, test } from '@jest/globals';
import { clusterOf } from '../support/cluster';

const LABELS = { aadpodidbinding: 'orders' };
const unseen = (spec: object, object: object = {}) =>
  clusterOf({ apiVersion: 'example.com/v1', kind: 'Runner', metadata: { name: 'r' }, spec, ...object }).unseen.map(
    ({ path }) => path.join('.'),
  );

describe('the label outside of known pod templates', () => {
  test.each<[string, object, string[]]>([
    ['podLabels', { podLabels: LABELS }, ['spec.podLabels.aadpodidbinding']],
    [
      'labels in a list',
      { roles: [{ labels: { app: 'x' } }, { metadata: { labels: LABELS } }] },
      ['spec.roles.1.metadata.labels.aadpodidbinding'],
    ],
    ['only the first one', { a: { labels: LABELS }, b: { labels: LABELS } }, ['spec.a.labels.aadpodidbinding']],
    ['a selector', { selector: { matchLabels: LABELS } }, []],
    ['another field', { annotations: LABELS }, []],
    ['a list with that name', { labels: ['aadpodidbinding'] }, []],
    ['a pod template', { template: { metadata: { labels: LABELS }, spec: { containers: [] } } }, []],
    ['nulls', { a: null, labels: null }, []],
  ])('%s', (_what, spec, paths) => {
    expect(unseen(spec)).toEqual(paths);
  });

  test("an object's own labels are not those of its pods", () => {
    expect(unseen({}, { metadata: { name: 'r', labels: LABELS } })).toEqual([]);
  });
});
