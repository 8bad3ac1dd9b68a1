import { afterAll, describe, expect, test } from '@jest/globals';
import { findingsIn } from '../../support/checks';
import { binding, identity, labelled, yaml } from '../../support/cluster';
import { account, credential, ISSUER, listed, OTHER_ISSUER, resourceId, withClientId } from '../../support/federation';
import { Folder } from '../../support/folder';
import { ACCOUNT, ONE, pods, type TokenCase, TWO, testRule, WHOLE, wi } from '../../support/token-cases';

const SUBJECT = 'system:serviceaccount:shop:orders';
const ORDERS = resourceId('one');
/** Says which identity the client id of the account is. */
const KNOWN = identity('shop', 'one', { clientID: ONE, resourceID: ORDERS });
const ofOrders = (spec: object = {}) => credential('shop', SUBJECT, ORDERS, spec);
const ofOther = credential('shop', 'system:serviceaccount:shop:billing', ORDERS);
const BILLING = account('shop', 'billing');

const variable = (name: string) => `\${${name}}`;

const folders: Folder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** The path of a file with the list of az. */
function az(...credentials: readonly object[]): string {
  const folder = new Folder({ 'credentials.json': JSON.stringify(credentials) });
  folders.push(folder);
  return `${folder.path}/credentials.json`;
}

describe('credential-issuer-malformed', () => {
  const place = 'spec.issuer';
  testRule('credential-issuer-malformed', [
    [
      'without the slash',
      [ACCOUNT, pods(), ofOrders({ issuer: ISSUER.slice(0, -1) })],
      [`error ${place} | issuer: ${ISSUER}`],
    ],
    ['with a space', [ACCOUNT, pods(), ofOrders({ issuer: `${ISSUER} ` })], [`error ${place} | issuer: ${ISSUER}`]],
    [
      'without TLS, for which nothing can be written',
      [ACCOUNT, pods(), ofOrders({ issuer: 'http://x.org/' })],
      [`error ${place}`],
    ],
    ['not with the slash', [ACCOUNT, pods(), ofOrders()], []],
    ['not of a cluster of one’s own', [ACCOUNT, pods(), ofOrders({ issuer: 'https://oidc.example.org/prod' })], []],
    [
      'not of GitHub, whose issuer has none',
      [
        ACCOUNT,
        credential('shop', 'repo:acme/shop:ref:refs/heads/main', ORDERS, {
          issuer: 'https://token.actions.githubusercontent.com',
        }),
      ],
      [],
    ],
    [
      'not one that the operator reads from a ConfigMap',
      [ACCOUNT, pods(), ofOrders({ issuer: undefined, issuerFromConfig: { name: 'c', key: 'k' } })],
      [],
    ],
  ]);
});

describe('credential-subject-without-workload', () => {
  const place = 'spec.subject';
  const of = (subject: string, spec: object = {}) => [ACCOUNT, pods(), credential('shop', subject, ORDERS, spec)];
  const fix = `subject: ${SUBJECT}`;
  testRule('credential-subject-without-workload', [
    ['in other case', of('system:serviceaccount:shop:Orders'), [`error ${place} | ${fix}`]],
    ['with a space', of(`${SUBJECT} `), [`error ${place} | ${fix}`]],
    ['with a letter less', of('system:serviceaccount:shop:order'), [`warning ${place} | ${fix}`]],
    [
      'of a namespace with a letter less',
      [withClientId('checkout', 'orders', ONE), credential('checkout', 'system:serviceaccount:chekout:orders', ORDERS)],
      [`warning ${place} | subject: system:serviceaccount:checkout:orders`],
    ],
    [
      'not similar to one that has a credential of its own, such as another team',
      [
        withClientId('team-b', 'orders', ONE),
        credential('team-b', 'system:serviceaccount:team-b:orders', ORDERS),
        credential('team-a', 'system:serviceaccount:team-a:orders', ORDERS),
      ],
      [],
    ],
    ['of something else, in a whole cluster', of('system:serviceaccount:zebra:zebra'), [`warning ${place}`], WHOLE],
    ['not of something that is elsewhere', of('system:serviceaccount:zebra:zebra'), []],
    ['not that of the workload', of(SUBJECT), [], WHOLE],
    ['not that of an account without workloads', [withClientId('shop', 'billing', ONE), ofOther], [], WHOLE],
    ['not of GitHub', of('repo:acme/shop:environment:prod'), [], WHOLE],
    [
      'not that of another cluster',
      of('system:serviceaccount:shop:order', { issuer: OTHER_ISSUER }),
      [],
      { ...WHOLE, issuer: ISSUER },
    ],
  ]);
});

describe('federated-credential-missing', () => {
  const place = 'error spec.template.spec.serviceAccountName';
  const near = 'warning spec.template.spec.serviceAccountName';
  const known = { issuer: ISSUER };
  testRule('federated-credential-missing', [
    ['while another credential is known', [KNOWN, ACCOUNT, pods(), BILLING, ofOther], [place], known],
    ['of the issuer of another cluster', [KNOWN, ACCOUNT, pods(), ofOrders({ issuer: OTHER_ISSUER })], [place], known],
    ['by the list of az', [KNOWN, ACCOUNT, pods()], [place], { ...known, federated: [az()] }],
    [
      'a warning when only other credentials of the identity tell that they are here',
      [KNOWN, ACCOUNT, pods(), BILLING, ofOther],
      [near],
    ],
    [
      'once for an account of several workloads',
      [KNOWN, ACCOUNT, pods(), pods({}, 'api'), BILLING, ofOther],
      [place],
      known,
    ],
    ['not when it is there', [KNOWN, ACCOUNT, pods(), ofOrders()], [], { ...WHOLE, ...known }],
    [
      'not when it is in the list of az',
      [KNOWN, ACCOUNT, pods()],
      [],
      { ...known, federated: [az(listed(SUBJECT, ORDERS))] },
    ],
    ['not when no credential is known', [KNOWN, ACCOUNT, pods()], [], { ...WHOLE, ...known }],
    ['not of pods without the label', [KNOWN, ACCOUNT, pods({ labels: {} }), BILLING, ofOther], [], known],
    [
      'not of an identity binding',
      [KNOWN, ACCOUNT, pods({ annotations: wi('use-identity-binding', 'true') }), BILLING, ofOther],
      [],
      known,
    ],
    [
      'not when its subject has another case, which another rule reports',
      [KNOWN, ACCOUNT, pods(), credential('shop', 'system:serviceaccount:shop:Orders', ORDERS)],
      [],
      known,
    ],
    [
      'not when its issuer lacks the slash, which another rule reports',
      [KNOWN, ACCOUNT, pods(), ofOrders({ issuer: ISSUER.slice(0, -1) })],
      [],
      known,
    ],
    [
      'not for a client id that is substituted',
      [withClientId('shop', 'orders', variable('CLIENT_ID')), pods(), BILLING, ofOther],
      [],
      known,
    ],
    [
      'not when the webhook refuses the pods, which another rule reports',
      [KNOWN, ACCOUNT, pods({ annotations: wi('service-account-token-expiration', '1h') }), BILLING, ofOther],
      [],
      known,
    ],
  ] satisfies TokenCase[]);

  test('says that the SDKs do not fall back, where pods have pod identity too', () => {
    const dual = pods({ labels: { ...wi('use', 'true'), ...labelled('one') } });
    const objects = [KNOWN, binding('shop', 'one', 'one', 'one'), ACCOUNT, BILLING, ofOther];
    const told = (workload: object) =>
      findingsIn(yaml(...objects, workload), known)
        .filter(({ rule }) => rule === 'federated-credential-missing')
        .map(({ message }) => message.includes('the SDKs do not fall back to NMI'));
    expect(told(dual)).toEqual([true]);
    expect(told(pods())).toEqual([false]);
  });
});

describe('federated-credentials-too-many', () => {
  const accounts = (count: number, id = (_i: number) => ONE) =>
    Array.from({ length: count }, (_, i) => [
      withClientId('shop', `s${i}`, id(i)),
      pods({ account: `s${i}` }, `w${i}`),
    ]).flat();
  const objects = (count: number, owner = ORDERS) =>
    Array.from({ length: count }, (_, i) => credential('shop', `system:serviceaccount:shop:s${i}`, owner));
  testRule('federated-credentials-too-many', [
    ['of the workloads', accounts(21), ['error ']],
    ['of objects', objects(21), ['error ']],
    ['of objects and workloads that are the same', [KNOWN, ...accounts(21), ...objects(21)], ['error ']],
    ['of objects and workloads together', [KNOWN, ...accounts(11), ...objects(21).slice(11)], ['error ']],
    [
      'together with those of other clusters',
      [KNOWN, ...accounts(20)],
      ['error '],
      { issuer: ISSUER, federated: [az(listed('system:serviceaccount:shop:s1', ORDERS, { issuer: OTHER_ISSUER }))] },
    ],
    ['not 20', accounts(20), []],
    [
      'not 20, of which one is known',
      [KNOWN, ...accounts(20)],
      [],
      { issuer: ISSUER, federated: [az(listed('system:serviceaccount:shop:s1', ORDERS))] },
    ],
    ['not of two identities', accounts(30, (i) => (i % 2 ? ONE : TWO)), []],
    ['not of one account', [ACCOUNT, ...Array.from({ length: 30 }, (_, i) => pods({}, `w${i}`))], []],
    ['not of a client id that is substituted for each', accounts(30, () => variable('CLIENT_ID')), []],
    ['not of an identity that is substituted for each', objects(30, variable('IDENTITY_ID')), []],
  ]);
});
