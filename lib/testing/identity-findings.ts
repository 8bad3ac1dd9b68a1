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

/** What fails an expectation, in words. */
export interface IdentityFindings {
  /** What was checked: `the app`, or the path of a chart. */
  readonly name: string;
  /** Which findings fail: `findings`, or `findings of severity error`. */
  readonly which: string;
  /** The report about them; undefined when there are none. */
  readonly report: (() => string) | undefined;
}

/** The findings in a chart, or in an app, that fail an expectation; `call` is what messages name. */
export function identityFindings(call: string, scope: unknown, options: IdentityFindingsOptions): IdentityFindings {
  if (!isConstruct(scope)) throw new Error(`${call}: expected a chart or an app, got ${kindOf(scope)}`);
  const { failOn = FailOn.WARNING, ...rest } = optionsOf(call, scope, options);
  const report = reportOnChart(scope, rest);
  const findings = report.findings.filter((finding) => hasFailed([finding], failOn));
  return {
    name: scope.node.path === '' ? 'the app' : scope.node.path,
    which: failOn === FailOn.ERROR ? 'findings of severity error' : 'findings',
    report: findings.length === 0 ? undefined : () => textReport({ ...report, findings }, NO_COLOURS),
  };
}
