import type { Controller } from '../simulation/controller';
import type { Simulation } from '../simulation/simulation';
import type { Program } from '../upstream/flag';

/** The MIC or NMI of the manifests; undefined when there is none. */
export function controllerOf({ settings }: Simulation, program: Program): Controller | undefined {
  return settings.controllers.find((controller) => controller.program === program);
}
