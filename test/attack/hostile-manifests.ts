import fc from 'fast-check';
import { binding, deployment, exception, identity, mic, nmi, resource } from '../support/cluster';
import { CLIENT_ID, TENANT_ID } from '../support/ids';

/** What no field may do anything with: options, code, names of files, and what moves or hides text on a terminal. */
const WORDS = [
  ...['--filename=https:', '-f.', '--all', '-A', '--kubeconfig=x', '--', '-', '@/etc/passwd', '/evil.example/all.yaml'],
  ...['$(> pwned)', '`> pwned`', '; > pwned;', "'; > pwned; '", '"; > pwned; "', '\\', "'", '"', '*', '~', '!!', '#'],
  ...[
    '\n> pwned\n',
    '\nEND_OF_MANIFEST\n> pwned\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u001b]0;x\u0007',
    '\u001b[2J',
    '\u009b1m',
  ],
  ...['\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u200b', '\ufeff', '\u3164', '‘', '“', 'é', '日本', '🎉'],
  ...['a', 'x', 'orders', 'default', 'kube-system', '/', ',', '=', ' ', '.', '..', '%s', '&'],
];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(''));
const ODD: unknown[] = [{ toString: 'x' }, { valueOf: 1, toJSON: 'y' }, ['-f.'], [], {}, null, true, 5, -1, ''];
const value = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom<unknown>(...ODD) });

const RBAC = 'rbac.authorization.k8s.io/v1';
const demo = {
  containers: [{ name: 'demo', image: 'mcr.microsoft.com/oss/azure/aad-pod-identity/demo:v1.8.17' }],
};
/** What no script may hold. */
export const HIDDEN = 'hidden-password';
const env = [
  { name: 'CLIENT_ID', value: CLIENT_ID },
  { name: 'CLIENT_SECRET', value: HIDDEN },
  { name: 'TENANT_ID', valueFrom: { secretKeyRef: { name: 'admin', key: 'TenantID' } } },
];
const metadata = (name: string, namespace = 'default') => ({ name, namespace, labels: { app: name }, annotations: {} });

/** An install and what uses it, of every kind that a script of `azure` names. */
const WHOLE = (): object[] => [
  identity('shop', 'orders', { clientID: CLIENT_ID }),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  exception('shop', 'skip', { app: 'skip' }),
  resource('AzureIdentity', 'shop', 'principal', {
    ...{ type: 1, clientID: CLIENT_ID, tenantID: TENANT_ID },
    clientPassword: { name: 'password', namespace: 'shop' },
  }),
  mic(['--logtostderr', '--config-map-name=aad-pod-identity-config'], { env }),
  nmi(['--node=x', '--nmi-port=2579']),
  deployment('shop', 'orders', { app: 'orders', aadpodidbinding: 'orders' }),
  { ...deployment('shop', 'demo', { aadpodidbinding: 'orders' }, demo), apiVersion: 'argoproj.io/v1', kind: 'Rollout' },
  { ...deployment('shop', 'job', { aadpodidbinding: 'orders' }), apiVersion: 'v1', metadata: { generateName: 'job-' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('default') },
  { apiVersion: 'v1', kind: 'Secret', metadata: metadata('admin'), stringData: { TenantID: HIDDEN } },
  {
    apiVersion: RBAC,
    kind: 'ClusterRole',
    metadata: metadata('mic-role'),
    rules: [{ apiGroups: [''], resources: [] }],
  },
  {
    ...{ apiVersion: RBAC, kind: 'ClusterRoleBinding', metadata: metadata('mic-binding') },
    roleRef: { kind: 'ClusterRole', name: 'mic-role' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: metadata('mic'), spec: { selector: {} } },
  { apiVersion: 'v1', kind: 'Service', metadata: metadata('orders', 'shop'), spec: { secretName: 'password' } },
];

type Node = { [key: string]: unknown };
const isNode = (node: unknown): node is Node => typeof node === 'object' && node !== null;

/** Every field of some objects, as what holds it and its key. */
function fieldsOf(node: unknown): [Node, string][] {
  if (!isNode(node)) return [];
  return Object.keys(node).flatMap((key) => [[node, key] as [Node, string], ...fieldsOf(node[key])]);
}

/** Manifests with one to three fields changed, or their keys. */
export const hostileManifests: fc.Arbitrary<object[]> = fc
  .array(fc.record({ at: fc.nat(), value, key: fc.option(text, { freq: 8, nil: undefined }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((changes) => {
    const objects = structuredClone(WHOLE());
    for (const { at, value: hostile, key: renamed } of changes) {
      const fields = fieldsOf(objects).filter(([parent]) => parent !== (objects as unknown));
      const [parent, key] = fields[at % fields.length] as [Node, string];
      if (renamed === undefined) parent[key] = structuredClone(hostile);
      else {
        parent[renamed] = parent[key];
        delete parent[key];
      }
    }
    return objects;
  });

/** A name of a file that is one for the file system. */
export const hostileFileName: fc.Arbitrary<string> = text.map(
  (name) => `${name.replaceAll('/', '').replaceAll('\0', '').slice(0, 40)}.yaml`,
);
