import type { FlagFault } from '../../go/flags';
import type { FieldPath } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { controllersOf } from '../../simulation/settings';
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

/** A faulty argument, with its controller. */
export interface ControllerFault {
  readonly controller: Controller;
  readonly fault: FlagFault;
}

/** All faults of arguments. */
export const faultsIn = (checked: CheckedCluster): ControllerFault[] =>
  readableIn(checked).flatMap((controller) => controller.flags.faults.map((fault) => ({ controller, fault })));
