import type { Manifest, ManifestMap } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { NotEditableError } from '../../manifests/yaml-edit';
import { ServiceAccounts } from '../../simulation/service-accounts';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { indexed } from '../../validate/indexed';
import type { Path } from '../../validate/path';
import type { WorkloadAccount } from '../../workload-identity/workload-account';
import { accountAnnotations } from '../account-blockers';
import type { PlannedWorkload } from '../planned-workload';
import { Component } from './component';
import type { Components } from './components';
import { baseReason, reasonToLeave } from './left-alone';
import { ObjectEdit } from './object-edit';
import { overlayPatch } from './overlay-patch';
import { MADE, recordOf } from './record';
import type { AccountChange, LeftAlone, Step, Steps, Trees } from './steps';

/** A workload that is rewritten, and its ServiceAccount. */
export interface AccountUse extends Step {
  readonly planned: PlannedWorkload;
  readonly account: WorkloadAccount;
  /** Whether the account is made for it. */
  readonly isMade: boolean;
}

/** The ServiceAccounts of workloads: those that are missing, and the annotations of the others. */
export function accountChanges(
  uses: readonly AccountUse[],
  manifests: Manifests,
  trees: Trees,
  components: Components,
): Pick<Steps, 'steps' | 'accounts' | 'left'> {
  const accounts = new ServiceAccounts(manifests);
  const changes: AccountChange[] = [];
  const left: LeftAlone[] = [];
  for (const users of indexed(uses, keyOf).values()) {
    const [{ workload, account }] = users as [AccountUse];
    const there = accounts.find(workload.namespace, account.name)?.manifest;
    const change = there ? annotated(users, there, manifests, trees, components) : made(users, accounts);
    if (typeof change !== 'string') changes.push(change);
    else left.push(...users.map(({ manifest }) => ({ manifest, reason: change })));
  }
  const refused = new Set(left.map(({ manifest }) => manifest));
  return { steps: uses.filter(({ manifest }) => !refused.has(manifest)), accounts: changes, left };
}

const keyOf = ({ workload, account }: AccountUse) => `${workload.namespace}/${account.name}`;

const at = (key: string): Path => ['metadata', 'annotations', key];

/** Its annotations in an account that is there, or why not. */
function annotated(
  users: readonly AccountUse[],
  there: Manifest,
  manifests: Manifests,
  trees: Trees,
  components: Components,
): AccountChange | string {
  const [{ planned }] = users as [AccountUse];
  // Those that are there are right: else the plan is blocked.
  const missing = Object.entries(accountAnnotations(planned)).filter(([key]) => there.at(at(key)) === undefined);
  const base = missing.length > 0 ? baseReason(there, manifests) : undefined;
  if (base !== undefined) return patched(users, there, missing, base, components);
  try {
    const edit = new ObjectEdit(there.written, trees(there.document));
    for (const [key, value] of missing) edit.set(at(key), value);
    edit.close();
    const reason = missing.length > 0 && reasonToLeave(there, manifests, [at(REWRITTEN_ANNOTATION)]);
    return reason ? `${there.title}: ${reason}` : { kind: 'edit', users, isFree: false, place: there.written, edit };
  } catch (error) {
    if (!(error instanceof NotEditableError)) throw error;
    return `${there.title}: ${error.message}`;
  }
}

/** The same in a component, for one in a base. */
function patched(
  users: readonly AccountUse[],
  there: Manifest,
  missing: readonly (readonly [string, string])[],
  base: string,
  components: Components,
): AccountChange | string {
  const wanted = missing.map(([key, value]) => ({ path: at(key), value }));
  const paths = wanted.map(({ path }) => path);
  const component = components.for(there, paths);
  const reason = component instanceof Component ? component.refusal : (component.reason ?? base);
  if (!(component instanceof Component) || reason !== undefined) return `${there.title}: ${reason}`;
  const patch = overlayPatch(there.written, { wanted, removed: [] }, components.namespaceOf(there));
  return { kind: 'patch', users, isFree: false, place: there, component, patch };
}

/** A new account, or why not. */
function made(users: readonly AccountUse[], accounts: ServiceAccounts): AccountChange | string {
  const [{ workload, account, planned }] = users as [AccountUse];
  const { namespace } = workload;
  if (!users.some(({ isMade }) => isMade)) return `its ServiceAccount ${account.name} is not among the paths`;
  const object = newAccount(planned, account, { [REWRITTEN_ANNOTATION]: recordOf(MADE) });
  // What the pods had with `default`.
  const before = accounts.find(namespace, DEFAULT_ACCOUNT)?.manifest?.value;
  for (const key of ['automountServiceAccountToken', 'imagePullSecrets']) {
    const value = before?.[key];
    if (value !== undefined) object[key] = value;
  }
  return { kind: 'insert', users, isFree: false, object };
}

/** A ServiceAccount for a workload. */
export function newAccount(
  planned: PlannedWorkload,
  { name }: WorkloadAccount,
  more: { readonly [key: string]: string } = {},
): ManifestMap {
  const { manifest } = planned.workload;
  const annotations = Object.entries({ ...accountAnnotations(planned), ...more }).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      ...(manifest.hasNamespace && { namespace: manifest.namespace }),
      annotations: Object.fromEntries(annotations),
    },
  };
}
