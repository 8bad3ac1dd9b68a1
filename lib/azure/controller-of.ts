import type { Controller, Program } from '../simulation/controllers';
import type { Simulation } from '../simulation/simulation';

/** The MIC or NMI of the manifests; undefined when there is none. */
export function controllerOf({ settings }: Simulation, program: Program): Controller | undefined {
  return settings.controllers.find((controller) => controller.program === program);
}

/** What a controller is started with; the last one of a flag counts. */
export function flagOf(controller: Controller | undefined, name: string): string | undefined {
  return controller?.flags.given.findLast((given) => given.name === name)?.value;
}
