import { describe, expect, test } from '@jest/globals';
import { type ApiObject, Testing } from 'cdk8s';
import { AzureIdentity, type IAzureIdentity } from '../../lib';
import { WARNING } from '../../lib/synth/warnings';
import { CLIENT_ID, TOKEN } from '../support/ids';
import { type Manifest, newChart } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, identity, messageOf } from '../support/shop';

const warnings = catchWarnings();

describe('client ids in environment variables', () => {
  const several = (spec: object = {}) => {
    const chart = newChart();
    const web = deployment(chart, 'web', { spec });
    const make = (name: string): IAzureIdentity => identity(chart, name);
    return { chart, web, orders: make('orders'), storage: make('storage') };
  };
  const spec = {
    initContainers: [{ name: 'init', image: 'i' }],
    containers: [
      { name: 'app', image: 'a', env: [{ name: 'Z', value: 'z' }] },
      { name: 'side', image: 's' },
    ],
  };
  const envs = (web: ApiObject) => {
    const { initContainers, containers } = web.toJson().spec.template.spec;
    return [...initContainers, ...containers].map(({ env }: Manifest) => env);
  };

  test('of all containers, behind what is there', () => {
    const { web, orders } = several(spec);
    orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    const added = { name: 'AZURE_CLIENT_ID', value: clientIdOf('orders') };
    expect(envs(web)).toEqual([[added], [{ name: 'Z', value: 'z' }, added], [added]]);
  });

  test('of chosen ones, each its own', () => {
    const { web, orders, storage } = several(spec);
    storage.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['side'] });
    orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['init'] });
    expect(envs(web).map((env) => env?.at(-1).value)).toEqual([clientIdOf('orders'), 'z', clientIdOf('storage')]);
  });

  test('one that is there with this value is fine', () => {
    const env = [{ name: 'ID', value: clientIdOf('orders') }];
    const { web, orders } = several({ ...spec, containers: [{ name: 'app', image: 'a', env }] });
    orders.assignTo(web, { clientIdEnv: 'ID', containers: ['app'] });
    expect(envs(web)).toEqual([undefined, env]);
  });

  test.each<[string, (all: ReturnType<typeof several>) => void, string]>([
    [
      'two identities under one variable',
      ({ web, orders, storage }) => {
        orders.assignTo(web, { clientIdEnv: 'ID' });
        storage.assignTo(web, { clientIdEnv: 'ID', containers: ['app'] });
      },
      'spec.template.spec.containers[0] (app).env: got "ID"; allowed: one identity per variable, not "orders" in namespace "shop" and "storage" in namespace "shop"',
    ],
    [
      'a variable with another value',
      ({ web, orders }) => orders.assignTo(web, { clientIdEnv: 'Z' }),
      'spec.template.spec.containers[0] (app).env: Z: got "z"; allowed: "00000000',
    ],
    [
      'a container that is not there',
      ({ web, orders }) => orders.assignTo(web, { clientIdEnv: 'ID', containers: ['aap'] }),
      'containers: got "aap"; allowed: the containers "init", "app" and "side"',
    ],
    [
      'a client id that is not known',
      ({ chart, web }) => AzureIdentity.fromName(chart, 'x', 'x').assignTo(web, { clientIdEnv: 'ID' }),
      'clientIdEnv: got "ID"; allowed: an identity with a known client id; that of "x" in namespace "shop" is unknown. Pass clientId to AzureIdentity.fromName(…)',
    ],
  ])('%s: an error', (_what, assign, message) => {
    const all = several(spec);
    assign(all);
    expect(messageOf(() => Testing.synth(all.chart))).toContain(`chart/deployment-web: ${message}`);
  });

  test('a token that nobody replaces is a client id that is not known', () => {
    const { chart, web } = several();
    AzureIdentity.fromName(chart, 'x', 'x', { clientId: TOKEN }).assignTo(web, { clientIdEnv: 'ID' });
    expect(() => Testing.synth(chart)).toThrow('an identity with a known client id');
  });

  test('several identities without any of it: a warning, once', () => {
    const { chart, web, orders, storage } = several();
    orders.assignTo(web);
    storage.assignTo(web);
    Testing.synth(chart);
    Testing.synth(chart);
    const text = `has the identities "orders" and "storage", and no container seems to choose one by client id. NMI then uses any of them. Assign one with clientIdEnv: 'AZURE_CLIENT_ID'.`;
    expect(warnings).toEqual([`Warning: chart/deployment-web: ${text}`]);
    expect(web.node.metadata).toMatchObject([{ type: WARNING, data: text }]);
  });

  test.each([
    ['a variable', { env: [{ name: 'AZURE_CLIENT_ID', value: 'x' }] }],
    ['an argument', { args: ['--client-id=x'] }],
    ['the id itself', { command: ['run', clientIdOf('orders')] }],
  ])('several identities and %s that names one: no warning', (_what, container) => {
    const { chart, web, orders, storage } = several({ containers: [{ name: 'app', ...container }] });
    orders.assignTo(web);
    storage.assignTo(web);
    Testing.synth(chart);
    expect(warnings).toEqual([]);
  });

  test('two identities with one client id: a warning', () => {
    const chart = newChart();
    const web = deployment(chart, 'web', { spec: { containers: [{ name: 'app', args: ['--client-id'] }] } });
    for (const name of ['a', 'b']) AzureIdentity.fromName(chart, name, name, { clientId: CLIENT_ID }).assignTo(web);
    Testing.synth(chart);
    expect(warnings).toEqual([expect.stringContaining(`Two of them have the client id ${CLIENT_ID}`)]);
  });
});
