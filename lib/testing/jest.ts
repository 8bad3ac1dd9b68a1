import { FailOn, hasFailed } from '../checks/fail-on';
import { textReport } from '../checks/reports/text-report';
import { isConstruct } from '../synth/scope';
import { kindOf } from '../validate/format';
import { NO_COLOURS } from '../validate/style';
import { type CheckChartOptions, reportOnChart } from './check-chart';
import { optionsOf } from './options-of';

/** How `toHaveNoIdentityFindings` checks. */
export interface IdentityFindingsOptions extends CheckChartOptions {
  /**
   * The lowest severity that fails the expectation.
   *
   * @default warning
   */
  readonly failOn?: FailOn;
}

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
  if (!isConstruct(scope)) {
    throw new Error(`toHaveNoIdentityFindings: expected a chart or an app, got ${kindOf(scope)}`);
  }
  const { failOn = FailOn.WARNING, ...rest } = optionsOf('toHaveNoIdentityFindings', scope, options);
  const report = reportOnChart('toHaveNoIdentityFindings', scope, rest);
  const findings = report.findings.filter((finding) => hasFailed([finding], failOn));
  const which = failOn === FailOn.ERROR ? 'findings of severity error' : 'findings';
  const name = scope.node.path === '' ? 'the app' : scope.node.path;
  return {
    pass: findings.length === 0,
    message: () =>
      findings.length === 0
        ? `expected ${name} to have ${which}, and there are none`
        : `expected ${name} to have no ${which}, but:\n\n${textReport({ ...report, findings }, NO_COLOURS)}`,
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
