import type { IConstruct } from 'constructs';
import type { Finding } from '../checks/finding';
import { admit } from '../simulation/admit';
import type { AdmitOptions, AdmittedWorkload } from '../simulation/admitted-workload';
import type { Assignments } from '../simulation/answer';
import { type AssignmentsOfOptions, assignmentsOf } from '../testing/assignments-of';
import { type CheckChartOptions, checkChart } from '../testing/check-chart';
import type { IdentityFindingsOptions } from '../testing/identity-findings';
import { manifestsOf } from '../testing/manifests-of';
import { optionsOf } from '../testing/options-of';

/** What `IdentityTesting.admit` is told about the webhook and the chart. */
export interface AdmitChartOptions extends AdmitOptions {
  /**
   * The namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;
}

/**
 * For tests of charts: which workload gets which identity, and mistakes that fail silently. An app is treated as one cluster
 * with all its charts. They are the functions `checkChart`, `assignmentsOf` and `admit` of the npm package: other languages
 * have no functions outside of classes.
 */
export class IdentityTesting {
  /**
   * Throws when a chart has findings, with the report about them: the counterpart of `toHaveNoIdentityFindings` for Jest.
   *
   * @example
   * IdentityTesting.expectNoFindings(chart);
   *
   * @param scope a chart or an app
   * @throws when there are findings, when an option is wrong, or when the output of a chart cannot be read back
   */
  public static expectNoFindings(scope: IConstruct, options: IdentityFindingsOptions = {}): void {
    // Loaded when needed: most programs only write manifests.
    const { identityFindings } =
      require('../testing/identity-findings') as typeof import('../testing/identity-findings');
    const { name, which, report } = identityFindings('IdentityTesting.expectNoFindings', scope, options);
    if (report) throw new Error(`expected ${name} to have no ${which}, but:\n\n${report()}`);
  }

  /**
   * Finds mistakes in a chart that fail silently. `file` of a finding is the path of the chart, `line` a line of its YAML, and
   * `construct` the path of the object's construct.
   *
   * @example
   * IdentityTesting.checkChart(chart, { kubernetesVersion: '1.29' });
   *
   * @param scope a chart or an app
   * @throws when an option is wrong, or when the output of a chart cannot be read back
   */
  public static checkChart(scope: IConstruct, options: CheckChartOptions = {}): Finding[] {
    return checkChart(scope, options);
  }

  /**
   * Which workloads of a chart can get tokens for which Azure identities. `file` of a workload is the path of its chart.
   *
   * @example
   * IdentityTesting.assignmentsOf(chart).workloads;
   *
   * @param scope a chart or an app
   * @throws when an option is wrong, or when there is no single answer
   */
  public static assignmentsOf(scope: IConstruct, options: AssignmentsOfOptions = {}): Assignments {
    return assignmentsOf(scope, options);
  }

  /**
   * What the webhook of Azure Workload Identity 1.6.0 does with the pods of each workload of a chart.
   *
   * @example
   * IdentityTesting.admit(chart, { tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47' });
   *
   * @param scope a chart or an app
   * @throws when an option is wrong, or when the API server would refuse a workload
   */
  public static admit(scope: IConstruct, options: AdmitChartOptions): AdmittedWorkload[] {
    const { namespace, ...webhook } = options;
    optionsOf('IdentityTesting.admit', scope, namespace === undefined ? {} : { namespace });
    return admit(manifestsOf(scope, namespace), webhook);
  }

  private constructor() {}
}
