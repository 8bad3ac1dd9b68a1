import { expectManifests } from '../manifests/expect-manifests';
import type { Manifests } from '../manifests/manifests';
import { checkOptions } from './check-options';
import type { CheckOptions } from './checked-cluster';
import type { Finding } from './finding';

/**
 * Finds mistakes in manifests that fail silently, by file and line, without suppressed ones: mistakes that the
 * API server, MIC and NMI 1.8.17 accept, and that show as failed token requests or not at all. docs/rules.md
 * lists them.
 *
 * @example
 * check(Manifests.fromPaths(['dist'])).filter(({ severity }) => severity !== Severity.INFO);
 *
 * @throws Error with a line for each invalid option
 */
export function check(manifests: Manifests, options: CheckOptions = {}): Finding[] {
  expectManifests('check', manifests);
  // Loaded on demand: most programs that load the library only write manifests.
  const { reportOn } = require('./report-on') as typeof import('./report-on');
  return reportOn(manifests, checkOptions('check', options)).findings.map(({ finding }) => finding);
}
