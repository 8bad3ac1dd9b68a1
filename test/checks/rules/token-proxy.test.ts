import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { Manifests } from '../../../lib';
import { findingsOf } from '../../support/checks';
import { binding, identity, labelled, pod } from '../../support/cluster';
import { TOKEN_MOUNT, TOKEN_VOLUME, USE } from '../../support/federation';
import { PARITY, parityTest } from '../../support/parity';
import { ACCOUNT, MAIN, ONE, pods, proxied, type TokenCase, testRule, wi } from '../../support/token-cases';

const ANNOTATIONS = 'spec.template.metadata.annotations';
const CONTAINER = 'spec.template.spec.containers[0]';
const at = (key: string) => `${ANNOTATIONS}["azure.workload.identity/${key}"]`;
const INJECT = at('inject-proxy-sidecar');
const PORT = at('proxy-sidecar-port');
const only = (container: object) => ({ spec: { containers: [{ ...MAIN, ...container }] } });

describe('proxy-annotation-false', () => {
  const said = (value: string, rest: object = {}) => [
    ACCOUNT,
    pods({ annotations: wi('inject-proxy-sidecar', value), ...rest }),
  ];
  testRule('proxy-annotation-false', [
    ...['false', 'False', 'no', '0', 'disabled'].map(
      (value): TokenCase => [`as ${value}`, said(value), [`warning ${INJECT}`]],
    ),
    [
      'an error on the host network, where the pods are refused',
      said('false', { spec: { hostNetwork: true } }),
      [`error ${INJECT}`],
    ],
    ...['true', 'yes', ''].map((value): TokenCase => [`not as ${JSON.stringify(value)}`, said(value), []]),
    ['not without the label: the webhook does not read it', said('false', { labels: {} }), []],
  ]);
});

describe('proxy-port-invalid', () => {
  const port = (value: string, rest: object = {}) => [
    ACCOUNT,
    proxied({ annotations: wi('proxy-sidecar-port', value), ...rest }),
  ];
  testRule('proxy-port-invalid', [
    ...['', 'http', '8000.0', '0', '65536', '-1'].map(
      (value): TokenCase => [`as ${JSON.stringify(value)}`, port(value), [`error ${PORT}`]],
    ),
    ['with a space', port(' 8001'), [`error ${PORT} | azure.workload.identity/proxy-sidecar-port: "8001"`]],
    ...['1', '8001', '65535', '+8001'].map((value): TokenCase => [`not as ${value}`, port(value), []]),
    [
      'not without the proxy, when nobody reads it',
      [ACCOUNT, pods({ annotations: wi('proxy-sidecar-port', 'http') })],
      [],
    ],
  ]);
});

describe('proxy-port-taken', () => {
  const fix = (port: number) => `azure.workload.identity/proxy-sidecar-port: "${port}"`;
  const listening = (...ports: object[]) => only({ ports });
  testRule('proxy-port-taken', [
    [
      'the default',
      [ACCOUNT, proxied(listening({ containerPort: 8000 }))],
      [`error ${CONTAINER}.ports[0].containerPort | ${fix(8001)}`],
    ],
    [
      'the next free one',
      [ACCOUNT, proxied(listening({ containerPort: 8001 }, { containerPort: 8000 }))],
      [`error ${CONTAINER}.ports[1].containerPort | ${fix(8002)}`],
    ],
    [
      'the one of the annotation',
      [ACCOUNT, proxied({ annotations: wi('proxy-sidecar-port', '9000'), ...listening({ containerPort: 9000 }) })],
      [`error ${PORT} | ${fix(9001)}`],
    ],
    [
      'one that a probe asks',
      [ACCOUNT, proxied(only({ livenessProbe: { httpGet: { port: 8000, path: '/' } } }))],
      [`error ${CONTAINER}.livenessProbe.httpGet.port | ${fix(8001)}`],
    ],
    [
      'a second proxy, by another name than that of the webhook',
      [
        ACCOUNT,
        proxied({
          spec: {
            containers: [
              MAIN,
              {
                name: 'proxy',
                image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy:v1.5.1',
                ports: [{ containerPort: 8000 }],
              },
            ],
          },
        }),
      ],
      [`error ${INJECT}`],
    ],
    ['not another', [ACCOUNT, proxied(listening({ containerPort: 8080 }))], []],
    ['not of UDP', [ACCOUNT, proxied(listening({ containerPort: 8000, protocol: 'UDP' }))], []],
    ['not without the proxy', [ACCOUNT, pods(listening({ containerPort: 8000 }))], []],
    [
      'not when the annotation names another',
      [ACCOUNT, proxied({ annotations: wi('proxy-sidecar-port', '9000'), ...listening({ containerPort: 8000 }) })],
      [],
    ],
    [
      'not the proxy itself',
      [
        ACCOUNT,
        proxied({ spec: { containers: [MAIN, { name: 'azwi-proxy', image: 'x', ports: [{ containerPort: 8000 }] }] } }),
      ],
      [],
    ],
  ]);
});

describe('proxy-on-host-network', () => {
  const spec = { hostNetwork: true };
  testRule('proxy-on-host-network', [
    ['with the proxy', [ACCOUNT, proxied({ spec })], ['error spec.template.spec.hostNetwork']],
    ['not without it', [ACCOUNT, pods({ spec })], []],
    ['not on a network of its own', [ACCOUNT, proxied({ spec: { hostNetwork: false } })], []],
  ]);
});

describe('proxy-on-job', () => {
  const job = (annotations: object) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'shop' },
    spec: {
      ttlSecondsAfterFinished: 60,
      template: {
        metadata: { labels: USE, annotations },
        spec: { serviceAccountName: 'orders', restartPolicy: 'Never', containers: [MAIN] },
      },
    },
  });
  const PROXIED = job(wi('inject-proxy-sidecar', 'true'));
  testRule('proxy-on-job', [
    ['before 1.32', [ACCOUNT, PROXIED], [`error ${INJECT}`], { kubernetesVersion: '1.31' }],
    [
      'a Pod that ends',
      [ACCOUNT, proxied({ spec: { restartPolicy: 'OnFailure' } })],
      [`error ${INJECT}`],
      { kubernetesVersion: 'v1.29.4' },
    ],
    ['not from 1.32 on', [ACCOUNT, PROXIED], [], { kubernetesVersion: '1.32' }],
    ['not when the version is not known', [ACCOUNT, PROXIED], []],
    ['not without the proxy', [ACCOUNT, job({})], [], { kubernetesVersion: '1.31' }],
    ['not a Deployment', [ACCOUNT, proxied()], [], { kubernetesVersion: '1.31' }],
  ]);
});

describe('proxy-forbidden-by-pod-security', () => {
  const namespace = (mode: string, level: string, name = 'shop') => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [`pod-security.kubernetes.io/${mode}`]: level } },
  });
  testRule('proxy-forbidden-by-pod-security', [
    ['restricted', [namespace('enforce', 'restricted'), ACCOUNT, proxied()], [`error ${INJECT}`]],
    ['baseline', [namespace('enforce', 'baseline'), ACCOUNT, proxied()], [`error ${INJECT}`]],
    ['not privileged', [namespace('enforce', 'privileged'), ACCOUNT, proxied()], []],
    ['not a warning only', [namespace('warn', 'restricted'), ACCOUNT, proxied()], []],
    ['not without the proxy', [namespace('enforce', 'restricted'), ACCOUNT, pods()], []],
    ['not another namespace', [namespace('enforce', 'restricted', 'other'), ACCOUNT, proxied()], []],
  ]);
});

describe('proxy-with-other-user', () => {
  const ofPod = (runAsUser: number, container: object = {}) =>
    proxied({ spec: { securityContext: { runAsUser }, ...only(container).spec } });
  const place = 'spec.template.spec.securityContext.runAsUser';
  testRule('proxy-with-other-user', [
    ['another one', [ACCOUNT, ofPod(1000)], [`warning ${place}`]],
    ['root', [ACCOUNT, ofPod(0)], [`error ${place}`]],
    ['that of the proxy, which the containers have too', [ACCOUNT, ofPod(1501)], [`error ${place}`]],
    [
      'that of the proxy, of a container',
      [ACCOUNT, proxied(only({ securityContext: { runAsUser: 1501 } }))],
      [`error ${CONTAINER}.securityContext.runAsUser`],
    ],
    [
      'not that of the proxy, when the containers have their own',
      [ACCOUNT, ofPod(1501, { securityContext: { runAsUser: 1000 } })],
      [],
    ],
    ['not one of a container', [ACCOUNT, proxied(only({ securityContext: { runAsUser: 1000 } }))], []],
    ['not without the proxy', [ACCOUNT, pods({ spec: { securityContext: { runAsUser: 1000 } } })], []],
  ]);
});

describe('init-container-before-proxy', () => {
  const init = (container: object, rest: object = {}) =>
    proxied({
      spec: { initContainers: [{ name: 'first', image: 'registry.example/first:1', ...container }] },
      ...rest,
    });
  const place = 'spec.template.spec.initContainers[0]';
  const login = { command: ['sh', '-c', 'az login --identity && az storage blob list'] };
  testRule('init-container-before-proxy', [
    ['that requests a token', [ACCOUNT, init(login)], [`warning ${place}`]],
    [
      'that asks the metadata service',
      [ACCOUNT, init({ args: ['curl', 'http://169.254.169.254/metadata/identity/oauth2/token'] })],
      [`warning ${place}`],
    ],
    ['of which nothing is known: a note', [ACCOUNT, init({})], [`info ${INJECT}`]],
    ['not one that does something else', [ACCOUNT, init({ command: ['nc', '-z', 'db', '5432'] })], []],
    ['not a shell', [ACCOUNT, init({ image: 'busybox:1.36' })], []],
    ['not a sidecar', [ACCOUNT, init({ restartPolicy: 'Always' })], []],
    ['not one that is skipped', [ACCOUNT, init({}, { annotations: wi('skip-containers', 'first') })], []],
    [
      'not behind a redirect that is written out',
      [
        ACCOUNT,
        proxied({
          spec: {
            initContainers: [
              { name: 'azwi-proxy-init', image: 'x' },
              { name: 'first', image: 'x', ...login },
            ],
          },
        }),
      ],
      [],
    ],
    [
      'not the redirect itself, by another name',
      [
        ACCOUNT,
        proxied({
          spec: {
            initContainers: [
              { name: 'init-networking', image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy-init:v1.5.1' },
            ],
          },
        }),
      ],
      [],
    ],
    [
      'not without the proxy',
      [ACCOUNT, pods({ spec: { initContainers: [{ name: 'first', image: 'x', ...login }] } })],
      [],
    ],
    [
      'not when NMI answers it',
      [
        ACCOUNT,
        identity('shop', 'orders', { clientID: ONE }),
        binding('shop', 'b', 'orders', 'orders'),
        init(login, { labels: { ...USE, ...labelled('orders') } }),
      ],
      [],
    ],
  ]);
});

describe('token-expiration-invalid', () => {
  const key = 'service-account-token-expiration';
  const ofPods = (value: string) => [ACCOUNT, pods({ annotations: wi(key, value) })];
  const ofAccount = (value: string) => ({
    ...ACCOUNT,
    metadata: { ...ACCOUNT.metadata, annotations: { ...ACCOUNT.metadata.annotations, ...wi(key, value) } },
  });
  const fix = (seconds: number) => `azure.workload.identity/${key}: "${seconds}"`;
  const place = `metadata.annotations["azure.workload.identity/${key}"]`;
  testRule('token-expiration-invalid', [
    ...(
      [
        ['3599', 3600],
        ['86401', 86_400],
        ['1h', 3600],
        ['48h', 86_400],
        ['7200.0', 7200],
        [' 3600', 3600],
        ['5400s', 5400],
      ] as const
    ).map(
      ([value, seconds]): TokenCase => [
        `as ${JSON.stringify(value)}`,
        ofPods(value),
        [`error ${at(key)} | ${fix(seconds)}`],
      ],
    ),
    ['as a word', ofPods('never'), [`error ${at(key)}`]],
    ['on the account', [ofAccount('60'), pods()], [`error ${place} | ${fix(3600)}`]],
    ['on the account without its pods', [ofAccount('60')], [`error ${place} | ${fix(3600)}`]],
    ['not on the account when all pods have their own', [ofAccount('60'), pods({ annotations: wi(key, '7200') })], []],
    ...['3600', '86400', '+3600', ''].map((value): TokenCase => [`not as ${JSON.stringify(value)}`, ofPods(value), []]),
    ['not of pods without the label', [ACCOUNT, pods({ labels: {}, annotations: wi(key, '60') })], []],
  ]);
});

describe('skip-containers-unknown', () => {
  const skipping = (names: string, containers: readonly string[] = ['main', 'log-shipper']) => [
    ACCOUNT,
    pods({
      annotations: wi('skip-containers', names),
      spec: { containers: containers.map((name) => ({ name, image: 'x' })) },
    }),
  ];
  const fix = (names: string) => `azure.workload.identity/skip-containers: "${names}"`;
  testRule('skip-containers-unknown', [
    ['misspelt', skipping('log-shiper'), [`warning ${at('skip-containers')} | ${fix('log-shipper')}`]],
    [
      'with another separator',
      skipping('main,log-shipper'),
      [`warning ${at('skip-containers')} | ${fix('main;log-shipper')}`],
    ],
    ['of another pod', skipping('zebra'), [`warning ${at('skip-containers')}`]],
    ['not those of the pods', skipping(' main ;log-shipper;'), []],
    ['not those that other webhooks add', skipping('istio-proxy;azwi-proxy;linkerd-init'), []],
    ['not an empty one', skipping(''), []],
  ]);
});

describe('token-path-written-out', () => {
  const env = (name: string, value: string) => only({ env: [{ name, value }] });
  const path = '/var/run/secrets/azure/tokens/azure-identity-token';
  testRule('token-path-written-out', [
    ['as a variable', [ACCOUNT, pods(env('AZURE_FEDERATED_TOKEN_FILE', path))], [`warning ${CONTAINER}.env[0].value`]],
    [
      'as an argument',
      [ACCOUNT, pods(only({ args: [`--token=/var/run/secrets/azure/wi/token/azure-identity-token`] }))],
      [`warning ${CONTAINER}.args[0]`],
    ],
    [
      'the volume of earlier releases',
      [ACCOUNT, pods(only({ volumeMounts: [{ name: 'azure-identity-token', mountPath: '/token' }] }))],
      [`warning ${CONTAINER}.volumeMounts[0].name`],
    ],
    ['not another path', [ACCOUNT, pods(env('TOKEN', '/var/run/secrets/azure/store'))], []],
    ['not without the label', [ACCOUNT, pods({ labels: {}, ...env('TOKEN', path) })], []],
    [
      'not of a container that is skipped',
      [ACCOUNT, pods({ annotations: wi('skip-containers', 'main'), ...env('TOKEN', path) })],
      [],
    ],
    [
      'not of a token of its own, which another rule is about',
      [
        ACCOUNT,
        pods({
          spec: {
            volumes: [TOKEN_VOLUME],
            containers: [{ ...MAIN, ...env('TOKEN', path).spec.containers[0], volumeMounts: [TOKEN_MOUNT] }],
          },
        }),
      ],
      [],
    ],
  ]);
});

describe('token-written-out-beside-label', () => {
  const written = (mountPath: string, rest: object = {}) =>
    pods({
      spec: {
        volumes: [{ name: 'x', emptyDir: {} }, TOKEN_VOLUME],
        containers: [{ ...MAIN, volumeMounts: [{ ...TOKEN_MOUNT, mountPath }] }],
      },
      ...rest,
    });
  const place = 'spec.template.spec.volumes[1]';
  const reading = (name: string, value: string) =>
    pods({
      spec: {
        volumes: [{ name: 'x', emptyDir: {} }, TOKEN_VOLUME],
        containers: [{ ...MAIN, env: [{ name, value }], volumeMounts: [{ ...TOKEN_MOUNT, mountPath: '/token' }] }],
      },
    });
  testRule('token-written-out-beside-label', [
    ['at another path', [ACCOUNT, written('/token')], [`warning ${place}`]],
    ['at that of the webhook', [ACCOUNT, written('/var/run/secrets/azure/wi/')], [`error ${place}`]],
    ['not without the label', [ACCOUNT, written('/token', { labels: {} })], []],
    [
      'not a second one beside that of an identity binding',
      [ACCOUNT, written('/token', { annotations: wi('use-identity-binding', 'true') })],
      [],
    ],
    ['not a second one that a variable of its own names', [ACCOUNT, reading('PARTNER_TOKEN_FILE', '/token/token')], []],
    [
      'one that the variable of the webhook names',
      [ACCOUNT, reading('AZURE_FEDERATED_TOKEN_FILE', '/token/token')],
      [`warning ${place}`],
    ],
    [
      'not that of a pod that was read from a cluster, which the webhook has added',
      [
        ACCOUNT,
        pod('shop', 'web-1', USE, {
          serviceAccountName: 'orders',
          nodeName: 'aks-1',
          volumes: [TOKEN_VOLUME],
          containers: [{ ...MAIN, volumeMounts: [{ ...TOKEN_MOUNT, mountPath: '/var/run/secrets/azure/wi' }] }],
        }),
      ],
      [],
    ],
    [
      'that of a Pod that was written',
      [ACCOUNT, pod('shop', 'web', USE, { serviceAccountName: 'orders', volumes: [TOKEN_VOLUME], containers: [MAIN] })],
      ['warning spec.volumes[0]'],
    ],
    [
      'not a token for something else',
      [
        ACCOUNT,
        pods({
          spec: {
            volumes: [
              { name: 'vault', projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 't' } }] } },
            ],
          },
        }),
      ],
      [],
    ],
  ]);
});

describe('recorded answers of the webhook', () => {
  const REFUSING = [
    'service-account-missing',
    'token-expiration-invalid',
    'proxy-port-invalid',
    'proxy-on-host-network',
    'proxy-annotation-false',
  ];
  const PLACE =
    /^(?:spec\.(?:jobTemplate\.spec\.)?template|spec\.(?:hostNetwork|serviceAccountName|serviceAccount)$|metadata\.annotations)/;

  parityTest(
    'each pod that it refuses has an error, and no pod that it admits has an error about a refusal by it',
    () => {
      const wrong: string[] = [];
      let refused = 0;
      for (const name of readdirSync(join(PARITY, 'webhook'))) {
        const folder = join(PARITY, 'webhook', name);
        const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))['1.35'];
        const isRefused = expected.refused !== undefined;
        const all = findingsOf(Manifests.fromPaths([join(folder, 'cluster.yaml')]), { wholeCluster: true });
        // They were all applied.
        expect(all.filter(({ rule }) => rule === 'annotation-not-quoted')).toEqual([]);
        const found = all
          .filter(({ rule, severity }) => REFUSING.includes(rule) && severity === 'error')
          // The API server, and ServiceAccounts that no pods here have.
          .filter(
            ({ message, object }) =>
              !message.includes('The API server refuses') && (isRefused || !object.startsWith('ServiceAccount')),
          );
        for (const { path } of found) expect(path).toMatch(PLACE);
        refused += Number(isRefused);
        if (isRefused !== found.length > 0)
          wrong.push(`${name}: ${expected.refused}: ${found.map(({ rule }) => rule).join()}`);
      }
      expect(wrong).toEqual([]);
      expect(refused).toBeGreaterThan(20);
    },
  );
});
