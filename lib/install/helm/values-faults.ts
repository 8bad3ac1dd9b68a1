import { CHART_VERSION } from '../../upstream/images';
import type { Path } from '../../validate/path';
import { fieldAt, valueAt } from '../../validate/path';
import { type Problem, ProblemsError } from '../../validate/problem';
import { Problems } from '../../validate/problems';
import { pathIn } from '../field-path';
import type { Values } from './chart-values';
import { type UnreadKey, unreadKeys } from './value-keys';

export type { UnreadKey };

/** A value that Helm, the API server or a controller refuses. */
export interface ValueFault {
  /** Its place among the values, or that of its nearest parent. */
  readonly path: Path;
  /** What is there. Messages must not show it. */
  readonly value: unknown;
  readonly problem: Problem;
}

/** The keys that the chart does not read, with their places. */
export const unreadIn = (values: object): readonly (UnreadKey & { readonly place: Path })[] =>
  unreadKeys(values as Values).map((key) => ({ ...key, place: pathIn(values, key.path) }));

/** The values that `render` refuses, without those that the chart does not read. */
export function faultsIn(values: object, kubeVersion: string): readonly ValueFault[] {
  // Loaded when needed: it loads cdk8s, for the types of the identities.
  const { installOfValues } = require('./install-of-values') as typeof import('./install-of-values');
  const release = { releaseName: 'release', namespace: 'default', kubeVersion, includeCrds: false, lenient: true };
  try {
    installOfValues(
      Problems.located(() => ''),
      values as Values,
      release,
    );
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems
      .filter(({ field }) => !['releaseName', 'namespace', 'kubeVersion'].includes(field))
      .map((problem) => {
        const path = pathIn(values, problem.field);
        return { path, value: fieldAt(path) === problem.field ? valueAt(values, path) : undefined, problem };
      });
  }
}

/** The version of the chart that values are judged by. */
export const JUDGED_BY = CHART_VERSION;
