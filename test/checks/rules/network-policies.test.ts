import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { NMI, nmiWith } from '../../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { RULES } from '../../../lib/checks/rules';
import { findingsIn } from '../../support/checks';

const POLICIES = RULES.filter(({ id }) => ['egress-to-nmi-blocked', 'network-policy-not-understood'].includes(id));
const SHOP = documents(IDENTITY, BINDING, WORKLOAD);

const told = (texts: readonly string[], options: CheckOptions = {}) =>
  findingsIn(documents(SHOP, ...texts), options, POLICIES).map(
    ({ rule, severity, object, path }) =>
      `${rule === 'egress-to-nmi-blocked' ? 'blocked' : 'not understood'} ${severity} ${object} ${path}`,
  );

/** A policy as JSON, which is YAML. */
const object = (apiVersion: string, kind: string, metadata: object, spec: object) =>
  `${JSON.stringify({ apiVersion, kind, metadata, spec })}\n`;

describe('Calico', () => {
  const global = (spec: object, name = 'all', apiVersion = 'projectcalico.org/v3') =>
    object(apiVersion, 'GlobalNetworkPolicy', { name }, spec);
  const namespaced = (spec: object, name = 'own', namespace = 'shop') =>
    object('projectcalico.org/v3', 'NetworkPolicy', { name, namespace }, spec);
  const deny = (destination: object, more: object = {}) => ({ action: 'Deny', destination, ...more });
  const ALLOW = { action: 'Allow' };
  const LOOPBACK = { nets: ['127.0.0.0/8'] };
  const egress = (...rules: object[]) => ({ types: ['Egress'], egress: rules });

  test.each<[string, string[], string[]]>([
    [
      'the loopback addresses denied',
      [global(egress(deny(LOOPBACK), ALLOW), 'no-metadata', 'crd.projectcalico.org/v1')],
      ['blocked warning GlobalNetworkPolicy no-metadata spec.egress[0]'],
    ],
    [
      'all denied behind a log',
      [global(egress({ action: 'Log' }, { action: 'Deny' }))],
      ['blocked warning GlobalNetworkPolicy all spec.egress[1]'],
    ],
    [
      'only names of hosts allowed: the rest is denied',
      [namespaced(egress({ action: 'Allow', protocol: 'UDP', destination: { ports: [53] } }))],
      ['blocked warning NetworkPolicy shop/own spec.egress'],
    ],
    [
      'only 169.254.169.254 allowed',
      [namespaced(egress({ action: 'Allow', destination: { nets: ['169.254.169.254/32'] } }))],
      ['blocked warning NetworkPolicy shop/own spec.egress'],
    ],
    [
      'egress named without rules',
      [global({ namespaceSelector: "projectcalico.org/name not in {'kube-system'}", types: ['Ingress', 'Egress'] })],
      ['blocked warning GlobalNetworkPolicy all spec.egress'],
    ],
    [
      'egress without types',
      [namespaced({ egress: [deny({ ports: ['2000:3000'] }), ALLOW] })],
      ['blocked warning NetworkPolicy shop/own spec.egress[0]'],
    ],
    [
      'the port of NMI by its number of the protocol',
      [global(egress(deny({ ports: [2579] }, { protocol: 6 }), ALLOW))],
      ['blocked warning GlobalNetworkPolicy all spec.egress[0]'],
    ],
    [
      'a set of addresses that is here',
      [
        object('projectcalico.org/v3', 'GlobalNetworkSet', { name: 'local', labels: { at: 'node' } }, LOOPBACK),
        global(egress(deny({ selector: "at == 'node'" }), ALLOW)),
      ],
      ['blocked warning GlobalNetworkPolicy all spec.egress[0]'],
    ],
    [
      'the earlier of two, by their order',
      [global({ order: 1, ...egress(deny(LOOPBACK)) }, 'z'), global({ order: 2, ...egress(ALLOW) }, 'a')],
      ['blocked warning GlobalNetworkPolicy z spec.egress[0]'],
    ],
    [
      'a policy for the pods by labels and namespace',
      [
        global({
          selector: "app == 'orders' && has(aadpodidbinding)",
          namespaceSelector: "projectcalico.org/name == 'shop'",
          ...egress({ action: 'Deny' }),
        }),
      ],
      ['blocked warning GlobalNetworkPolicy all spec.egress[0]'],
    ],
  ])('blocked: %s', (_what, texts, expected) => {
    expect(told(texts)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [
      '169.254.169.254 denied, which the redirect replaces before',
      [global(egress(deny({ nets: ['169.254.169.254/32'] }), ALLOW))],
    ],
    ['another port denied', [global(egress(deny({ ...LOOPBACK, ports: [80, 443] }), ALLOW))]],
    ['UDP denied', [global(egress(deny(LOOPBACK, { protocol: 'UDP' }), ALLOW))]],
    ['IPv6 denied', [global(egress(deny({}, { ipVersion: 6 }), ALLOW))]],
    ['all but the loopback addresses denied', [global(egress(deny({ notNets: ['127.0.0.0/8'] }), ALLOW))]],
    ['other pods denied', [global(egress(deny({ selector: "app == 'db'" }), ALLOW))]],
    [
      'allowed before it is denied',
      [global(egress({ ...ALLOW, destination: { nets: ['127.0.0.1/32'] } }, { action: 'Deny' }))],
    ],
    [
      'allowed by an earlier policy',
      [global({ order: 1, ...egress(ALLOW) }), global({ order: 2, ...egress({ action: 'Deny' }) }, 'z')],
    ],
    ['passed on to the profile', [global(egress({ action: 'Pass' }, { action: 'Deny' }))]],
    ['ingress only', [global({ types: ['Ingress'], ingress: [{ action: 'Deny' }] })]],
    ['neither rules nor types', [global({ selector: 'all()' })]],
    [
      'interfaces of nodes',
      [global({ selector: 'has(host-endpoint)', applyOnForward: true, ...egress({ action: 'Deny' }) })],
    ],
    ['before connection tracking', [global({ doNotTrack: true, applyOnForward: true, ...egress({ action: 'Deny' }) })]],
    ['before DNAT', [global({ preDNAT: true, applyOnForward: true, ...egress({ action: 'Deny' }) })]],
    ['other pods', [global({ selector: "app != 'orders'", ...egress({ action: 'Deny' }) })]],
    ['another namespace', [namespaced(egress({ action: 'Deny' }), 'own', 'billing')]],
    [
      'another namespace by its name',
      [global({ namespaceSelector: "projectcalico.org/name in {'billing'}", ...egress({ action: 'Deny' }) })],
    ],
    [
      'a policy of Kubernetes that Calico allows first',
      [
        object(
          'networking.k8s.io/v1',
          'NetworkPolicy',
          { name: 'none', namespace: 'shop' },
          { podSelector: {}, policyTypes: ['Egress'] },
        ),
        global({ order: 1, ...egress(ALLOW) }),
      ],
    ],
  ])('silent: %s', (_what, texts) => {
    expect(told(texts)).toEqual([]);
  });

  test.each<[string, string[], string[]]>([
    [
      'a selector that is not one, once for all pods',
      [
        changed(WORKLOAD, 'name: orders\n', 'name: worker\n'),
        global({ selector: 'app === orders', ...egress({ action: 'Deny' }) }),
      ],
      ['not understood info GlobalNetworkPolicy all spec'],
    ],
    [
      'labels of a namespace that is not here',
      [global({ namespaceSelector: "team == 'shop'", ...egress({ action: 'Deny' }) })],
      ['not understood info GlobalNetworkPolicy all spec'],
    ],
    [
      'a field of another edition',
      [global(egress(deny({ domains: ['*.example'] }), ALLOW))],
      ['not understood info GlobalNetworkPolicy all spec.egress[0]'],
    ],
    [
      'a tier',
      [global({ tier: 'platform', ...egress({ action: 'Deny' }) })],
      ['not understood info GlobalNetworkPolicy all spec.egress[0]'],
    ],
  ])('not understood: %s', (_what, texts, expected) => {
    expect(told(texts)).toEqual(expected);
  });

  test('the labels of a namespace that is here', () => {
    const shop = (team: string) =>
      `${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team } } })}\n`;
    const policy = global({ namespaceSelector: "team == 'shop'", ...egress({ action: 'Deny' }) });
    expect(told([policy, shop('shop')])).toEqual(['blocked warning GlobalNetworkPolicy all spec.egress[0]']);
    expect(told([policy, shop('other')])).toEqual([]);
  });

  test('silent for pods without the label, on the host network, or without NMI between', () => {
    const policy = global(egress({ action: 'Deny' }));
    const of = (workload: string) => findingsIn(documents(IDENTITY, BINDING, workload, policy), {}, POLICIES);
    expect(of(WORKLOAD)).toHaveLength(1);
    expect(of(changed(WORKLOAD, 'aadpodidbinding', 'tier'))).toEqual([]);
    expect(of(changed(WORKLOAD, '    spec:\n', '    spec:\n      hostNetwork: true\n'))).toEqual([]);
  });

  test('the address and port of NMI', () => {
    const policy = global(egress(deny({ nets: ['10.0.0.0/8'], ports: [2580] }), ALLOW));
    expect(told([policy, NMI])).toEqual([]);
    expect(told([policy, nmiWith('--nmi-listen-address=10.1.0.4', '--nmi-port=2580')])).toHaveLength(1);
  });

  test('NMI before 1.6.2 redirects to the address of the node, which is not known', () => {
    const of = (version: string) => changed(NMI, 'nmi:v1.8.17', `nmi:v${version}`);
    const policy = global(egress(deny(LOOPBACK), ALLOW));
    expect(told([policy, of('1.6.1')])).toEqual([]);
    expect(told([policy, of('1.6.2')])).toHaveLength(1);
  });

  test('what to write is silent', () => {
    const [found] = findingsIn(documents(SHOP, global(egress(deny(LOOPBACK), ALLOW))), {}, POLICIES);
    expect(found?.fix).toBe(
      '- action: Allow\n  protocol: TCP\n  destination:\n    nets: [127.0.0.1/32]\n    ports: [2579]',
    );
    const first = { action: 'Allow', protocol: 'TCP', destination: { nets: ['127.0.0.1/32'], ports: [2579] } };
    expect(told([global(egress(first, deny(LOOPBACK), ALLOW))])).toEqual([]);
  });
});

describe('Cilium', () => {
  const cilium = (spec: object, kind = 'CiliumNetworkPolicy') =>
    object('cilium.io/v2', kind, { name: 'own', ...(kind === 'CiliumNetworkPolicy' && { namespace: 'shop' }) }, spec);
  const all = { endpointSelector: {} };
  const CLUSTERWIDE = 'CiliumClusterwideNetworkPolicy';
  const DNS = {
    toEndpoints: [{ matchLabels: { 'k8s-app': 'kube-dns' } }],
    toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }] }],
  };
  const REDIRECT = object(
    'cilium.io/v2',
    'CiliumLocalRedirectPolicy',
    { name: 'nmi', namespace: 'default' },
    {
      redirectFrontend: { addressMatcher: { ip: '169.254.169.254', toPorts: [{ port: '80', protocol: 'TCP' }] } },
    },
  );

  test.each<[string, string[], string[]]>([
    ['all', [cilium({ ...all, egress: [{}] })], ['blocked warning CiliumNetworkPolicy shop/own spec.egress']],
    [
      'all but names of hosts',
      [cilium({ endpointSelector: { matchLabels: { 'k8s:app': 'orders' } }, egress: [DNS] })],
      ['blocked warning CiliumNetworkPolicy shop/own spec.egress'],
    ],
    [
      'the metadata service left out of the world',
      [
        cilium(
          { ...all, egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }] }] },
          CLUSTERWIDE,
        ),
      ],
      ['blocked warning CiliumClusterwideNetworkPolicy own spec.egress'],
    ],
    [
      'all denied',
      [cilium({ ...all, egress: [{ toEntities: ['all'] }], egressDeny: [{ toEntities: ['all'] }] })],
      ['blocked warning CiliumNetworkPolicy shop/own spec.egressDeny[0]'],
    ],
    [
      'the metadata service, where a redirect of Cilium may be elsewhere',
      [cilium({ ...all, egress: [{ toEntities: ['cluster'] }] })],
      ['blocked info CiliumNetworkPolicy shop/own spec.egress'],
    ],
    [
      'NMI behind a redirect of Cilium',
      [REDIRECT, cilium({ ...all, egress: [{ toCIDR: ['169.254.169.254/32'] }] })],
      ['blocked warning CiliumNetworkPolicy shop/own spec.egress'],
    ],
  ])('blocked: %s', (_what, texts, expected) => {
    expect(told(texts)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['the world allowed', [cilium({ ...all, egress: [DNS, { toEntities: ['world'] }] })]],
    [
      'the address and port allowed',
      [
        cilium({
          ...all,
          egress: [{ toCIDR: ['169.254.169.254/32'], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }],
        }),
      ],
    ],
    [
      'allowed by another policy',
      [cilium({ ...all, egress: [DNS] }), cilium({ ...all, egress: [{ toEntities: ['world'] }] }, CLUSTERWIDE)],
    ],
    ['no denial by default', [cilium({ ...all, enableDefaultDeny: { egress: false }, egress: [DNS] })]],
    ['ingress only', [cilium({ ...all, ingress: [{}] })]],
    ['other pods', [cilium({ endpointSelector: { matchLabels: { app: 'billing' } }, egress: [{}] })]],
    [
      'another namespace',
      [
        cilium(
          { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'billing' } }, egress: [{}] },
          CLUSTERWIDE,
        ),
      ],
    ],
    ['nodes', [cilium({ nodeSelector: {}, egress: [{}] }, CLUSTERWIDE)]],
    ['behind a redirect of Cilium', [REDIRECT, cilium({ ...all, egress: [{ toEntities: ['host'] }] })]],
    [
      'a policy of Kubernetes that allows the address, which Cilium sees',
      [
        cilium({ ...all, ingress: [{}] }),
        object(
          'networking.k8s.io/v1',
          'NetworkPolicy',
          { name: 'own', namespace: 'shop' },
          {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [{ to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] }],
          },
        ),
      ],
    ],
  ])('silent: %s', (_what, texts) => {
    expect(told(texts)).toEqual([]);
  });

  test.each<[string, object]>([
    ['groups of a cloud', { ...all, egress: [{ toGroups: [{ aws: {} }] }] }],
    [
      'rules for HTTP',
      {
        ...all,
        egress: [
          { toEntities: ['world'], toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ path: '/shop' }] } }] },
        ],
      },
    ],
    ['a named range', { ...all, egress: [{ toCIDRSet: [{ cidrGroupRef: 'azure' }] }] }],
  ])('not understood: %s', (_what, spec) => {
    expect(told([cilium(spec)])).toEqual([
      expect.stringMatching(/^not understood info CiliumNetworkPolicy shop\/own /),
    ]);
  });

  test('what to write is silent', () => {
    const [found] = findingsIn(documents(SHOP, cilium({ ...all, egress: [DNS] })), {}, POLICIES);
    expect(found?.fix).toBe(
      '- toCIDR: [169.254.169.254/32]\n  toPorts:\n    - ports:\n        - port: "80"\n          protocol: TCP',
    );
  });

  test('a policy of Kubernetes for the address of NMI only does not help', () => {
    const policy = (cidr: string) =>
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        { name: 'own', namespace: 'shop' },
        {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr } }] }],
        },
      );
    expect(told([policy('127.0.0.1/32')])).toEqual([]);
    expect(told([policy('127.0.0.1/32')], { networkPlugin: 'cilium' })).toEqual([
      'blocked warning NetworkPolicy shop/own spec.egress',
    ]);
  });
});

describe('other products', () => {
  const admin = (subject: object, egress: object[] = [{ action: 'Deny' }]) =>
    object(
      'policy.networking.k8s.io/v1alpha1',
      'AdminNetworkPolicy',
      { name: 'base' },
      { priority: 1, subject, egress },
    );

  test('are not understood, once', () => {
    expect(told([admin({ namespaces: {} }), changed(WORKLOAD, 'name: orders\n', 'name: worker\n')])).toEqual([
      'not understood info AdminNetworkPolicy base spec.egress',
    ]);
    expect(
      told([object('crd.antrea.io/v1beta1', 'NetworkPolicy', { name: 'own', namespace: 'shop' }, { egress: [{}] })]),
    ).toEqual(['not understood info NetworkPolicy shop/own spec.egress']);
  });

  test('are silent where they cannot matter', () => {
    expect(told([admin({ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'billing' } } })])).toEqual([]);
    expect(
      told([admin({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'billing' } } } })]),
    ).toEqual([]);
    expect(told([admin({ namespaces: {} }, [])])).toEqual([]);
    expect(
      told([object('crd.antrea.io/v1beta1', 'NetworkPolicy', { name: 'own', namespace: 'billing' }, { egress: [{}] })]),
    ).toEqual([]);
  });
});
