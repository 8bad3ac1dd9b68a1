import type { FlagFault } from '../../go/flags';
import type { Controller } from '../../simulation/controller';
import { controllersOf } from '../../simulation/settings';
import type { Program } from '../../upstream/flag';
import type { CheckedCluster } from '../checked-cluster';

export { controllersOf };

/** The controllers whose arguments are their own: not those that a shell starts. */
export const readableIn = (checked: CheckedCluster, program?: Program): Controller[] =>
  controllersOf(checked, program).filter(({ shell }) => shell === undefined);

/** A faulty argument, with its controller. */
export interface ControllerFault {
  readonly controller: Controller;
  readonly fault: FlagFault;
}

/** All faults of arguments. */
export const faultsIn = (checked: CheckedCluster): ControllerFault[] =>
  readableIn(checked).flatMap((controller) => controller.flags.faults.map((fault) => ({ controller, fault })));
