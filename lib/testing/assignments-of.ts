import type { IConstruct } from 'constructs';
import type { Assignments } from '../simulation/answer';
import { type SimulateOptions, simulate } from '../simulation/simulate';
import { manifestsOf } from './manifests-of';
import { optionsOf } from './options-of';

/** How the charts are simulated. */
export interface AssignmentsOfOptions extends SimulateOptions {
  /**
   * The namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;
}

/**
 * Which workloads of a chart can get tokens for which Azure identities, for tests of the chart. An app is treated as one
 * cluster with all its charts. `file` of a workload is the path of its chart.
 *
 * @example
 * expect(assignmentsOf(chart).workloads).toMatchObject([{ name: 'orders', identities: [{ name: 'orders' }] }]);
 *
 * @param scope a chart or an app
 * @throws ManifestError as `simulate` does
 */
export function assignmentsOf(scope: IConstruct, options: AssignmentsOfOptions = {}): Assignments {
  const names = ['namespace', 'mode', 'forceNamespaced', 'issuer', 'federated'];
  const { namespace, ...settings } = optionsOf('assignmentsOf', scope, options, names);
  return simulate(manifestsOf(scope, namespace), settings);
}
