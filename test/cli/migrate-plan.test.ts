import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Manifests, MigrationStage } from '../../lib';
import { fittedWidths, rowLines } from '../../lib/cli/migrate/columns';
import { planTable } from '../../lib/cli/migrate/plan-table';
import { planOf } from '../../lib/migration/plan';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { widthOf } from '../../lib/validate/columns';
import { NO_COLOURS } from '../../lib/validate/style';
import { binding, deployment, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { TEAMS } from '../support/teams';

const ALL = Object.values(TEAMS).join('---\n');
const plan = (input: string, ...options: string[]) => command(['migrate', 'plan', '-', ...options], input);
const json = async (input: string, ...options: string[]) =>
  JSON.parse((await plan(input, '--format', 'json', ...options)).out);

const TABLE = `4 workloads with pod identity or Workload Identity; 3 can take the next step; 1 blocked; 1 without
either.

  WORKLOAD            STAGE         NEXT           SERVICEACCOUNT  IDENTITY
checkout
  Deployment basket   pod-identity  dual           basket, new     checkout/basket
  CronJob sweep       pod-identity  dual           basket, new     checkout/basket
ledger
  StatefulSet poster  pod-identity  dual           poster          ledger/books
search
  Deployment crawler  pod-identity  dual, blocked  crawler, new    search/index, search/queries

What blocks
  It has several identities: AzureIdentity search/index, AzureIdentity search/queries. Workload
  Identity needs to know which one is the default. Write AZURE_CLIENT_ID in its containers, or
  choose one, as in:
    aad-pod-identity migrate rewrite PATH --to dual --default-identity Deployment/search/crawler=search/index
    <stdin>:159:1  Deployment search/crawler

Next stages
  4 workloads (1 blocked) from pod-identity to dual: At dual, clients that know Workload Identity
  use it, and NMI answers the others. A client that is too old for Workload Identity, and shall
  leave NMI all the same, needs --to proxy.

Identities
  identity basket of resource group ids
    at least 1 of 20 federated credentials: 1 needed here
    /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/basket
    system:serviceaccount:checkout:basket, for CronJob checkout/sweep, Deployment checkout/basket
  identity index of resource group ids
    at least 1 of 20 federated credentials: 1 needed here
    /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/index
    system:serviceaccount:search:crawler, for Deployment search/crawler
  identity queries of resource group ids
    at least 1 of 20 federated credentials: 1 needed here
    /subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/queries
    system:serviceaccount:search:crawler, for Deployment search/crawler
  application 20000000-0000-4000-8000-000000000001
    at least 1 of 20 federated credentials: 1 needed here
    system:serviceaccount:ledger:poster, for StatefulSet ledger/poster

Companions
  <stdin>:130:5  SecretProviderClass ledger/keys, spec.parameters.usePodIdentity
    The driver asks NMI for tokens of the pods that mount it.
    set spec.parameters.usePodIdentity: "false"
    set spec.parameters.clientID: 20000000-0000-4000-8000-000000000001
    The driver then exchanges the token of the pod's ServiceAccount, with or without the webhook,
    once the federated credential is there.
  <stdin>:177:17  TriggerAuthentication search/backlog, spec.podIdentity.provider
    The operator of KEDA asks NMI for tokens.
    set spec.podIdentity.provider: azure-workload
    set spec.podIdentity.identityId: <client id>
    The subject of the federated credential is the ServiceAccount of KEDA's operator, not that of
    the workload. KEDA 2.15 and later knows no pod identity.

Phases
  1. Switch on Workload Identity in the cluster
     Run aad-pod-identity azure federate with --enable, or: az aks update --enable-oidc-issuer
     --enable-workload-identity. The API server restarts.
     Gate: The cluster has an issuer URL, and the webhook runs. Give the URL to aad-pod-identity
     migrate plan, as --issuer.
     Way back: Workload Identity can be switched off, the OIDC issuer cannot. Neither changes
     anything for pod identity.
  2. Create the federated credentials
     Run aad-pod-identity azure federate, and what it prints. One at a time for each identity.
     - system:serviceaccount:checkout:basket at identity basket of resource group ids
     - system:serviceaccount:search:crawler at identity index of resource group ids
     - system:serviceaccount:search:crawler at identity queries of resource group ids
     - system:serviceaccount:ledger:poster at application 20000000-0000-4000-8000-000000000001
     Gate: Each is listed by az, and some minutes have passed. Clients do not fall back to NMI when
     one is missing.
     Way back: Delete them. Pod identity does not depend on them.
  3. Create and annotate the ServiceAccounts
     aad-pod-identity migrate rewrite writes them beside their workloads. Apply them before the
     pods.
     - ServiceAccount checkout/basket, new
     - ServiceAccount ledger/poster
     - ServiceAccount search/crawler, new
     Gate: All are in the cluster, and the webhook runs: it refuses pods whose ServiceAccount is
     missing.
     Way back: Their annotations have no effect without the label of the pods.
  4. Move the pods to dual or proxy
     Run aad-pod-identity migrate rewrite with --to dual or --to proxy, first for one workload
     (--workload), then for the others, and apply.
     - Deployment checkout/basket to dual
     - CronJob checkout/sweep to dual
     - StatefulSet ledger/poster to dual
     - Deployment search/crawler to dual, blocked
     Gate: aad-pod-identity azure verify obtains a token in each, and the sign-in logs of the
     identity show Workload Identity.
     Way back: Run aad-pod-identity migrate rewrite with --to pod-identity, and apply. Label,
     bindings and identities are all there still, and NMI answers again.
  5. Change what else uses pod identity
     Set what is listed under companions, in the object or in the values of the chart.
     - SecretProviderClass ledger/keys
     - TriggerAuthentication search/backlog
     Gate: Secrets are mounted, scalers scale, and the controllers log no errors of authentication.
     Way back: Undo the change. NMI answers as long as bindings and identities are there.
  6. Move the pods to workload-identity
     Run aad-pod-identity migrate rewrite with --to workload-identity, and apply. Bindings and
     identities stay until all pods are new.
     - Deployment checkout/basket
     - CronJob checkout/sweep
     - StatefulSet ledger/poster
     - Deployment search/crawler
     Gate: All pods are new and obtain tokens, and the log of NMI shows no requests of them.
     Way back: git revert, and apply, as long as bindings and identities are in the cluster.
  7. Delete bindings and identities
     Run aad-pod-identity migrate rewrite with --to workload-identity --final, in a commit of its
     own after that rollout. MIC then removes the identities from the nodes.
     - AzureIdentityBinding checkout/basket
     - AzureIdentityBinding ledger/books
     - AzureIdentityBinding search/index
     - AzureIdentityBinding search/queries
     - AzureIdentity checkout/basket
     - AzureIdentity ledger/books
     - AzureIdentity search/index
     - AzureIdentity search/queries
     Gate: Nothing that used an identity of its node, as pods of an exception and on the host
     network, has lost it.
     Way back: Apply them again. MIC needs some minutes to assign the identities, and this works
     only while MIC and NMI run.
  8. Delete the secrets of service principals
     The Secrets in the cluster, and the secrets and certificates of the applications in Entra ID.
     Workload Identity needs none.
     - Secret ledger/books
     Gate: Nothing else signs in with them.
     Way back: Create a new secret of the application.
`;

const MARKDOWN = `## From pod identity to Workload Identity

4 workloads with pod identity or Workload Identity; 3 can take the next step; 1 blocked; 1 without either.

### checkout

| Workload | Stage | Next | ServiceAccount | Identity |
| --- | --- | --- | --- | --- |
| Deployment basket | pod-identity | dual | basket, new | checkout/basket |
| CronJob sweep | pod-identity | dual | basket, new | checkout/basket |

### ledger

| Workload | Stage | Next | ServiceAccount | Identity |
| --- | --- | --- | --- | --- |
| StatefulSet poster | pod-identity | dual | poster | ledger/books |

### search

| Workload | Stage | Next | ServiceAccount | Identity |
| --- | --- | --- | --- | --- |
| Deployment crawler | pod-identity | dual, blocked | crawler, new | search/index, search/queries |

### What blocks

- [ ] It has several identities: AzureIdentity search/index, AzureIdentity search/queries. Workload Identity needs to know which one is the default. Write AZURE\\_CLIENT\\_ID in its containers, or choose one, as in: \`aad-pod-identity migrate rewrite PATH --to dual --default-identity Deployment/search/crawler=search/index\` For \`Deployment search/crawler\`

### Next stages

- 4 workloads (1 blocked) from pod-identity to dual: At dual, clients that know Workload Identity use it, and NMI answers the others. A client that is too old for Workload Identity, and shall leave NMI all the same, needs --to proxy.

### Identities

- \`/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/basket\`: at least 1 of 20 federated credentials: 1 needed here.
  - system:serviceaccount:checkout:basket, for CronJob checkout/sweep, Deployment checkout/basket
- \`/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/index\`: at least 1 of 20 federated credentials: 1 needed here.
  - system:serviceaccount:search:crawler, for Deployment search/crawler
- \`/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/queries\`: at least 1 of 20 federated credentials: 1 needed here.
  - system:serviceaccount:search:crawler, for Deployment search/crawler
- \`20000000-0000-4000-8000-000000000001\`: at least 1 of 20 federated credentials: 1 needed here.
  - system:serviceaccount:ledger:poster, for StatefulSet ledger/poster

### Companions

- [ ] \`SecretProviderClass ledger/keys\`, \`spec.parameters.usePodIdentity\`: The driver asks NMI for tokens of the pods that mount it. Set \`spec.parameters.usePodIdentity: "false"\`, \`spec.parameters.clientID: 20000000-0000-4000-8000-000000000001\`. The driver then exchanges the token of the pod's ServiceAccount, with or without the webhook, once the federated credential is there.
- [ ] \`TriggerAuthentication search/backlog\`, \`spec.podIdentity.provider\`: The operator of KEDA asks NMI for tokens. Set \`spec.podIdentity.provider: azure-workload\`, \`spec.podIdentity.identityId: <client id>\`. The subject of the federated credential is the ServiceAccount of KEDA's operator, not that of the workload. KEDA 2.15 and later knows no pod identity.

### Phases

#### 1. Switch on Workload Identity in the cluster

Run aad-pod-identity azure federate with --enable, or: az aks update --enable-oidc-issuer --enable-workload-identity. The API server restarts.

**Gate:** The cluster has an issuer URL, and the webhook runs. Give the URL to aad-pod-identity migrate plan, as --issuer.

**Way back:** Workload Identity can be switched off, the OIDC issuer cannot. Neither changes anything for pod identity.

#### 2. Create the federated credentials

Run aad-pod-identity azure federate, and what it prints. One at a time for each identity.

- [ ] \`system:serviceaccount:checkout:basket at identity basket of resource group ids\`
- [ ] \`system:serviceaccount:search:crawler at identity index of resource group ids\`
- [ ] \`system:serviceaccount:search:crawler at identity queries of resource group ids\`
- [ ] \`system:serviceaccount:ledger:poster at application 20000000-0000-4000-8000-000000000001\`

**Gate:** Each is listed by az, and some minutes have passed. Clients do not fall back to NMI when one is missing.

**Way back:** Delete them. Pod identity does not depend on them.

#### 3. Create and annotate the ServiceAccounts

aad-pod-identity migrate rewrite writes them beside their workloads. Apply them before the pods.

- [ ] \`ServiceAccount checkout/basket, new\`
- [ ] \`ServiceAccount ledger/poster\`
- [ ] \`ServiceAccount search/crawler, new\`

**Gate:** All are in the cluster, and the webhook runs: it refuses pods whose ServiceAccount is missing.

**Way back:** Their annotations have no effect without the label of the pods.

#### 4. Move the pods to dual or proxy

Run aad-pod-identity migrate rewrite with --to dual or --to proxy, first for one workload (--workload), then for the others, and apply.

- [ ] \`Deployment checkout/basket to dual\`
- [ ] \`CronJob checkout/sweep to dual\`
- [ ] \`StatefulSet ledger/poster to dual\`
- [ ] \`Deployment search/crawler to dual, blocked\`

**Gate:** aad-pod-identity azure verify obtains a token in each, and the sign-in logs of the identity show Workload Identity.

**Way back:** Run aad-pod-identity migrate rewrite with --to pod-identity, and apply. Label, bindings and identities are all there still, and NMI answers again.

#### 5. Change what else uses pod identity

Set what is listed under companions, in the object or in the values of the chart.

- [ ] \`SecretProviderClass ledger/keys\`
- [ ] \`TriggerAuthentication search/backlog\`

**Gate:** Secrets are mounted, scalers scale, and the controllers log no errors of authentication.

**Way back:** Undo the change. NMI answers as long as bindings and identities are there.

#### 6. Move the pods to workload-identity

Run aad-pod-identity migrate rewrite with --to workload-identity, and apply. Bindings and identities stay until all pods are new.

- [ ] \`Deployment checkout/basket\`
- [ ] \`CronJob checkout/sweep\`
- [ ] \`StatefulSet ledger/poster\`
- [ ] \`Deployment search/crawler\`

**Gate:** All pods are new and obtain tokens, and the log of NMI shows no requests of them.

**Way back:** git revert, and apply, as long as bindings and identities are in the cluster.

#### 7. Delete bindings and identities

Run aad-pod-identity migrate rewrite with --to workload-identity --final, in a commit of its own after that rollout. MIC then removes the identities from the nodes.

- [ ] \`AzureIdentityBinding checkout/basket\`
- [ ] \`AzureIdentityBinding ledger/books\`
- [ ] \`AzureIdentityBinding search/index\`
- [ ] \`AzureIdentityBinding search/queries\`
- [ ] \`AzureIdentity checkout/basket\`
- [ ] \`AzureIdentity ledger/books\`
- [ ] \`AzureIdentity search/index\`
- [ ] \`AzureIdentity search/queries\`

**Gate:** Nothing that used an identity of its node, as pods of an exception and on the host network, has lost it.

**Way back:** Apply them again. MIC needs some minutes to assign the identities, and this works only while MIC and NMI run.

#### 8. Delete the secrets of service principals

The Secrets in the cluster, and the secrets and certificates of the applications in Entra ID. Workload Identity needs none.

- [ ] \`Secret ledger/books\`

**Gate:** Nothing else signs in with them.

**Way back:** Create a new secret of the application.
`;

describe('migrate plan of three teams', () => {
  test('the table: what each workload needs, what blocks it, and the phases', async () => {
    expect(await plan(ALL)).toEqual({ code: 2, out: TABLE, error: '' });
  });

  test('the ticket', async () => {
    expect(await plan(ALL, '--format', 'markdown')).toEqual({ code: 2, out: MARKDOWN, error: '' });
  });

  test('JSON', async () => {
    const { blocked, workloads, others, identities, companions, openEnds, phases } = await json(ALL);
    expect({ blocked, others, openEnds }).toEqual({ blocked: true, others: 1, openEnds: [] });
    expect(workloads[0]).toEqual({
      kind: 'Deployment',
      namespace: 'checkout',
      name: 'basket',
      file: '<stdin>',
      line: 23,
      label: 'basket',
      stage: 'pod-identity',
      next: 'dual',
      why: expect.stringMatching(/^At dual, /),
      serviceAccount: 'basket',
      accountOrigin: 'made',
      subject: 'system:serviceaccount:checkout:basket',
      clientID: '10000000-0000-4000-8000-000000000001',
      identities: [
        {
          namespace: 'checkout',
          name: 'basket',
          kind: 'managedIdentity',
          identity: expect.stringMatching(/\/userAssignedIdentities\/basket$/),
          clientID: '10000000-0000-4000-8000-000000000001',
        },
      ],
      blockers: [],
      remarks: [],
    });
    expect(
      workloads.map(({ name, blockers }: { name: string; blockers: unknown[] }) => [name, blockers.length]),
    ).toEqual([
      ['basket', 0],
      ['sweep', 0],
      ['poster', 0],
      ['crawler', 1],
    ]);
    expect(identities.at(-1)).toEqual({
      identity: '20000000-0000-4000-8000-000000000001',
      kind: 'application',
      clientID: '20000000-0000-4000-8000-000000000001',
      credentials: 1,
      most: 20,
      exact: false,
      needed: [
        { subject: 'system:serviceaccount:ledger:poster', known: false, workloads: ['StatefulSet ledger/poster'] },
      ],
      others: [],
      blockers: [],
      remarks: [],
    });
    expect(companions.map(({ kind, field }: { kind: string; field: string }) => [kind, field])).toEqual([
      ['SecretProviderClass', 'spec.parameters.usePodIdentity'],
      ['TriggerAuthentication', 'spec.podIdentity.provider'],
    ]);
    expect(phases).toHaveLength(8);
  });

  test('nothing blocks once the default is decided', async () => {
    const decided = ALL.replace(
      'image: registry.example/crawler:2',
      'image: registry.example/crawler:2\n          env: [{name: AZURE_CLIENT_ID, value: 30000000-0000-4000-8000-000000000002}]',
    );
    const { code, out } = await plan(decided, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out).workloads.at(-1)).toMatchObject({
      next: 'dual',
      clientID: '30000000-0000-4000-8000-000000000002',
    });
  });

  test('a part of the repository does not look like nothing to do', async () => {
    const part = TEAMS['checkout/basket.yaml'] ?? '';
    const { code, out } = await plan(part);
    expect(code).toBe(2);
    expect(out).toContain('2 blocked');
    expect(out).toContain('no binding has the selector "basket"');
  });

  test('a folder of kustomize is planned as it is, and a chart not: both are said', async () => {
    const folder = new Folder({
      'base/kustomization.yaml': 'resources: [basket.yaml]\nnamePrefix: a-\n',
      'base/basket.yaml': TEAMS['checkout/basket.yaml'] ?? '',
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    });
    try {
      const { code, out } = await command(['migrate', 'plan', folder.path, '--format', 'json']);
      expect(code).toBe(2);
      const { openEnds } = JSON.parse(out);
      expect(
        openEnds.map(({ place, problem }: { place: string; problem: string }) => [basename(place), problem]),
      ).toEqual([
        ['base', 'This kustomization is not applied: the files beside it are planned as they are.'],
        ['chart', 'It was skipped, because something must render it first.'],
      ]);
    } finally {
      folder.remove();
    }
  });

  test('without pod identity there is nothing to do', async () => {
    const { code, out } = await plan(yaml(deployment('shop', 'page', {})));
    expect({ code, out }).toEqual({
      code: 0,
      out: '0 workloads with pod identity or Workload Identity; 0 can take the next step; 1 without either.\n',
    });
  });
});

describe('options', () => {
  test.each([
    [['--kubernetes-version', 'new'], '--kubernetes-version: got "new"; allowed: a version such as "1.35"\n'],
    [
      ['--to', 'last'],
      "error: option '--to <stage>' argument 'last' is invalid. Allowed choices are pod-identity, dual, proxy, workload-identity.",
    ],
    [
      ['--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, markdown, json, html.",
    ],
  ])('%j', async (options, message) => {
    const { code, out, error } = await plan(ALL, ...options);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toContain(message);
  });
});

describe('what comes from files', () => {
  const evil = '<img src=x>|\u001b[31m`@team';
  const input = yaml(
    identity('shop', 'orders', { clientID: evil }),
    binding('shop', 'orders', 'orders', 'orders'),
    deployment('shop', 'web', labelled('orders'), {
      containers: [{ name: 'main', image: 'i', env: [{ name: 'AZURE_CLIENT_ID', value: 'x' }] }],
    }),
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'release', namespace: 'shop' },
      spec: { chart: { spec: { chart: evil } }, values: { podLabels: { aadpodidbinding: evil } } },
    },
  );

  test('has no effect in a terminal', async () => {
    const { out } = await plan(input);
    expect(out).not.toContain('\u001b');
  });

  test('has no effect in a ticket', async () => {
    const { out } = await plan(input, '--format', 'markdown');
    expect(out).not.toContain('\u001b');
    expect(out.replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/(?<!\\)<img|(?<!\\)@team/);
    const rows = out.split('\n').filter((line) => line.startsWith('| Deployment'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });
});

describe('an identity with more credentials than it can have', () => {
  const shared = (count: number) =>
    yaml(
      identity('infra', 'shared', { clientID: 'o' }),
      binding('infra', 'shared', 'shared', 'shared'),
      ...Array.from({ length: count }, (_, i) => deployment(`preview-${i}`, 'web', labelled('shared'))),
      deployment('shop', 'page', {}),
    );

  test('blocks its workloads', async () => {
    const { code, out } = await plan(shared(21));
    expect(code).toBe(2);
    expect(out.split('\n')[0]).toBe(
      '21 workloads with pod identity or Workload Identity; 0 can take the next step; 21 blocked; 1 without',
    );
    expect(out.replace(/\s+/g, ' ')).toContain('needs at least 21 federated credentials, and can have 20. Let');
    const { workloads } = await json(shared(21));
    expect(workloads.every(({ blockers }: { blockers: unknown[] }) => blockers.length === 1)).toBe(true);
  });

  test('and not with 20', async () => {
    const { code, out } = await plan(shared(20));
    expect(code).toBe(0);
    expect(out).toContain('20 can take the next step; 1 without');
  });

  test('those that are not moved do not block', async () => {
    const { code, out } = await plan(shared(21), '--to', 'pod-identity');
    expect(code).toBe(2);
    expect(out).toContain('0 can take the next step');
    expect(out).not.toMatch(/\d blocked/);
    expect(out).toContain('What blocks');
  });
});

describe('the table', () => {
  const SUBSCRIPTION = '/subscriptions/10000000-0000-4000-8000-000000000000';
  const resource = `${SUBSCRIPTION}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/payments`;
  const input = yaml(
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'pay',
        namespace: 'pay',
        annotations: {
          'azure.workload.identity/client-id': '10000000-0000-4000-8000-000000000001',
          'aad-pod-identity.federation/identities': `10000000-0000-4000-8000-000000000001=${resource}`,
        },
      },
    },
    deployment('pay', 'pay', { 'azure.workload.identity/use': 'true' }, { serviceAccountName: 'pay' }),
  );

  test('has the name of an identity, and not its resource id', async () => {
    const { code, out } = await plan(input);
    expect(code).toBe(0);
    expect(out).toContain(`1 workload with pod identity or Workload Identity; 0 can take the next step; 1 done.

  WORKLOAD        STAGE              NEXT  SERVICEACCOUNT  IDENTITY
pay
  Deployment pay  workload-identity  -     pay             payments
`);
    expect(out).toContain(`
  identity payments of resource group ids
    at least 1 of 20 federated credentials: 1 needed here
    ${resource}
`);
  });

  test('breaks few cells, and at hyphens', () => {
    const cells = [
      [10, 10, 10, 10, 30],
      [40, 40, 40, 40, 40],
    ];
    expect(fittedWidths(cells, 62)).toEqual([20, 40]);
    expect(fittedWidths(cells, 100)).toEqual([30, 40]);
    expect(fittedWidths([[50], [50]], 10)).toEqual([10, 10]);
    expect(rowLines(['workload-identity', 'x'], [12, 1])).toEqual(['workload-     x', 'identity']);
  });
});

test.each([60, 80, 140])('no cell of a table is wider than a terminal of %d columns', (width) => {
  const long = `${'very-'.repeat(11)}long`;
  const input = yaml(
    identity('shop', long, { clientID: 'o' }),
    binding('shop', 'b', long, 'orders'),
    deployment('shop', long, labelled('orders')),
  );
  const planned = planOf(simulationOf(Manifests.fromText('a.yaml', input)), { to: MigrationStage.PROXY });
  const text = [...planTable(planned, { style: NO_COLOURS, width })].join('');
  const table = text.slice(text.indexOf('WORKLOAD'), text.indexOf('Next stages'));
  for (const line of table.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
  // Nothing is lost.
  expect(table.replaceAll(/\s/g, '').length).toBeGreaterThan(3 * long.length);
});
