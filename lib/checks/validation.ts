import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Exclusion } from '../manifests/exclusion';
import type { Manifest } from '../manifests/manifest';
import { ManifestError } from '../manifests/manifest-error';
import { Manifests } from '../manifests/manifests';
import { printable, printableLines } from '../validate/printable';
import { ProblemsError } from '../validate/problem';
import { isPlainObject } from '../validate/unresolved';
import type { CheckConfig } from './check-config';
import type { CheckReport } from './report-on';

/** What cdk8s-cli passes to a validation plugin, as far as it is used here. */
export interface ValidationContext {
  /** The paths of the manifests. */
  readonly manifests: readonly string[];
  /** The paths of constructs by the names of their objects. */
  readonly metadata: { readonly [name: string]: { readonly path: string } };
  /** Receives the findings. */
  readonly report: ValidationReport;
}

/** The report of a plugin. */
export interface ValidationReport {
  /** Adds a finding. */
  addViolation(violation: ValidationViolation): void;
  /** Ends the report. */
  submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
}

/** A finding of a plugin. */
export interface ValidationViolation {
  /** The id of the rule. */
  readonly ruleName: string;
  /** The message of the finding. */
  readonly recommendation: string;
  /** The corrected YAML and where it goes, or the command that explains the rule. */
  readonly fix: string;
  /** The object to change. */
  readonly violatingResources: readonly ValidationResource[];
}

/** The place of a finding. */
export interface ValidationResource {
  /** Name of the object. */
  readonly resourceName: string;
  /** File, line, object and field. */
  readonly locations: readonly string[];
  /** The file that the object is in. */
  readonly manifestPath: string;
}

/** Properties of the plugin in cdk8s.yaml. */
export interface AadPodIdentityValidationProps extends CheckConfig {
  /**
   * A file with these properties; those in cdk8s.yaml override it.
   *
   * @default - none
   */
  readonly config?: string;

  /**
   * Whether cdk8s-cli's construct-metadata.json stays in the output folder. `kubectl apply -f dist/` refuses it.
   *
   * @default false
   */
  readonly keepConstructMetadata?: boolean;
}

const METADATA_FILE = 'construct-metadata.json';

/**
 * The checks as a validation plugin of cdk8s-cli: `cdk8s synth` reports mistakes that fail silently, with the paths of
 * the constructs, and exits with 2.
 *
 * @example
 * // cdk8s.yaml:
 * // validations:
 * //   - package: ./node_modules/cdk8s-aad-pod-identity
 * //     class: AadPodIdentityValidation
 * //     version: 0.1.0
 */
export class AadPodIdentityValidation {
  constructor(private readonly props: AadPodIdentityValidationProps = {}) {}

  /**
   * Called by cdk8s-cli.
   *
   * @throws Error when the properties are wrong, or the manifests cannot be read
   */
  public async validate(context: ValidationContext): Promise<void> {
    expectCall(this.props, context);
    const { keepConstructMetadata, config: file, ...props } = this.props;
    try {
      const config = configOf(props, file);
      const { reportOn } = require('./report-on') as typeof import('./report-on');
      const { namespace, exclude = [] } = config;
      const exclusion = new Exclusion(exclude);
      const paths = context.manifests.filter((path) => !exclusion.has(path, path));
      const manifests = Manifests.fromPaths(paths, namespace === undefined ? {} : { namespace });
      submit(context, manifests, reportOn(manifests, config), config);
    } catch (error) {
      throw withoutStack(error);
    } finally {
      if (!keepConstructMetadata) removeMetadata(context);
    }
  }
}

/** Refuses properties that are no map, and a context that is not of cdk8s-cli. */
function expectCall(props: unknown, context: unknown): void {
  const { Problems } = require('../validate/problems') as typeof import('../validate/problems');
  const problems = Problems.in('AadPodIdentityValidation');
  if (!isPlainObject(props)) problems.add('properties', props, 'a map');
  const { manifests, report } = (context ?? {}) as Partial<ValidationContext>;
  if (!Array.isArray(manifests) || typeof report?.addViolation !== 'function' || typeof report.submit !== 'function') {
    problems.addKind('context', context, 'the context of cdk8s-cli, with manifests and report');
  }
  problems.throwIfAny();
}

/** cdk8s-cli prints the stack of an error, which does not help to fix properties or manifests. */
function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isForPeople =
    [ManifestError, ProblemsError].some((kind) => error instanceof kind) || error.constructor === Error;
  if (isForPeople) error.stack = error.message;
  return error;
}

function configOf(props: unknown, file: string | undefined): CheckConfig {
  const { checkConfig, readConfig } = require('./check-config') as typeof import('./check-config');
  const { Problems } = require('../validate/problems') as typeof import('../validate/problems');
  const problems = Problems.located(() => 'cdk8s.yaml: properties of AadPodIdentityValidation');
  const config = checkConfig(problems, props);
  problems.throwIfAny();
  return { ...(file === undefined ? {} : readConfig(file)), ...config };
}

function submit(
  { report, metadata }: ValidationContext,
  manifests: Manifests,
  result: CheckReport,
  { failOn }: CheckConfig,
): void {
  const { summaryOf } = require('./reports/text-report') as typeof import('./reports/text-report');
  const { hasFailed } = require('./fail-on') as typeof import('./fail-on');
  const named = new NamedObjects(manifests, metadata);
  for (const { finding, field, object, fixAt } of result.findings) {
    const { rule, message, fix, file, line, column } = finding;
    report.addViolation({
      ruleName: rule,
      recommendation: printableLines(message),
      fix: printableLines(
        fix === undefined ? `${commandHere()} check --explain ${rule} shows an example` : `${fixAt}: ${fix}`,
      ),
      violatingResources: [
        {
          // cdk8s-cli looks up the path of the construct by this name, as if names were unique.
          resourceName: object && named.owner(object.name) === object ? object.name : finding.object,
          locations: [
            printable(`${basename(file)}:${line}:${column} ${finding.object}${field === '' ? '' : `, ${field}`}`),
          ],
          manifestPath: file,
        },
      ],
    });
  }
  const summary = summaryOf(result.findings, result.suppressed.length);
  report.submit(hasFailed(result.findings, failOn) ? 'failure' : 'success', {
    Findings: summary,
    ...(result.note !== undefined && { Elsewhere: result.note }),
  });
}

/** Our command as a shell in this folder finds it: of the project, or of the machine. */
function commandHere(): string {
  const isInstalled = existsSync(join('node_modules', '.bin', 'aad-pod-identity'));
  return isInstalled ? 'npx --no-install aad-pod-identity' : 'aad-pod-identity';
}

/** Which object the path in construct-metadata.json is of, when several have its name. */
class NamedObjects {
  private readonly objects = new Map<string, Manifest[]>();

  constructor(
    manifests: Manifests,
    private readonly metadata: ValidationContext['metadata'],
  ) {
    for (const object of manifests.objects) {
      const others = this.objects.get(object.name);
      if (others) others.push(object);
      else this.objects.set(object.name, [object]);
    }
  }

  public owner(name: string): Manifest | undefined {
    const all = this.objects.get(name) ?? [];
    const files = new Set(all.map(({ file }) => file));
    // cdk8s keeps the path of the last one: in a file the last document, among files that of the chart in the path.
    const chart = Object.hasOwn(this.metadata, name) ? this.metadata[name]?.path.split('/')[0] : undefined;
    const isOfChart = ({ file }: Manifest) => files.size === 1 || basename(file).replace(/\..*$/, '') === chart;
    return all.filter(isOfChart).at(-1);
  }
}

/**
 * Removes the file that cdk8s-cli had written for its plugins: it has been read. Apps with a folder of their own have one
 * there, which cdk8s-cli does not read.
 */
function removeMetadata({ manifests }: ValidationContext): void {
  const folders = new Set(manifests.flatMap((file) => [dirname(file), dirname(dirname(file))]));
  for (const folder of folders) {
    const file = join(folder, METADATA_FILE);
    if (existsSync(file) && isMetadata(readFileSync(file, 'utf8'))) rmSync(file);
  }
}

function isMetadata(text: string): boolean {
  try {
    const { version, resources } = JSON.parse(text);
    return typeof version === 'string' && Object.values(resources).every((one) => isPlainObject(one) && 'path' in one);
  } catch {
    return false;
  }
}
