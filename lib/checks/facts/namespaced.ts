import type { Started } from './started';

const VARIABLE = 'FORCENAMESPACED';
/** What people write for yes. */
const YES = /^(true|t|1|yes|y|on|enabled?)$/i;

/** Whether namespaced behaviour is switched on in a way that does not count: by a variable that is not "true". */
export function isMeantAsForced({ controller }: Started): boolean {
  const value = controller.env.get(VARIABLE)?.value;
  return controller.forceNamespaced.value !== 'true' && value !== undefined && YES.test(value.trim());
}

/** Whether a controller is certainly not forced namespaced, and no other rule says that it was meant to be. */
export function isNotForced(started: Started): boolean {
  const { controller } = started;
  const variable = controller.env.get(VARIABLE);
  const isMisspelt = started.mentions('forceNamespaced') && started.flag('forceNamespaced') === undefined;
  return !(
    controller.forceNamespaced.value === 'true' ||
    // Behind an argument that MIC stops at.
    started.isOn('forceNamespaced', false) ||
    controller.shell !== undefined ||
    (variable !== undefined && variable.value === undefined) ||
    started.hasUnseenVariables ||
    isMeantAsForced(started) ||
    isMisspelt
  );
}
