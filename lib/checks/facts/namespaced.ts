import type { Controller } from '../../simulation/controller';
import { FORCE_NAMESPACED_VARIABLE } from '../../upstream/variables';

/** What people write for yes. */
const YES = /^(true|t|1|yes|y|on|enabled?)$/i;

/** Whether namespaced behaviour is switched on in a way that does not count: by a variable that is not "true". */
export function isMeantAsForced({ env, forceNamespaced }: Controller): boolean {
  const value = env.get(FORCE_NAMESPACED_VARIABLE)?.value;
  return forceNamespaced.value !== 'true' && value !== undefined && YES.test(value.trim());
}

/** Whether a controller is certainly not forced namespaced, and no other rule says that it was meant to be. */
export function isNotForced(controller: Controller): boolean {
  const variable = controller.env.get(FORCE_NAMESPACED_VARIABLE);
  const isMisspelt =
    controller.flags.mentions('forceNamespaced') && controller.flags.find('forceNamespaced') === undefined;
  return !(
    controller.forceNamespaced.value === 'true' ||
    // Behind an argument that MIC stops at.
    controller.flags.isOn('forceNamespaced') ||
    controller.shell !== undefined ||
    (variable !== undefined && variable.value === undefined) ||
    controller.hasUnseenVariables ||
    isMeantAsForced(controller) ||
    isMisspelt
  );
}
