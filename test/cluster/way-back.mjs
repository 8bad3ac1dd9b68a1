import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { stagesYaml } from './stages-app.mjs';

const require = createRequire(import.meta.url);
const { Injection, MigrationStage, TokenExchange } = require('../../build/lib');

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;
const { MANIFEST } = Injection;

/** Where a workload may come back from. */
const AWAY = {
  dual: { stage: DUAL, tokenExpiration: 7200 },
  'dual by manifest': { stage: DUAL, injection: MANIFEST },
  'dual with identity bindings': { stage: DUAL, exchange: TokenExchange.IDENTITY_BINDING },
  proxy: { stage: PROXY, proxyPort: 8010 },
  'proxy by manifest': { stage: PROXY, injection: MANIFEST },
  'workload-identity': { stage: WORKLOAD_IDENTITY },
};

/** Kinds whose pod template can be changed. */
const KINDS = 'deployments,statefulsets,daemonsets,replicasets,cronjobs';

/**
 * The way back to pod identity: an explicit `pod-identity` gives the cluster the pod templates that it had. Dropping the
 * setting instead leaves the ServiceAccount in them.
 */
export function wayBack({ kubectl, expectOk, write }) {
  for (const [way, flags] of [
    ['client-side', []],
    ['server-side', ['--server-side']],
  ]) {
    back(way, flags);
    trap(way, flags);
  }

  function back(way, flags) {
    const { apply, state } = cluster(`back-${way}`, flags);
    apply();
    const before = state();
    const all = Object.keys(before);
    for (const [away, settings] of Object.entries(AWAY)) {
      const name = `${way}: back from ${away}`;
      const { exchange } = settings;
      const last = state();
      apply(settings);
      // With identity bindings the app is without that of the application.
      const moved = exchange ? all.filter((workload) => workload !== 'Deployment partner') : all;
      expectSame(`${name}: all templates were changed`, changed(last, state()), moved);
      apply({ stage: POD_IDENTITY, exchange });
      const after = state();
      expectSame(`${name}: the templates are what they were`, withoutAccounts(after), withoutAccounts(before));
      expectSame(`${name}: and the accounts`, accounts(after), accounts(before));
    }
    // Now the setting may go: nothing rolls out.
    const after = state();
    apply();
    expectSame(`${way}: without the setting nothing changes`, state(), after);
  }

  function trap(way, flags) {
    const { apply, state } = cluster(`trap-${way}`, flags);
    apply();
    const before = accounts(state());
    apply({ stage: DUAL });
    const dual = accounts(state());
    const made = Object.keys(before).filter((workload) => before[workload] !== dual[workload]);
    expectSame(
      `${way}: accounts are made for workloads on default`,
      made.map((workload) => before[workload]),
      made.map(() => 'default'),
    );
    apply();
    expectSame(`${way}: dropping the setting leaves them`, accounts(state()), dual);
  }

  function cluster(namespace, flags) {
    for (const one of [namespace, `${namespace}-closed`]) kubectl(['create', 'namespace', one]);
    return {
      apply(settings) {
        const file = write('app.yaml', stagesYaml(namespace, settings, false));
        expectOk(
          `${namespace}: ${settings?.stage ?? 'no stage'} is applied`,
          kubectl(['apply', '--validate=strict', ...flags, '-f', file]),
        );
      },
      state() {
        const { stdout } = kubectl(['get', KINDS, '-n', namespace, '-o', 'json']);
        return Object.fromEntries(
          JSON.parse(stdout).items.map(({ kind, metadata, spec }) => [
            `${kind} ${metadata.name}`,
            (spec.jobTemplate?.spec ?? spec).template,
          ]),
        );
      },
    };
  }

  function expectSame(name, found, wanted) {
    const isSame = isDeepStrictEqual(found, wanted);
    const stderr = `found ${JSON.stringify(found, null, 1)}\nwanted ${JSON.stringify(wanted, null, 1)}\n`;
    expectOk(name, { status: isSame ? 0 : 1, stdout: '', stderr });
  }
}

const map = (state, what) =>
  Object.fromEntries(Object.entries(state).map(([workload, template]) => [workload, what(template)]));

const accounts = (state) => map(state, ({ spec }) => spec.serviceAccountName ?? 'default');

const withoutAccounts = (state) =>
  map(state, ({ metadata, spec: { serviceAccountName: _, serviceAccount: __, ...spec } }) => ({ metadata, spec }));

const changed = (before, after) =>
  Object.keys(before).filter((workload) => !isDeepStrictEqual(before[workload], after[workload]));
