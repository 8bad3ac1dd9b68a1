import type { FieldPath, Manifest } from '../manifests/manifest';
import type { CheckedCluster, CheckOptions } from './checked-cluster';
import type { Severity } from './severity';

/** A mistake, and where it is. */
export interface RuleFinding {
  /** The object to change. */
  readonly object: Manifest;
  /** The field to change; empty for the object as a whole. */
  readonly path: FieldPath;
  /** What is wrong, what will happen and what to write instead: sentences for the one who mends it. */
  readonly message: string;
  /**
   * How bad it is.
   *
   * @default - as the rule says
   */
  readonly severity?: Severity;
  /**
   * The corrected line or lines of YAML, when they can be told, such as `selector: orders`.
   *
   * @default - the message says it
   */
  readonly fix?: string;
}

/** A mistake that manifests can have. One per file, named after the id. */
export interface Rule {
  /** Says the mistake, in kebab-case; the name of its file: `binding-without-identity`. */
  readonly id: string;
  /** The mistake in one line, for lists. */
  readonly title: string;
  /** Of its findings, unless they say otherwise. */
  readonly severity: Severity;
  /** Why it matters: what pod identity does with it. */
  readonly why: string;
  /** What shows in the cluster: nothing, a message in a log, a status code. */
  readonly symptom: string;
  /** A manifest that has the mistake, and nothing else. */
  readonly bad: string;
  /** The same without it. */
  readonly good: string;
  /**
   * What must be known besides the manifests to find it in `bad`.
   *
   * @default - nothing
   */
  readonly options?: CheckOptions;
  /** Where upstream decides it: `pkg/mic/mic.go`. */
  readonly source: string;
  /** Finds it; a pure function. */
  readonly check: (checked: CheckedCluster) => RuleFinding[];
}

/** What is said about a rule. */
export type RuleText = Omit<Rule, 'check'>;
