import { fieldAt, type Path, valueAt } from '../../validate/path';
import { type Problem, ProblemsError } from '../../validate/problem';
import { Problems } from '../../validate/problems';
import { pathIn } from '../field-path';
import type { Values } from './chart-values';
import { type UnreadKey, unreadKeys } from './value-keys';

/** Its warnings are about the chart, which cannot limit identities to a namespace. */
const IDENTITIES = 'azureIdentities';

/** A value that Helm, the API server or a controller refuses, or that does something else than it seems to. */
export interface ValueFault {
  /** Its place among the values, or that of its nearest parent. */
  readonly path: Path;
  /** The field as messages write it. */
  readonly field: string;
  /** What is there; undefined when nothing is. Messages must not show it. */
  readonly value: unknown;
  /** Why it is refused; undefined when it is not. */
  readonly problem: Problem | undefined;
  /** What it does instead. */
  readonly warning: string | undefined;
}

/** The keys that the chart does not read, with their places. */
export const unreadIn = (values: object): readonly (UnreadKey & { readonly place: Path })[] =>
  unreadKeys(values as Values).map((key) => ({ ...key, place: pathIn(values, key.path) }));

/** The values that `render` refuses, else those that it warns about, without those that the chart does not read. */
export function faultsIn(values: object, kubeVersion: string): readonly ValueFault[] {
  // Loaded when needed: it loads cdk8s, for the types of the identities.
  const { installOfValues } = require('./install-of-values') as typeof import('./install-of-values');
  const release = { releaseName: 'release', namespace: 'default', kubeVersion, includeCrds: false, lenient: true };
  const unread = new Set(unreadKeys(values as Values).map(({ path }) => path));
  const faultAt = (field: string, problem?: Problem, warning?: string): ValueFault => {
    const path = pathIn(values, field);
    return { path, field, value: fieldAt(path) === field ? valueAt(values, path) : undefined, problem, warning };
  };
  try {
    const { warnings } = installOfValues(
      Problems.located(() => ''),
      values as Values,
      release,
    );
    return warnings.flatMap((text) => {
      const [, field = '', warning] = /^(.*?): (.*)$/s.exec(text) ?? [];
      return unread.has(field) || field === IDENTITIES ? [] : [faultAt(field, undefined, warning)];
    });
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems
      .filter(({ field }) => !['releaseName', 'namespace', 'kubeVersion'].includes(field))
      .map((problem) => faultAt(problem.field, problem));
  }
}
