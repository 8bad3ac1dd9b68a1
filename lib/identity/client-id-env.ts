import { type Json, withValue } from '../synth/pod-template';
import { listOf, show } from '../validate/format';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';

/** An environment variable that is to hold a client id. */
export interface ClientIdEnv {
  readonly variable: string;
  /** Undefined when it is not known. */
  readonly clientId: string | undefined;
  /** The identity, in words. */
  readonly identity: string;
  /** What the variable holds, if it is not the client id. */
  readonly what?: 'tenant';
  /** Undefined for all. */
  readonly containers: readonly string[] | undefined;
}

interface Variable {
  readonly name?: unknown;
  readonly value?: unknown;
  readonly valueFrom?: unknown;
}

/** Adds the variables to the containers of a pod spec, after the existing ones. */
export function setClientIds(problems: Problems, manifest: Json, spec: Path | undefined, wanted: ClientIdEnv[]): Json {
  if (wanted.length === 0) return manifest;
  if (!spec) {
    problems.add(
      'clientIdEnv',
      wanted[0]?.variable,
      'no clientIdEnv when podTemplate points to labels, because the containers are then unknown',
    );
    return manifest;
  }
  const places = ['initContainers', 'containers'].flatMap((list) => {
    const containers = valueAt(manifest, [...spec, list]);
    return Array.isArray(containers) ? containers.map((_, i) => [...spec, list, i]) : [];
  });
  const nameAt = (place: Path) => String(valueAt(manifest, [...place, 'name']));
  checkWanted(problems, wanted, places.map(nameAt));
  const byName = wanted.toSorted((a, b) => (a.variable < b.variable ? -1 : 1));
  return places.reduce((done, place) => {
    const name = nameAt(place);
    const path = [...place, 'env'];
    const before = valueAt(manifest, path);
    const there: Variable[] = Array.isArray(before) ? before : [];
    const added = missingVariables(
      problems,
      `${fieldAt(place)} (${name})`,
      there,
      byName.filter(({ containers }) => containers?.includes(name) ?? true),
    );
    return added.length === 0 ? done : (withValue(done, path, [...there, ...added]) as Json);
  }, manifest);
}

function checkWanted(problems: Problems, wanted: readonly ClientIdEnv[], names: readonly string[]): void {
  for (const { variable, clientId, identity, containers } of wanted) {
    if (clientId === undefined) {
      problems.add(
        'clientIdEnv',
        variable,
        `an identity with a known client id; that of ${identity} is unknown`,
        'Pass clientId to AzureIdentity.fromName(…)',
      );
    }
    for (const name of containers ?? []) {
      if (!names.includes(name)) problems.add('containers', name, `the containers ${listOf(names)}`);
    }
  }
}

function missingVariables(
  problems: Problems,
  container: string,
  there: readonly Variable[],
  wanted: readonly ClientIdEnv[],
): Variable[] {
  const added = new Map<string, ClientIdEnv>();
  for (const want of wanted) {
    const { variable, clientId, identity, what = 'client id' } = want;
    const other = added.get(variable);
    const present = there.find(({ name }) => name === variable);
    if (other && other.clientId !== clientId) {
      problems.add(`${container}.env`, variable, `one identity per variable, not ${other.identity} and ${identity}`);
    } else if (present && present.value !== clientId) {
      problems.add(
        `${container}.env: ${variable}`,
        present.value ?? present.valueFrom,
        `${show(clientId)}, the ${what} of ${identity}`,
      );
    } else if (!present) {
      added.set(variable, want);
    }
  }
  return [...added.values()].map(({ variable, clientId }) => ({ name: variable, value: clientId }));
}

/** Whether a pod spec seems to name one of the identities: in its variables, arguments or commands. */
export function namesAnIdentity(
  manifest: Json,
  spec: Path | undefined,
  clientIds: readonly (string | undefined)[],
): boolean {
  if (!spec) return true;
  const text = JSON.stringify([
    valueAt(manifest, [...spec, 'containers']),
    valueAt(manifest, [...spec, 'initContainers']),
  ]);
  return /client[-_]?id/i.test(text) || clientIds.some((clientId) => clientId !== undefined && text.includes(clientId));
}
