import type { Manifest } from '../../manifests/manifest';
import { NotEditableError } from '../../manifests/yaml-edit';
import { accountOf } from '../../simulation/admission';
import type { Cluster } from '../../simulation/cluster';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { IDENTITIES_ANNOTATION } from '../../upstream/federation';
import { DEFAULT_ACCOUNT, USE_LABEL } from '../../upstream/workload-identity';
import { show } from '../../validate/format';
import { fieldAt, valueAt } from '../../validate/path';
import { MigrationStage } from '../../workload-identity/migration-stage';
import { keyOfWorkload } from '../planned-workload';
import { stageOf } from '../workload-stage';
import type { Components } from './components';
import { backInComponents } from './components-back';
import { baseReason, reasonToLeave } from './left-alone';
import { isChangedSince, ObjectEdit, rewrittenOf, type Wanted } from './object-edit';
import { NOTHING } from './record';
import {
  type AccountChange,
  fieldsOf,
  LeaveError,
  type LeftAlone,
  MALFORMED,
  NO_WAY_BACK,
  type Remark,
  type RewriteOptions,
  type Step,
  type Steps,
  type Trees,
} from './steps';

const ALONE = 'To change all of them, give the base as the only path';

/** Steps back to pod identity: what was rewritten is undone, and nothing else. */
export function stepsBack(
  { cluster }: Simulation,
  options: RewriteOptions,
  trees: Trees,
  components: Components,
): Steps {
  const steps: Step[] = [];
  const left: LeftAlone[] = [];
  for (const workload of cluster.workloads) {
    if (options.workloads && !options.workloads.has(keyOfWorkload(workload))) continue;
    const { manifest } = workload;
    try {
      const edit = back(workload, options, trees);
      if (!edit) continue;
      const changed = rewrittenOf(manifest.value)?.changes.map(({ path }) => path) ?? [];
      const reason = reasonToLeave(manifest, cluster.manifests, changed);
      if (reason !== undefined) throw new LeaveError(reason);
      const base = edit.edits.length > 0 ? baseReason(manifest, cluster.manifests) : undefined;
      if (base !== undefined) throw new LeaveError(`${base}, and was rewritten there. ${ALONE}`);
      steps.push({ workload, manifest, edit });
    } catch (error) {
      if (!(error instanceof LeaveError) && !(error instanceof NotEditableError)) throw error;
      left.push({ manifest, reason: error.message });
    }
  }
  left.push(...backInComponents(cluster.workloads, cluster.manifests, components, options, steps));
  const objects = cluster.manifests.objects.map(({ written }) => written);
  const accounts = options.isFinal ? accountsBack(cluster, objects, steps, components, trees, options, left) : [];
  const places = new Map<Manifest, ObjectEdit>(steps.map(({ manifest, edit }) => [manifest, edit]));
  for (const change of accounts) if (change.kind === 'edit') places.set(change.place, change.edit);
  return { steps, accounts, left, remarks: [...places].flatMap(([manifest, { kept }]) => keptRemarks(manifest, kept)) };
}

const keptRemarks = (manifest: Manifest, kept: readonly Wanted[]): Remark[] =>
  kept.map(({ path, value }) => ({
    manifest,
    text: `${fieldAt(path)}: ${show(value)} is not what this command wrote, and stays. Change it by hand if it should go.`,
    isWarning: true,
  }));

function back(workload: Workload, { isFinal }: RewriteOptions, trees: Trees): ObjectEdit | undefined {
  const { manifest } = workload;
  const before = rewrittenOf(manifest.value);
  if (!before) throw new LeaveError(MALFORMED);
  const stage = stageOf(workload);
  if (before.label !== undefined || stage === MigrationStage.WORKLOAD_IDENTITY) throw new LeaveError(NO_WAY_BACK);
  if (before === NOTHING) {
    if (stage === undefined || stage === MigrationStage.POD_IDENTITY) return undefined;
    throw new LeaveError(
      stageOf({ ...workload, manifest: manifest.written }) === stage
        ? `it is at ${stage}, and this command has not taken it there. Run git revert`
        : `a patch of kustomize takes it to ${stage}. Set ${USE_LABEL}: null there, and serviceAccountName: ${DEFAULT_ACCOUNT} if the patch sets it`,
    );
  }
  const edit = new ObjectEdit(manifest.written, trees(manifest.document));
  const { account } = fieldsOf(workload);
  const own = before.changes.find(({ path }) => path.join() === account.join());
  if (isFinal) edit.undoAll();
  // An apply without the field leaves the old value in the cluster.
  else {
    const isOurs = own?.before === undefined && own && !isChangedSince(own, valueAt(manifest.written.value, account));
    edit.become(isOurs ? [{ path: account, value: DEFAULT_ACCOUNT }] : []);
  }
  edit.close();
  return edit;
}

/** What was added to ServiceAccounts, and those that were made: when no workload is left that may need them. */
function accountsBack(
  { workloads, manifests }: Cluster,
  objects: readonly Manifest[],
  steps: readonly Step[],
  components: Components,
  trees: Trees,
  { neededBy }: RewriteOptions,
  left: LeftAlone[],
): AccountChange[] {
  const patched = JSON.stringify(components.existing().map(({ patches }) => [...patches.values()]));
  const undone = new Map(steps.map((step) => [step.workload, step]));
  return objects.flatMap((place): AccountChange[] => {
    if (place.kind !== 'ServiceAccount' || place.group !== '') return [];
    const before = rewrittenOf(place.value);
    if (before === undefined || before === NOTHING) return [];
    if (patched.includes(`"serviceAccountName":${JSON.stringify(place.name)}`)) return [];
    const near = workloads.filter(({ namespace }) => namespace === place.namespace);
    const isNeeded = near.some((workload) => {
      const undoing = undone.get(workload);
      if (undoing) return undoing.edit.kept.some(({ value }) => value === place.name);
      const rewritten = rewrittenOf(workload.manifest.value);
      // Its pods may still run with the account until this one goes back, too.
      if (rewritten !== NOTHING) return true;
      const isUsed = accountOf(workload) === place.name;
      if (!isUsed || before.isMade) return isUsed;
      const isFederated = valueAt(workload.manifest.value, fieldsOf(workload).use) !== undefined;
      return isFederated && before.changes.some(({ path }) => path.at(-1) !== IDENTITIES_ANNOTATION);
    });
    if (isNeeded) return [];
    const base = baseReason(place, manifests);
    const other = neededBy?.(place.namespace, place.name);
    const reason =
      (base && `${base}, and was rewritten there. ${ALONE}`) ??
      (other && `${other} is not among the paths, and needs it. Give that path, too, or move the ServiceAccount there`);
    if (reason !== undefined) {
      left.push({ manifest: place, reason });
      return [];
    }
    const users = near.flatMap((workload) => undone.get(workload) ?? []);
    const isFree = users.length === 0;
    if (before.isMade) return [{ kind: 'remove', users, isFree, place }];
    const edit = new ObjectEdit(place, trees(place.document));
    edit.undoAll();
    edit.close();
    return [{ kind: 'edit', users, isFree, place, edit }];
  });
}
