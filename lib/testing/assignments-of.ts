import type { IConstruct } from 'constructs';
import type { Assignments } from '../simulation/answer';
import { type SimulateOptions, simulate } from '../simulation/simulate';
import { manifestsOf } from './manifests-of';

/** How the charts are run. */
export interface AssignmentsOfOptions extends SimulateOptions {
  /**
   * The namespace of objects that state none.
   *
   * @default - `default`
   */
  readonly namespace?: string;
}

/**
 * Which workload of a chart may get a token of which Azure identity, for a test of the chart. Of an app, with all its
 * charts as one cluster. `file` of a workload is the path of its chart.
 *
 * @example
 * expect(assignmentsOf(chart).workloads).toMatchObject([{ name: 'orders', identities: [{ name: 'orders' }] }]);
 *
 * @param scope a chart or an app
 * @throws ManifestError as `simulate` does
 */
export function assignmentsOf(scope: IConstruct, options: AssignmentsOfOptions = {}): Assignments {
  return simulate(manifestsOf(scope, options.namespace), options);
}
