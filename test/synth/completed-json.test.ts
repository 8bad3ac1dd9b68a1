import { afterAll, describe, expect, test } from '@jest/globals';
import { type ApiObject, type App, Testing } from 'cdk8s';
import { KubeDeployment } from 'cdk8s-plus-27/lib/imports/k8s';
import { completeThroughClasses } from '../../lib/synth/completed-json';
import { addCharts } from '../../main';
import { readFilesInProcess } from '../support/files-in-process';
import { type Manifest, newChart } from '../support/manifests';
import { catchWarnings, deployment, identity, messageOf } from '../support/shop';
import { LAST, move, serviceAccount } from '../support/stages';

afterAll(readFilesInProcess());

catchWarnings();

const written = (): string => {
  const app: App = Testing.app();
  addCharts(app);
  return app.synthYaml();
};
const before = written();
completeThroughClasses();

const LABELS = { aadpodidbinding: 'orders' };
const labelsOf = (manifest: Manifest) => manifest.spec.template.metadata?.labels;

/** As jsii does it for a class of another language: `own` calls the method of the class. */
function override(object: ApiObject, toJson: (own: () => Manifest) => Manifest): ApiObject {
  const { prototype } = object.constructor;
  const value = () => toJson(() => prototype.toJson.call(object));
  Object.defineProperty(object, 'toJson', { value, enumerable: false, configurable: false, writable: false });
  return object;
}

/** As jsii calls a method for another language. */
const called = (object: ApiObject): Manifest => object.constructor.prototype.toJson.call(object);

describe('objects completed through their classes, as jsii needs it', () => {
  test('are written as without', () => {
    expect(written()).toBe(before);
  });

  test('have what was assigned, also for calls that pass by the instance', () => {
    const chart = newChart();
    const [web, other] = [deployment(chart, 'web'), deployment(chart, 'other')];
    identity(chart, 'orders').assignTo(web);
    expect(labelsOf(called(web))).toEqual(LABELS);
    expect(labelsOf(called(other))).toBeUndefined();
    expect(labelsOf(web.toJson())).toEqual(LABELS);
  });

  test('have it once, when a class calls the method of its base class', () => {
    const chart = newChart();
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'app', image: 'a' }] } };
    const generated = new KubeDeployment(chart, 'b', { spec: { selector: {}, template } });
    const orders = identity(chart, 'orders');
    orders.assignTo(deployment(chart, 'a'), { clientIdEnv: 'ID' });
    orders.assignTo(generated, { clientIdEnv: 'ID' });
    const [{ env }] = called(generated).spec.template.spec.containers;
    expect(env.map(({ name }: { name: string }) => name)).toEqual(['ID']);
  });

  test('may be overridden in another language', () => {
    const chart = newChart();
    const web = override(deployment(chart, 'web'), (own) => ({ ...own(), data: 'mine' }));
    identity(chart, 'orders').assignTo(web);
    const rendered = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    expect(rendered.data).toBe('mine');
    expect(labelsOf(rendered)).toEqual(LABELS);
  });

  const withEnv = (add: (env: object[]) => object[]) => (own: () => Manifest) => {
    const manifest = own();
    const [container] = manifest.spec.template.spec.containers;
    container.env = add(container.env ?? []);
    return manifest;
  };

  test.each([
    ['before', (env: object[]) => [{ name: 'MINE', value: 'x' }, ...env]],
    ['after', (env: object[]) => [...env, { name: 'MINE', value: 'x' }]],
  ])('may get more variables %s ours', (_where, add) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(override(deployment(chart, 'web'), withEnv(add)), { clientIdEnv: 'ID' });
    const rendered = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    const [{ env }] = rendered.spec.template.spec.containers;
    expect(env.map(({ name }: { name: string }) => name).sort()).toEqual(['ID', 'MINE']);
  });

  const lost = (path: string) =>
    `${path}: to_json: got an override that loses what assign_to adds; allowed: an override that only adds to what super().to_json() returns. Or use add_json_patch(…) instead of an override`;

  test.each<[string, (own: () => Manifest) => Manifest]>([
    [
      'the label',
      (own) => ({ ...own(), spec: { template: { spec: { containers: [{ name: 'app', image: 'app' }] } } } }),
    ],
    ['a variable', withEnv(() => [])],
  ])('are refused when the override loses %s', (_what, toJson) => {
    const chart = newChart();
    const web = override(deployment(chart, 'web'), toJson);
    identity(chart, 'orders').assignTo(web, { clientIdEnv: 'ID' });
    expect(messageOf(() => Testing.synth(chart))).toBe(lost(web.node.path));
  });

  test('are refused when the override of a ServiceAccount loses its annotations', () => {
    const chart = newChart();
    move(chart, LAST);
    const account = override(serviceAccount(chart, 'web'), () => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'web', namespace: 'shop' },
    }));
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    expect(messageOf(() => Testing.synth(chart))).toContain(lost(account.node.path));
  });
});
