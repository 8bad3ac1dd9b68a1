import type { Json, PodTemplate } from '../synth/pod-template';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { keysOf } from '../validate/json-pointer';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { isPlainObject } from '../validate/unresolved';

/** Where a workload's ServiceAccount comes from. */
export enum AccountOrigin {
  /** The workload names it. */
  OWN = 'own',
  /** It is made, and written into the workload. */
  MADE = 'made',
  /** The workload's field for it is not known; the options name it. */
  ELSEWHERE = 'elsewhere',
}

/** The ServiceAccount of a workload. */
export interface WorkloadAccount {
  readonly name: string;
  readonly origin: AccountOrigin;
  /** Whether the options name it, so that it may be outside of the app. */
  readonly isDeclared: boolean;
  /** The field that names it; undefined when it is not known. */
  readonly path: Path | undefined;
}

/** What the options say about the ServiceAccount. */
export interface AccountOptions {
  readonly serviceAccountName?: string | undefined;
  /** A JSON pointer. */
  readonly serviceAccountPath?: string | undefined;
}

/**
 * The ServiceAccount of a workload; undefined, with a problem, when it is not known.
 *
 * @param byRule the name of one that is made
 */
export function workloadAccount(
  problems: Problems,
  manifest: Json,
  template: PodTemplate,
  { serviceAccountName: given, serviceAccountPath }: AccountOptions,
  byRule: () => string,
): WorkloadAccount | undefined {
  const path = pathOf(template, serviceAccountPath);
  const isDeclared = given !== undefined;
  if (path === undefined) {
    refuseDefault(problems, given);
    if (given !== undefined) return { name: given, origin: AccountOrigin.ELSEWHERE, isDeclared, path };
    const hint = 'Set serviceAccountPath to the field that names it, or serviceAccountName to its name';
    problems.add('podTemplate', fieldAt(template.labels), 'with Workload Identity, a known ServiceAccount', hint);
    return undefined;
  }
  const holder = valueAt(manifest, path.slice(0, -1));
  if (!canHoldName(problems, manifest, holder, path, serviceAccountPath)) return undefined;
  const own = accountIn(holder, path.at(-1));
  if (own !== undefined && given !== undefined && given !== own) {
    problems.add('serviceAccountName', given, `${show(own)}, which ${fieldAt(path)} names`, 'Leave it out');
  }
  if (own !== undefined) return { name: own, origin: AccountOrigin.OWN, isDeclared, path };
  const name = given ?? byRule();
  refuseDefault(problems, name);
  return { name, origin: AccountOrigin.MADE, isDeclared, path };
}

/** Refuses the ServiceAccount that every pod without one has. */
export function refuseDefault(problems: Problems, name: string | undefined): void {
  if (name !== DEFAULT_ACCOUNT) return;
  const allowed = 'another name: every pod of the namespace without a ServiceAccount could use the identity of default';
  problems.add('serviceAccountName', name, allowed, 'Set serviceAccountName');
}

/** Whether a field of a map is a string, or may become one. */
function canHoldName(
  problems: Problems,
  manifest: Json,
  holder: unknown,
  path: Path,
  pointer: string | undefined,
): boolean {
  const present = valueAt(holder, path.slice(-1)) ?? undefined;
  if (present !== undefined && typeof present !== 'string') {
    problems.add(fieldAt(path), present, 'the name of a ServiceAccount');
    return false;
  }
  if (pointer === undefined || isPlainObject(holder)) return true;
  const allowed = `a JSON pointer to a field in a map of the ${String(manifest.kind)}`;
  problems.add('serviceAccountPath', pointer, allowed);
  return false;
}

/** The ServiceAccount that a manifest names, other than `default`. The API server copies the old name of the field. */
export function accountAt(manifest: Json, path: Path): string | undefined {
  return accountIn(valueAt(manifest, path.slice(0, -1)), path.at(-1));
}

/** The same for the map with the field. */
function accountIn(holder: unknown, key: Path[number] | undefined): string | undefined {
  const named = nameIn(holder, key) ?? (key === 'serviceAccountName' ? nameIn(holder, 'serviceAccount') : undefined);
  return named === DEFAULT_ACCOUNT ? undefined : named;
}

function nameIn(holder: unknown, key: Path[number] | undefined): string | undefined {
  const name = key === undefined ? holder : valueAt(holder, [key]);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function pathOf({ account }: PodTemplate, pointer: string | undefined): Path | undefined {
  return pointer === undefined ? account : keysOf(pointer);
}
