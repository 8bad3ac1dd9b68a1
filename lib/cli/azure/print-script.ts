import type { Simulation } from '../../simulation/simulation';
import {
  readSelection,
  remarksOn,
  remarksOnNothing,
  remarksOnSkipped,
  type Selection,
  simulateSelection,
} from '../selection';
import { remark, type Terminal } from '../terminal';
import { UserError } from '../user-error';
import { writeResult } from '../write';

/** Which manifests to read, and where to write the script. */
export interface ScriptSelection extends Selection {
  readonly output?: string;
}

interface Plan {
  /** Why there is no script: a line for each. */
  readonly problems: readonly string[];
  readonly script: string;
}

/** Prints the script of a plan for the manifests at some paths, or another text about the plan. */
export function printScript<P extends Plan>(
  io: Terminal,
  paths: readonly string[],
  selection: ScriptSelection & { readonly command: string },
  planOf: (simulation: Simulation) => P,
  textOf: (plan: P) => string = ({ script }) => script,
): void {
  const { output, command } = selection;
  const simulation = simulateSelection(readSelection(io, paths, selection, { output, command }), selection);
  const plan = planOf(simulation);
  if (plan.problems.length > 0) {
    remark(io, remarksOnSkipped(simulation.cluster.manifests));
    throw new UserError(plan.problems);
  }
  const text = textOf(plan);
  remark(io, [...remarksOn(simulation, selection), ...remarksOnNothing(simulation.cluster, paths)]);
  writeResult(io, text, output);
}
