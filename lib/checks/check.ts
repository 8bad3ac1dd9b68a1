import type { Manifests } from '../manifests/manifests';
import { checkOptions } from './check-options';
import type { CheckOptions } from './checked-cluster';
import type { Finding } from './finding';

/**
 * What would silently not work in these manifests, by file and line, without what is suppressed. Each mistake that the
 * API server, MIC and NMI 1.8.17 accept and that shows as a refused request for a token, or not at all; docs/rules.md
 * tells them one by one.
 *
 * @example
 * check(Manifests.fromPaths(['dist'])).filter(({ severity }) => severity !== Severity.INFO);
 *
 * @throws Error with a line for each option that is wrong
 */
export function check(manifests: Manifests, options: CheckOptions = {}): Finding[] {
  // Loaded when it is needed: most programs that load the library only write manifests.
  const { reportOn } = require('./report-on') as typeof import('./report-on');
  return reportOn(manifests, checkOptions('check', options)).findings.map(({ finding }) => finding);
}
