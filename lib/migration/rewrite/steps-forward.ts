import type { Manifests } from '../../manifests/manifests';
import { NotEditableError } from '../../manifests/yaml-edit';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { USED } from '../../upstream/workload-identity';
import { fieldAt, valueAt } from '../../validate/path';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { AccountOrigin } from '../../workload-identity/workload-account';
import { keyOfWorkload, type PlannedWorkload, plannedWorkloads } from '../planned-workload';
import { isWrittenOut } from '../workload-stage';
import { type AccountUse, accountChanges, newAccount } from './account-changes';
import { accountDrift } from './account-drift';
import type { Components } from './components';
import { baseReason, isUncertain, overlayOf, sourceOf } from './left-alone';
import { ObjectEdit, rewrittenOf, type Wanted } from './object-edit';
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
  UNFINISHED,
} from './steps';

/** Steps to a stage with Workload Identity. */
export function stepsForward(
  simulation: Simulation,
  options: RewriteOptions,
  trees: Trees,
  components: Components,
): Steps {
  const { cluster } = simulation;
  const all = plannedWorkloads(cluster, simulation, { ...options, writtenDefaults: components });
  const twice = new Set(cluster.repeated.flatMap(({ first, second }) => [first, second]));
  const uses: AccountUse[] = [];
  const left: LeftAlone[] = options.workloads ? [] : outsideOfPods(simulation);
  const remarks: Remark[] = [];
  const driftOf = accountDrift(simulation);
  for (const planned of all) {
    const { workload, next } = planned;
    const { manifest } = workload;
    if (options.workloads && !options.workloads.has(keyOfWorkload(workload))) continue;
    try {
      const drift = driftOf(planned);
      if (drift !== undefined) remarks.push({ manifest, text: drift, isWarning: true });
      if (twice.has(manifest)) throw new LeaveError('it is there twice. Give the paths of one cluster');
      const use = forward(planned, options, simulation, trees);
      if (!use) continue;
      if (!keepsPodIdentity(options.to)) refuseWithoutLabel(simulation, workload);
      uses.push(use);
      if (next !== undefined && use.unsafe === undefined)
        remarks.push(...planned.remarks.map((text) => ({ manifest, text })));
    } catch (error) {
      if (!(error instanceof LeaveError) && !(error instanceof NotEditableError)) throw error;
      left.push({ manifest, reason: error.message });
    }
  }
  const found = accountChanges(uses, cluster.manifests, trees, components);
  return { ...found, left: [...left, ...found.left], remarks };
}

const WRITTEN_OUT =
  'the token of Workload Identity is written into its pod template, and the label would add a second one. Change the template by hand, or the program that writes it';

function forward(
  planned: PlannedWorkload,
  { to, isFinal }: RewriteOptions,
  simulation: Simulation,
  trees: Trees,
): AccountUse | undefined {
  const { workload, stage, next, blockers, account } = planned;
  const { manifests } = simulation.cluster;
  const { manifest } = workload;
  const before = rewrittenOf(manifest.value);
  if (!before) throw new LeaveError(MALFORMED);
  const isAtEnd = before.label !== undefined || stage === MigrationStage.WORKLOAD_IDENTITY;
  if (keepsPodIdentity(to) && isAtEnd) throw new LeaveError(NO_WAY_BACK);
  if (blockers.length > 0) {
    // A command is at the end, where it can be copied.
    const reasons = blockers
      .toSorted((a, b) => Number(a.command !== undefined) - Number(b.command !== undefined))
      .map(({ problem, advice, command }) => [problem, advice, command ?? []].flat().join(' '))
      .join(' ');
    throw new LeaveError(reasons.replace(/\.$/, ''));
  }
  if (account === undefined || (next === undefined && before === NOTHING)) return undefined;
  if (isWrittenOut(workload)) {
    if (stage === to) return undefined;
    throw new LeaveError(WRITTEN_OUT);
  }
  const fields = fieldsOf(workload);
  refuseUncertain(planned, manifests);
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
  const removed = [
    ...(keepsPodIdentity(to) || workload.label === undefined ? [] : [fields.binding]),
    ...(!isProxied && hasProxy && isOurs ? [fields.proxy] : []),
  ];
  const patch = {
    wanted,
    removed,
    account: isMade ? () => newAccount(planned, account) : undefined,
    remarks: planned.remarks,
  };
  const common = { workload, manifest, planned, account, isMade, patch };
  const paths = [...wanted.map(({ path }) => path), ...removed, ['metadata', 'annotations', REWRITTEN_ANNOTATION]];
  const base = baseReason(manifest, manifests);
  const unsafe = sourceOf(manifest) ?? overlayOf(manifest, manifests, paths) ?? (next && base);
  const edit = new ObjectEdit(manifest.written, trees(manifest.document));
  if (unsafe !== undefined) return { ...common, edit, unsafe };
  try {
    edit.become(wanted);
    if (!keepsPodIdentity(to)) edit.removeLabel(fields.binding);
    edit.close();
  } catch (error) {
    if (!(error instanceof NotEditableError)) throw error;
    return { ...common, edit, unsafe: error.message };
  }
  if (base !== undefined && edit.edits.length > 0) return { ...common, edit, unsafe: base };
  if (!keepsPodIdentity(to) && isFinal && edit.edits.length > 0) throw new LeaveError(UNFINISHED);
  return { ...common, edit };
}

/** Who may use which identity is not known when kustomize changes what decides on it in unknown ways. */
function refuseUncertain({ workload, identities }: PlannedWorkload, manifests: Manifests): void {
  const sources = identities.flatMap(({ source }) => (source ? [source.manifest] : []));
  const uncertain = [workload.manifest, ...sources].find((manifest) => isUncertain(manifest, manifests));
  if (!uncertain) return;
  throw new LeaveError(
    `what a patch of kustomize makes of ${uncertain.title} is not known. Patch ${workload.manifest.title} in the overlay; migrate plan says what the output of kustomize build needs`,
  );
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

/** Labels of pod identity that are in no known pod template, and not in the values of a chart. */
function outsideOfPods({ cluster: { unseen, chartValues } }: Simulation): LeftAlone[] {
  const inValues = new Set(chartValues.filter(({ labels }) => labels.length > 0).map(({ manifest }) => manifest));
  return unseen
    .filter(({ manifest }) => !inValues.has(manifest))
    .map(({ manifest, path }) => ({
      manifest,
      reason: `${fieldAt(path)} is in no known pod template. Edit it by hand`,
    }));
}
