import { type IdentityFindingsOptions, identityFindings } from './identity-findings';

export type { IdentityFindingsOptions } from './identity-findings';

/** What Jest expects a matcher to return. */
export interface MatcherResult {
  /** Whether there are no findings. */
  readonly pass: boolean;
  /** What Jest prints when the expectation fails. */
  readonly message: () => string;
}

/**
 * A matcher for Jest: whether a chart, or an app with all its charts as one cluster, has no findings. Importing
 * `cdk8s-aad-pod-identity/jest` adds it to `expect`. Other test runners with `expect.extend` can import it from there.
 *
 * @example
 * import 'cdk8s-aad-pod-identity/jest';
 * expect(chart).toHaveNoIdentityFindings();
 */
export function toHaveNoIdentityFindings(scope: unknown, options: IdentityFindingsOptions = {}): MatcherResult {
  const { name, which, report } = identityFindings('toHaveNoIdentityFindings', scope, options);
  return {
    pass: report === undefined,
    message: () =>
      report === undefined
        ? `expected ${name} to have ${which}, and there are none`
        : `expected ${name} to have no ${which}, but:\n\n${report()}`,
  };
}

interface Extendable {
  extend(matchers: object): void;
}

/** The `expect` of the test runner: a global, or that of Jest when globals are off. */
function expectOfRunner(): Extendable | undefined {
  const { expect } = globalThis as { expect?: Extendable };
  if (expect) return expect;
  try {
    return (require('@jest/globals') as { expect: Extendable }).expect;
  } catch {
    // Not in Jest: the importer extends its own `expect`.
    return undefined;
  }
}

expectOfRunner()?.extend({ toHaveNoIdentityFindings });

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** Whether a chart, or an app with all its charts, has no findings: `cdk8s-aad-pod-identity/jest`. */
    toHaveNoIdentityFindings(options?: IdentityFindingsOptions): R;
  }
}

declare global {
  namespace jest {
    // Of @types/jest.
    interface Matchers<R, T> {
      /** Whether a chart, or an app with all its charts, has no findings: `cdk8s-aad-pod-identity/jest`. */
      toHaveNoIdentityFindings(options?: IdentityFindingsOptions): R;
    }
  }
}
