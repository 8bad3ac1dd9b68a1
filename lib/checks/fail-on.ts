import type { Finding } from './finding';
import { Severity } from './severity';

/** The lowest severity that fails a check. */
export enum FailOn {
  /** Only errors fail. */
  ERROR = 'error',
  /** Errors and warnings fail. */
  WARNING = 'warning',
}

/** Whether a finding has at least the severity that fails the check. */
export function hasFailed(
  findings: readonly { readonly finding: Finding }[],
  failOn: FailOn = FailOn.WARNING,
): boolean {
  return findings.some(
    ({ finding: { severity } }) =>
      severity === Severity.ERROR || (severity === Severity.WARNING && failOn === FailOn.WARNING),
  );
}
