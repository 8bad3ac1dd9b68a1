import { describe, expect, test } from '@jest/globals';
import { JsonPatch, Testing, Yaml } from 'cdk8s';
import { AadPodIdentity, AzurePodIdentityException } from '../lib';
import { type Manifest, newChart } from './support/manifests';
import { readYaml } from './support/yaml-1.1';

const KEYS = { constructor: 'a', toString: 'b', valueOf: 'c', 'example.com/constructor': 'd' };

function exception() {
  const chart = newChart({});
  return {
    chart,
    made: new AzurePodIdentityException(chart, 'exception', { podLabels: KEYS, metadata: { labels: KEYS } }),
  };
}

describe('keys that every object of JavaScript has', () => {
  test('are rendered where a label may be', () => {
    const { chart, made } = exception();
    made.metadata.addLabel('hasOwnProperty', 'e');
    made.metadata.addAnnotation('constructor', 'f');
    const [manifest] = readYaml(Yaml.stringify(...Testing.synth(chart)));
    expect(manifest?.spec.podLabels).toEqual(KEYS);
    expect(manifest?.metadata.labels).toEqual({ ...KEYS, hasOwnProperty: 'e' });
    expect(manifest?.metadata.annotations.constructor).toBe('f');
  });

  test('a label that was not given is none', () => {
    const { made } = exception();
    expect(made.metadata.getLabel('constructor')).toBe('a');
    const other = new AzurePodIdentityException(newChart({}), 'exception', { podLabels: { app: 'x' } });
    expect(other.metadata.getLabel('constructor')).toBeUndefined();
  });

  test('a patch can set and remove one', () => {
    const { made } = exception();
    made.addJsonPatch(
      JsonPatch.remove('/spec/podLabels/constructor'),
      JsonPatch.add('/metadata/labels/constructor', 'g'),
    );
    const manifest: Manifest = made.toJson();
    expect(Object.keys(manifest.spec.podLabels)).not.toContain('constructor');
    expect(manifest.metadata.labels.constructor).toBe('g');
  });

  test('props and values of the install take them', () => {
    const settings = { podLabels: KEYS, podAnnotations: KEYS, nodeSelector: { constructor: 'x', value: 'y' } };
    const props = newChart({});
    new AadPodIdentity(props, 'install', { mic: settings, nmi: settings });
    const values = newChart({});
    AadPodIdentity.fromHelmValues(values, 'install', { values: { mic: settings, nmi: settings }, releaseName: 'r' });
    for (const chart of [props, values]) {
      for (const { spec } of Testing.synth(chart).filter(({ kind }: Manifest) => /Deployment|DaemonSet/.test(kind))) {
        expect(spec.template.metadata.labels).toMatchObject(KEYS);
        expect(spec.template.metadata.annotations).toMatchObject(KEYS);
        expect(spec.template.spec.nodeSelector).toMatchObject(settings.nodeSelector);
      }
    }
  });
});
