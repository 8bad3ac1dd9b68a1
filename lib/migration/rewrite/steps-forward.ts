import type { Manifests } from '../../manifests/manifests';
import { NotEditableError } from '../../manifests/yaml-edit';
import { accountOf } from '../../simulation/admission';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { USED } from '../../upstream/workload-identity';
import { listOf } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { fieldAt, valueAt } from '../../validate/path';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { AccountOrigin } from '../../workload-identity/workload-account';
import { titleOf } from '../identity-blockers';
import { keyOfWorkload, type PlannedWorkload, plannedWorkloads } from '../planned-workload';
import { type AccountUse, accountChanges, newAccount } from './account-changes';
import { overlayOf, sourceOf } from './left-alone';
import { ObjectEdit, rewrittenOf, type Wanted } from './object-edit';
import { overlayPatch } from './overlay-patch';
import { hasChanged, NOTHING } from './record';
import {
  fieldsOf,
  LeaveError,
  type LeftAlone,
  MALFORMED,
  NO_WAY_BACK,
  type Remark,
  type RewriteOptions,
  type Steps,
  type Trees,
} from './steps';

/** Steps to a stage with Workload Identity. */
export function stepsForward(simulation: Simulation, options: RewriteOptions, trees: Trees): Steps {
  const { cluster } = simulation;
  const all = plannedWorkloads(cluster, simulation, options);
  const unmoved = indexed(
    all.filter(({ account }) => account === undefined).map(({ workload }) => workload),
    (workload) => `${workload.namespace}/${accountOf(workload)}`,
  );
  const twice = new Set(cluster.repeated.flatMap(({ first, second }) => [first, second]));
  const uses: AccountUse[] = [];
  const left: LeftAlone[] = options.workloads ? [] : outsideOfPods(simulation);
  const remarks: Remark[] = [];
  for (const planned of all) {
    const { workload, next } = planned;
    const { manifest } = workload;
    if (options.workloads && !options.workloads.has(keyOfWorkload(workload))) continue;
    try {
      if (twice.has(manifest)) throw new LeaveError('it is there twice. Give the paths of one cluster');
      const use = forward(planned, options, cluster.manifests, unmoved, trees);
      if (!use) continue;
      if (!keepsPodIdentity(options.to)) refuseWithoutLabel(simulation, workload);
      uses.push(use);
      if (next !== undefined) remarks.push(...planned.remarks.map((text) => ({ manifest, text })));
    } catch (error) {
      if (!(error instanceof LeaveError) && !(error instanceof NotEditableError)) throw error;
      left.push({ manifest, reason: error.message });
    }
  }
  const found = accountChanges(uses, cluster.manifests, trees);
  return { ...found, left: [...left, ...found.left], remarks };
}

function forward(
  planned: PlannedWorkload,
  { to }: RewriteOptions,
  manifests: Manifests,
  unmoved: ReadonlyMap<string, readonly Workload[]>,
  trees: Trees,
): AccountUse | undefined {
  const { workload, stage, next, blockers, account } = planned;
  const { manifest } = workload;
  const before = rewrittenOf(manifest.value);
  if (!before) throw new LeaveError(MALFORMED);
  const isAtEnd = before.label !== undefined || stage === MigrationStage.WORKLOAD_IDENTITY;
  if (keepsPodIdentity(to) && isAtEnd) throw new LeaveError(NO_WAY_BACK);
  if (blockers.length > 0) {
    const reasons = blockers
      .map(({ problem, advice, command }) => [problem, advice, command ?? []].flat().join(' '))
      .join(' ');
    throw new LeaveError(reasons.replace(/\.$/, ''));
  }
  if (account === undefined || (next === undefined && before === NOTHING)) return undefined;
  const fields = fieldsOf(workload);
  const source = sourceOf(manifest);
  if (source !== undefined) throw new LeaveError(source);
  if (next !== undefined) refuseOthers(planned, unmoved.get(`${workload.namespace}/${account.name}`) ?? []);
  const isProxied = to === MigrationStage.PROXY;
  const hasProxy = valueAt(manifest.value, fields.proxy) !== undefined;
  const isOurs = hasChanged(before, fields.proxy);
  if (!isProxied && hasProxy && !isOurs) {
    throw new LeaveError(`${fieldAt(fields.proxy)} was not written by this command, and adds the proxy. Remove it`);
  }
  const isMade = account.origin === AccountOrigin.MADE || hasChanged(before, fields.account);
  const wanted: Wanted[] = [
    { path: fields.use, value: USED },
    ...(isMade ? [{ path: fields.account, value: account.name }] : []),
    ...(isProxied && (!hasProxy || isOurs) ? [{ path: fields.proxy, value: USED }] : []),
  ];
  const paths = [...wanted.map(({ path }) => path), ['metadata', 'annotations', REWRITTEN_ANNOTATION]];
  const overlay = overlayOf(manifest, manifests, paths);
  if (overlay !== undefined) {
    const patch = overlayPatch(manifest, wanted, keepsPodIdentity(to) ? [] : [fields.binding]);
    const written = isMade ? ` ServiceAccount: ${JSON.stringify(newAccount(planned, account))}` : '';
    throw new LeaveError(`${overlay}, or write there: ${patch}${written}`);
  }
  const edit = new ObjectEdit(manifest, trees(manifest.document));
  edit.become(wanted);
  if (!keepsPodIdentity(to)) edit.removeLabel(fields.binding);
  edit.close();
  return { workload, manifest, edit, planned, account, isMade };
}

/** Without the label of pod identity, exceptions and bindings may match in another way. */
function refuseWithoutLabel(simulation: Simulation, workload: Workload): void {
  const { [BINDING_LABEL]: label, ...labels } = workload.labels;
  if (label === undefined) return;
  const without = { ...workload, labels, label: undefined };
  const { exception } = simulation.bypassOf(workload) ?? {};
  if (exception && !simulation.bypassOf(without)) {
    const title = `AzurePodIdentityException ${exception.namespace}/${exception.name}`;
    throw new LeaveError(
      `${title} lets its requests through to its node because of the label. Find out which identity it uses there, and let the exception match another label of it`,
    );
  }
  const [gained] = simulation.assignmentsOf(without);
  if (!gained) return;
  const { namespace, name } = gained.binding;
  throw new LeaveError(
    `without the label, AzureIdentityBinding ${namespace}/${name} selects it, because its selector is empty and the mode is managed. Delete that binding`,
  );
}

/** Entra ID trusts the account: a workload without these identities would gain them. */
function refuseOthers({ account, identities }: PlannedWorkload, others: readonly Workload[]): void {
  if (others.length === 0) return;
  const names = listOf(others.map(({ manifest }) => manifest.title));
  throw new LeaveError(
    `its ServiceAccount ${account?.name} is also that of ${names}, which could then obtain ${listOf(identities.map(titleOf))}. Give it a ServiceAccount of its own`,
  );
}

/** Labels of pod identity that are in no known pod template. */
function outsideOfPods({ cluster: { unseen, chartValues } }: Simulation): LeftAlone[] {
  return [
    ...unseen.map(({ manifest, path }) => ({
      manifest,
      reason: `${fieldAt(path)} is in no known pod template. Edit it by hand`,
    })),
    ...chartValues
      .filter(({ labels }) => labels.length > 0)
      .map(({ manifest }) => ({
        manifest,
        reason:
          'the label is in the values of a chart. Set its values for the labels and the ServiceAccount of the pods by hand',
      })),
  ];
}
