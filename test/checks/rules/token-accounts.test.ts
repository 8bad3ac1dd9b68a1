import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { reportOn } from '../../../lib/checks/report-on';
import { findingsIn } from '../../support/checks';
import { binding, identity, labelled, yaml } from '../../support/cluster';
import { account, credential, resourceId, USE, withClientId, workload } from '../../support/federation';
import { ACCOUNT, foundBy, MAIN, ONE, pods, type TokenCase, TWO, testRule, WHOLE, wi } from '../../support/token-cases';

const NAME = 'spec.template.spec.serviceAccountName';
const ANNOTATIONS = 'metadata.annotations';
const CLIENT_ID = `${ANNOTATIONS}["azure.workload.identity/client-id"]`;
const env = (name: string, value: string) => ({ containers: [{ ...MAIN, env: [{ name, value }] }] });

describe('service-account-missing', () => {
  const named = (name: string) => pods({ account: name });
  testRule('service-account-missing', [
    ['similar to one', [ACCOUNT, named('order')], [`warning ${NAME} | serviceAccountName: orders`]],
    ['in a whole cluster', [ACCOUNT, named('zebra')], [`error ${NAME}`], WHOLE],
    ['in another namespace', [withClientId('billing', 'orders', ONE), pods()], [`warning ${NAME}`]],
    [
      'by the old name of the field',
      [ACCOUNT, pods({ account: undefined as never, spec: { serviceAccount: 'order' } })],
      ['warning spec.template.spec.serviceAccount | serviceAccount: orders'],
    ],
    [
      'without a name to write when the other has no client id',
      [account('shop', 'orders'), named('order')],
      [`warning ${NAME}`],
    ],
    ['not similar to one that has its own pods', [ACCOUNT, pods({}, 'api'), named('order')], []],
    [
      'in other case than one that has its own pods',
      [ACCOUNT, pods({}, 'api'), named('Orders')],
      [`warning ${NAME} | serviceAccountName: orders`],
    ],
    ['not when it may be elsewhere', [ACCOUNT, named('zebra')], []],
    ['not of pods without the label', [ACCOUNT, pods({ labels: {}, account: 'order' })], []],
    ['not default, which is in every namespace', [pods({ account: 'default' })], [], WHOLE],
  ]);

  test('those elsewhere are counted', () => {
    const text = yaml(pods(), pods({ account: 'billing' }, 'billing'));
    expect(reportOn(Manifests.fromText('x.yaml', text)).note).toContain('2 workloads have no ServiceAccount');
  });
});

describe('service-account-without-client-id', () => {
  const BARE = account('shop', 'orders');
  const found = [`warning ${ANNOTATIONS}`];
  const bound = { labels: { ...USE, ...labelled('orders') } };
  testRule('service-account-without-client-id', [
    ['without the annotation', [BARE, pods()], found],
    [
      'with an empty one, whatever the program is',
      [withClientId('shop', 'orders', ''), pods({ spec: { volumes: [{ name: 'c', configMap: { name: 'c' } }] } })],
      [`warning ${CLIENT_ID}`],
    ],
    ['once for several workloads', [BARE, pods(), pods({}, 'api')], found],
    [
      'with the client id of the only identity by pod identity',
      [BARE, pods(bound), identity('shop', 'orders', { clientID: ONE }), binding('shop', 'b', 'orders', 'orders')],
      [`warning ${ANNOTATIONS} | azure.workload.identity/client-id: ${ONE}`],
    ],
    ['not of pods without the label', [BARE, pods({ labels: {} })], []],
    ['not when the containers have AZURE_CLIENT_ID', [BARE, pods({ spec: env('AZURE_CLIENT_ID', ONE) })], []],
    [
      'not when it may come from a ConfigMap',
      [BARE, pods({ spec: { containers: [{ ...MAIN, envFrom: [{ configMapRef: { name: 'c' } }] }] } })],
      [],
    ],
    [
      'not when an argument names an identity',
      [BARE, pods({ spec: { containers: [{ ...MAIN, args: [`--identity=${ONE}`] }] } })],
      [],
    ],
    ['not when a variable may', [BARE, pods({ spec: env('ORDERS_CLIENT_ID', '$(X)') })], []],
    [
      'not of cert-manager, whose issuers name it',
      [
        BARE,
        pods({ spec: { containers: [{ name: 'c', image: 'quay.io/jetstack/cert-manager-controller:v1.16.0' }] } }),
      ],
      [],
    ],
    [
      'not when the file of a Secret may name it',
      [BARE, pods({ spec: { volumes: [{ name: 's', secret: { secretName: 's' } }] } })],
      [],
    ],
  ]);
});

describe('service-account-is-default', () => {
  const UNNAMED = workload('shop', 'web', { labels: USE });
  const OWN = withClientId('shop', 'default', ONE);
  testRule('service-account-is-default', [
    ['beside the only one with a client id', [ACCOUNT, UNNAMED], [`warning ${NAME} | serviceAccountName: orders`]],
    ['in a whole cluster', [UNNAMED], [`error ${NAME}`], WHOLE],
    ['which others of the namespace use too, with a client id', [OWN, UNNAMED], [`warning ${NAME}`]],
    ['written out', [ACCOUNT, pods({ account: 'default' })], [`warning ${NAME} | serviceAccountName: orders`]],
    ['without a name to write when another workload has it', [ACCOUNT, UNNAMED, pods({}, 'api')], [`warning ${NAME}`]],
    ['not when the account may have a client id elsewhere', [UNNAMED], []],
    [
      'not when the containers name one',
      [workload('shop', 'web', { labels: USE, spec: env('AZURE_CLIENT_ID', ONE) })],
      [],
      WHOLE,
    ],
    ['not of pods without the label', [OWN, workload('shop', 'web', {})], [], WHOLE],
  ]);
});

describe('service-account-of-two-identities', () => {
  const BARE = account('shop', 'orders');
  const own = (id: string, name: string) => pods({ spec: env('AZURE_CLIENT_ID', id) }, name);
  const bound = (name: string) => pods({ labels: { ...USE, ...labelled(name) } }, name);
  const objects = (name: string, id: string) => [
    identity('shop', name, { clientID: id, resourceID: resourceId(name) }),
    binding('shop', name, name, name),
  ];
  testRule('service-account-of-two-identities', [
    ['by variables', [BARE, own(ONE, 'web'), own(TWO, 'api')], ['warning ']],
    [
      'by pod identity',
      [BARE, bound('one'), bound('two'), ...objects('one', ONE), ...objects('two', TWO)],
      ['warning '],
    ],
    ['when one has more than the other', [ACCOUNT, pods({}, 'web'), own(TWO, 'api')], ['warning ']],
    ['when the account is elsewhere', [own(ONE, 'web'), own(TWO, 'api')], [`warning ${NAME}`]],
    ['two objects of one name', [ACCOUNT, withClientId('shop', 'orders', TWO)], [`error ${CLIENT_ID}`]],
    ['not of one identity', [ACCOUNT, pods({}, 'web'), own(ONE.toUpperCase(), 'api')], []],
    ['not of pods that get no token', [ACCOUNT, pods({}, 'web'), pods({ labels: {} }, 'api')], []],
    [
      'not when each has its own',
      [ACCOUNT, pods({}, 'web'), withClientId('shop', 'api', TWO), pods({ account: 'api' }, 'api')],
      [],
    ],
    ['not when one object lacks what the other says', [ACCOUNT, account('shop', 'orders')], []],
    [
      'not when both have the same two',
      [
        BARE,
        ...['web', 'api'].map((name) =>
          pods(
            {
              spec: {
                containers: [ONE, TWO].map((value, i) => ({
                  name: `c${i}`,
                  image: 'x',
                  env: [{ name: 'AZURE_CLIENT_ID', value }],
                })),
              },
            },
            name,
          ),
        ),
      ],
      [],
    ],
  ] satisfies TokenCase[]);
});

describe('client-id-differs-from-account', () => {
  const place = 'spec.template.spec.containers[0].env[0].value';
  const other = (rest: object = {}) => pods({ spec: env('AZURE_CLIENT_ID', TWO), ...rest });
  const subject = 'system:serviceaccount:shop:orders';
  const TWO_KNOWN = identity('billing', 'two', { clientID: TWO, resourceID: resourceId('two') });
  const ONE_KNOWN = identity('billing', 'one', { clientID: ONE, resourceID: resourceId('one') });
  testRule('client-id-differs-from-account', [
    ['another one', [ACCOUNT, other()], [`warning ${place}`]],
    [
      'another one, while the credential is for that of the account',
      [ACCOUNT, other(), ONE_KNOWN, credential('shop', subject, resourceId('one'))],
      [`warning ${place}`],
    ],
    [
      'not in other case',
      [
        withClientId('shop', 'orders', 'abcdef00-0000-4000-8000-00000000000a'),
        pods({ spec: env('AZURE_CLIENT_ID', 'ABCDEF00-0000-4000-8000-00000000000A') }),
      ],
      [],
    ],
    [
      'not when a credential is for it',
      [ACCOUNT, other(), TWO_KNOWN, credential('shop', subject, resourceId('two'))],
      [],
    ],
    ['not when a credential may be for it', [ACCOUNT, other(), credential('shop', subject, resourceId('unknown'))], []],
    [
      'not when another container has that of the account',
      [
        ACCOUNT,
        pods({ spec: { containers: [...env('AZURE_CLIENT_ID', TWO).containers, { ...MAIN, name: 'other' }] } }),
      ],
      [],
    ],
    ['not of a container that gets no token', [ACCOUNT, other({ annotations: wi('skip-containers', 'main') })], []],
    ['not when it is no literal', [ACCOUNT, pods({ spec: env('AZURE_CLIENT_ID', '$(OTHER)') })], []],
    ['not when the account has none', [account('shop', 'orders'), other()], []],
    [
      'not when the pods have it by pod identity',
      [
        ACCOUNT,
        other({ labels: { ...USE, ...labelled('two') } }),
        identity('shop', 'two', { clientID: TWO }),
        binding('shop', 'b', 'two', 'two'),
      ],
      [],
    ],
  ]);
});

describe('client-secret-beside-token', () => {
  const container = (...variables: object[]) => ({ containers: [{ ...MAIN, env: variables }] });
  const fromSecret = (name: string) => ({ name, valueFrom: { secretKeyRef: { name: 's', key: 'k' } } });
  const place = 'spec.template.spec.containers[0].env[0].name';
  const envFrom = (kind: string, prefix?: string) => ({
    containers: [{ ...MAIN, envFrom: [{ [kind]: { name: 'creds' }, ...(prefix && { prefix }) }] }],
  });
  const secret = (key: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'creds', namespace: 'shop' },
    stringData: { [key]: 'x' },
  });
  testRule('client-secret-beside-token', [
    ['a secret', [ACCOUNT, pods({ spec: container(fromSecret('AZURE_CLIENT_SECRET')) })], [`error ${place}`]],
    [
      'a certificate',
      [ACCOUNT, pods({ spec: container({ name: 'AZURE_CLIENT_CERTIFICATE_PATH', value: '/c.pem' }) })],
      [`error ${place}`],
    ],
    [
      'by a Secret among the manifests',
      [ACCOUNT, secret('AZURE_CLIENT_SECRET'), pods({ spec: envFrom('secretRef') })],
      ['error spec.template.spec.containers[0].envFrom[0]'],
    ],
    [
      'with a prefix',
      [ACCOUNT, secret('CLIENT_SECRET'), pods({ spec: envFrom('secretRef', 'AZURE_') })],
      ['error spec.template.spec.containers[0].envFrom[0]'],
    ],
    [
      'a warning beside a client id of its own',
      [ACCOUNT, pods({ spec: container(fromSecret('AZURE_CLIENT_SECRET'), { name: 'AZURE_CLIENT_ID', value: TWO }) })],
      [`warning ${place}`],
    ],
    ['not an empty one', [ACCOUNT, pods({ spec: container({ name: 'AZURE_CLIENT_SECRET', value: '' }) })], []],
    [
      'not of a container that is skipped',
      [
        ACCOUNT,
        pods({ annotations: wi('skip-containers', 'main'), spec: container(fromSecret('AZURE_CLIENT_SECRET')) }),
      ],
      [],
    ],
    ['not without the label', [ACCOUNT, pods({ labels: {}, spec: container(fromSecret('AZURE_CLIENT_SECRET')) })], []],
    ['not by a ConfigMap that is elsewhere', [ACCOUNT, pods({ spec: envFrom('configMapRef') })], []],
    ['not another variable', [ACCOUNT, pods({ spec: container(fromSecret('DB_PASSWORD')) })], []],
  ]);

  test('prints no value of a Secret', () => {
    const objects = [
      ACCOUNT,
      { ...secret('AZURE_CLIENT_SECRET'), stringData: { AZURE_CLIENT_SECRET: 'hunter2' } },
      pods({ spec: envFrom('secretRef') }),
    ];
    expect(JSON.stringify(findingsIn(yaml(...objects)))).not.toContain('hunter2');
  });
});

test('an account with its identity is silent in every form', () => {
  expect(findingsIn(yaml(ACCOUNT, pods()), WHOLE)).toEqual([]);
  expect(foundBy('service-account-missing', [ACCOUNT, pods()], WHOLE)).toEqual([]);
});
