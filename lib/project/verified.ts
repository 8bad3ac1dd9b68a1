import { isDeepStrictEqual } from 'node:util';
import type { App, Include } from 'cdk8s';
import { diff } from '../install/code/json-diff';
import { type ManifestMap, mapOf } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { sanitized } from '../synth/render';
import { manifestsOf } from '../testing/manifests-of';
import { indexed } from '../validate/indexed';
import { ProblemsError } from '../validate/problem';
import { run, type Statement } from './statement';

/** `identity.assignTo(find(file, kind, name))` */
export interface AssignTo extends Statement {
  readonly file: string;
  readonly workload: { readonly kind: string; readonly name: string };
}

/** A program that was run, and renders exactly what it should. */
export interface Verified {
  readonly assigned: readonly AssignTo[];
  /** What it renders, read back. */
  readonly rendered: Manifests;
}

/**
 * Runs a program, with as many of the assignments as the typed code accepts without a change of any object.
 *
 * @param wanted the objects that it should render
 * @throws Unwritable with a line for each object that cdk8s would write differently
 */
export function verified(
  fixed: readonly Statement[],
  assignments: readonly AssignTo[],
  wanted: readonly ManifestMap[],
  pathOf: (url: string) => string,
): Verified {
  for (let assigned = assignments; ; ) {
    const { app, variables, failed } = run([...fixed, ...assigned], pathOf, (one) => isIn(assigned, one));
    const dropped = new Set<string>(failed.map((one) => workloadOf(one as AssignTo)));
    const pathOfWorkload = ({ file, workload }: AssignTo) =>
      (variables.get(file) as Include).apiObjects.find(
        ({ kind, name }) => kind === workload.kind && name === workload.name,
      )?.node.path ?? '';
    const refused = refusals(app);
    if (refused.length > 0 && assigned.length === 0) throw new Error('the typed objects are refused');
    for (const one of refused.length > 0 ? assigned : []) {
      if (refused.includes(pathOfWorkload(one))) dropped.add(workloadOf(one));
    }
    if (dropped.size === 0 && refused.length === 0) {
      const rendered = manifestsOf(app);
      const different = differences(rendered, wanted);
      if (different.length === 0) return { assigned, rendered };
      if (assigned.length === 0) throw new Unwritable(different);
    }
    // When it is not known which of them is refused, all are left out.
    assigned = dropped.size === 0 ? [] : assigned.filter((one) => !dropped.has(workloadOf(one)));
  }
}

const isIn = (assigned: readonly AssignTo[], one: Statement): one is AssignTo =>
  (assigned as readonly Statement[]).includes(one);

const workloadOf = ({ file, workload }: AssignTo): string => `${file} ${workload.kind} ${workload.name}`;

/** cdk8s would write objects differently. */
export class Unwritable extends Error {
  constructor(public readonly objects: readonly { readonly key: string; readonly field: string }[]) {
    super('cdk8s cannot write these objects');
  }
}

/** The places of what a synth would refuse. */
function refusals(app: App): string[] {
  try {
    app.node.validate();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ place }) => place);
  }
}

/** @param other its namespace, when that is not the one that it states */
export function keyOf(json: ManifestMap, other?: string): string {
  const { name, generateName, namespace = other } = mapOf(json.metadata);
  return [json.apiVersion, json.kind, namespace, name ?? generateName].map(String).join(' ');
}

function differences(rendered: Manifests, wanted: readonly ManifestMap[]): { key: string; field: string }[] {
  const missing = indexed(wanted, (json) => keyOf(json));
  const different: { key: string; field: string }[] = [];
  for (const { value } of rendered.objects) {
    const key = keyOf(value);
    const { metadata, ...rest } = value;
    const written = { ...(sanitized(rest) as object), metadata: sanitized(metadata, true) };
    const twins = missing.get(key) ?? [];
    const at = twins.findIndex((json) => isDeepStrictEqual(written, json));
    const [json] = twins.splice(Math.max(at, 0), 1);
    if (at < 0) different.push({ key, field: json ? (diff(written, json)[0]?.path ?? '') : '' });
  }
  const left = [...missing].flatMap(([key, twins]) => twins.map(() => ({ key, field: '' })));
  return [...different, ...left];
}
