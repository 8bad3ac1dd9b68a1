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

  test.each<[string, string, string[]]>([
    ['kafka.strimzi.io/v1beta2', 'Kafka', ['metadata.labels.aadpodidbinding']],
    ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', ['metadata.labels.aadpodidbinding']],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', ['metadata.labels.aadpodidbinding']],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', []],
    ['argoproj.io/v1alpha1', 'Application', []],
  ])('unless the operator hands them on: %s %s', (apiVersion, kind, paths) => {
    expect(unseen({}, { apiVersion, kind, metadata: { name: 'r', labels: LABELS } })).toEqual(paths);
    expect(unseen({}, { apiVersion, kind, metadata: { name: 'r', annotations: LABELS } })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    [
      'text',
      { source: { helm: { values: 'podLabels:\n  aadpodidbinding: a\n' } } },
      ['spec.source.helm.values.podLabels.aadpodidbinding'],
    ],
    [
      'a parameter',
      { sources: [{ helm: { parameters: [{ name: 'podLabels.aadpodidbinding', value: 'a' }] } }] },
      ['spec.sources.0.helm.parameters.0'],
    ],
    [
      'another key',
      { source: { helm: { values: 'azure: {aadpodidbinding: a}' } } },
      ['spec.source.helm.values.azure.aadpodidbinding'],
    ],
    ['a selector', { source: { helm: { values: 'selector: {aadpodidbinding: a}' } } }, []],
    ['text that is not YAML', { source: { helm: { values: 'podLabels: {aadpodidbinding: a' } } }, []],
  ])('in values of a chart: %s', (_what, spec, paths) => {
    expect(unseen(spec, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' })).toEqual(paths);
  });
});
