import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

// In a process of its own: loads the peers, then watches what loading the library touches. Node's own loader reads
// files too, by functions that it took before they could be watched; what it does by the ones that are watched is let
// through when it is for a module of ours.
const script = `
  const touched = [];
  require('cdk8s'); require('constructs');
  const loader = /node:internal\\/modules/;
  const watch = (object, name, what) => {
    const original = object[name];
    object[name] = function (...args) {
      if (!loader.test(new Error().stack.split('\\n')[2] ?? '')) touched.push(what + ' ' + String(args[0]));
      return original.apply(this, args);
    };
  };
  const fs = require('node:fs');
  for (const name of Object.keys(fs)) if (typeof fs[name] === 'function' && !/^[A-Z_]/.test(name)) watch(fs, name, 'fs.' + name);
  for (const name of ['http', 'https', 'net', 'dns', 'child_process', 'os']) {
    const module = require('node:' + name);
    for (const key of Object.keys(module)) {
      const property = Object.getOwnPropertyDescriptor(module, key);
      if (property.writable && typeof module[key] === 'function' && !/^[A-Z_]/.test(key)) watch(module, key, name + '.' + key);
    }
  }
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args) { touched.push('new Date'); return new target(...args); },
    get(target, key) { if (key === 'now') touched.push('Date.now'); return target[key]; },
  });
  performance.now = () => { touched.push('performance.now'); return 0; };
  process.hrtime = () => { touched.push('process.hrtime'); return [0, 0]; };
  Math.random = () => { touched.push('Math.random'); return 0; };
  process.cwd = () => { touched.push('process.cwd'); return '/'; };
  process.env = new Proxy(process.env, {
    get(target, key, receiver) {
      if (!/node:internal/.test(new Error().stack.split('\\n')[2] ?? '')) touched.push('env ' + String(key));
      return Reflect.get(target, key);
    },
  });
  const library = require('./build/lib');
  const result = { touched: [...touched], plus: Object.keys(require.cache).some((file) => file.includes('cdk8s-plus')), names: Object.keys(library).sort() };
  fs.readFileSync('package.json'); process.env.HOME; new Date();
  result.watched = touched.slice(result.touched.length);
  process.stdout.write(JSON.stringify(result));
`;

test('importing the package touches no file, network, clock or environment, and loads no cdk8s-plus', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { touched, plus, names, watched } = JSON.parse(stdout);
  expect(touched).toEqual([]);
  expect(plus).toBe(false);
  expect(names).toEqual([
    'AadPodIdentity',
    'AadPodIdentityCrds',
    'AadPodIdentityValidation',
    'AzureIdentity',
    'AzureIdentityBinding',
    'AzurePodIdentityException',
    'Cloud',
    'CloudCredentials',
    'Demo',
    'EntraEgress',
    'FailOn',
    'FederatedIdentityCredentials',
    'GitOps',
    'ImagePullPolicy',
    'Injection',
    'InstallNames',
    'IptablesCleanup',
    'LoggingFormat',
    'ManagedIdentities',
    'ManagedIdentityId',
    'ManifestError',
    'Manifests',
    'MetadataBlock',
    'MigrationStage',
    'Mode',
    'Names',
    'Severity',
    'TokenExchange',
    'UpdateStrategyType',
    'WorkloadIdentity',
    'admit',
    'assignmentsOf',
    'check',
    'checkChart',
    'simulate',
  ]);
  // The watching itself works.
  expect(watched).toEqual(expect.arrayContaining(['fs.readFileSync package.json', 'env HOME', 'new Date']));
});
