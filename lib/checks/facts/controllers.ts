import type { FlagFault } from '../../go/flags';
import type { FieldPath } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { controllersOf } from '../../simulation/settings';
import type { Change } from '../../upstream/changes';
import type { Program } from '../../upstream/flag';
import type { CheckedCluster } from '../checked-cluster';

export { controllersOf };

/** The controllers whose arguments are their own and known: not those that a shell starts, or the API server refuses. */
export const readableIn = (checked: CheckedCluster, program?: Program): Controller[] =>
  controllersOf(checked, program).filter(
    ({ shell, manifest, containerPath }) =>
      shell === undefined &&
      !checked.cluster.refusals.some(
        (refusal) =>
          refusal.manifest === manifest && ['command', 'args'].includes(argumentsOf(refusal.path, containerPath)),
      ),
  );

/** The field of a container that a path is in. */
const argumentsOf = (path: FieldPath, container: FieldPath) =>
  container.every((key, i) => key === path[i]) ? String(path[container.length]) : '';

/**
 * Whether a change of behaviour is true for the controllers of a program here. Without any, those of the last release are
 * assumed; of an unknown one it is not certain.
 */
export const isTrueFor = (checked: CheckedCluster, program: Program, change: Change): boolean =>
  controllersOf(checked, program).every(({ release }) => release.has(change));

/** A faulty argument, with its controller. */
export interface ControllerFault {
  readonly controller: Controller;
  readonly fault: FlagFault;
}

/** All faults of arguments. */
export const faultsIn = (checked: CheckedCluster): ControllerFault[] =>
  readableIn(checked).flatMap((controller) => controller.flags.faults.map((fault) => ({ controller, fault })));
