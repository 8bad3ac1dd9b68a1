import type { Finding } from './finding';

/** The least severity that counts. */
export type FailOn = 'error' | 'warning';

/** Whether there is a finding that counts. */
export function hasFailed(findings: readonly { readonly finding: Finding }[], failOn: FailOn = 'warning'): boolean {
  return findings.some(({ finding: { severity } }) => severity === 'error' || severity === failOn);
}
