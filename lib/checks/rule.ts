import type { FieldPath, Manifest } from '../manifests/manifest';
import type { Absence } from './absence';
import type { CheckedCluster, CheckOptions } from './checked-cluster';
import type { Place } from './excerpt';
import type { Severity } from './severity';

export { Severity } from './severity';

/** What several findings are, `fields in other case`, and a message for all of them. */
export type Together = readonly [what: string, message: string];

/** A mistake, and where it is. */
export interface RuleFinding {
  /** The object to change. */
  readonly object: Manifest;
  /** The field to change; empty for the object as a whole. */
  readonly path: FieldPath;
  /**
   * Where it is.
   *
   * @default - where the field is
   */
  readonly place?: Place;
  /** Full sentences, with a capital and a full stop: what is wrong, what happens, what to write. */
  readonly message: string;
  /**
   * The severity; with `absence` that in a whole cluster.
   *
   * @default - that of the rule
   */
  readonly severity?: Severity;
  /**
   * Set when the finding is wrong if something that is not here is elsewhere. `CheckedCluster.severityOf` decides what
   * remains of it.
   *
   * @default - none: the mistake is in what is here
   */
  readonly absence?: Absence;
  /**
   * The corrected line or lines of YAML, when they are known, such as `selector: orders`.
   *
   * @default - none
   */
  readonly fix?: string;
  /**
   * The map or list that the lines of `fix` are added to.
   *
   * @default - they replace the field, or are added to its parent when there is no such field yet
   */
  readonly fixIn?: FieldPath;
  /**
   * Whether the key is wrong, and not its value.
   *
   * @default false
   */
  readonly isKey?: boolean;
  /**
   * How several findings of the rule in one file are shown together, each with its fix.
   *
   * @default - those with the same message are shown together
   */
  readonly together?: Together;
}

/** A mistake that manifests can have. One per file, named after the id. */
export interface Rule {
  /** Names the mistake, in kebab-case; the name of the rule's file: `binding-without-identity`. */
  readonly id: string;
  /** The mistake in one line, for lists. */
  readonly title: string;
  /** Of its findings, unless they say otherwise. */
  readonly severity: Severity;
  /** Why it is a mistake: what pod identity does with it. */
  readonly why: string;
  /** The symptom in the cluster: none, a message in a log, a status code. */
  readonly symptom: string;
  /** A manifest with this mistake and no other. */
  readonly bad: string;
  /** The same without it. */
  readonly good: string;
  /**
   * Options that are required to find it in `bad`.
   *
   * @default - none
   */
  readonly options?: CheckOptions;
  /** Where upstream decides it: `pkg/mic/mic.go`. */
  readonly source: string;
  /** Finds it; a pure function. */
  readonly check: (checked: CheckedCluster) => RuleFinding[];
}

/** The texts of a rule. */
export type RuleText = Omit<Rule, 'check'>;
