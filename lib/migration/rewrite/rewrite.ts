import type { Manifest } from '../../manifests/manifest';
import type { YamlDocument, YamlText } from '../../manifests/yaml';
import { NotEditableError } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { Simulation } from '../../simulation/simulation';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { type FileChanges, rewrittenText } from './file-edit';
import { retiredObjects } from './retired-objects';
import type { AccountChange, LeftAlone, RewriteOptions, Step, Steps } from './steps';
import { stepsBack } from './steps-back';
import { stepsForward } from './steps-forward';

/** A file with other content. */
export interface RewrittenFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What `migrate rewrite` does with the files of a cluster. */
export interface Rewrite {
  /** In the order to write them: those with new ServiceAccounts first. */
  readonly files: readonly RewrittenFile[];
  readonly changed: readonly Manifest[];
  readonly left: readonly LeftAlone[];
  /** Objects of pod identity that are removed. */
  readonly removed: readonly Manifest[];
  readonly remarks: readonly string[];
}

/** Computes the new content of all files. Writes nothing. */
export function rewrite(simulation: Simulation, options: RewriteOptions): Rewrite {
  return new Rewriting(simulation, options).result();
}

class Rewriting {
  private readonly left: LeftAlone[] = [];
  private readonly parsed = new Map<YamlDocument, YamlNode | undefined>();
  private steps: Step[];
  private readonly accounts: readonly AccountChange[];
  private readonly remarks: readonly string[];

  constructor(
    private readonly simulation: Simulation,
    private readonly options: RewriteOptions,
  ) {
    const forward = options.to !== MigrationStage.POD_IDENTITY;
    const made: Steps = (forward ? stepsForward : stepsBack)(simulation, options, this.trees);
    this.steps = [...made.steps];
    this.accounts = made.accounts;
    this.left.push(...made.left);
    this.remarks = made.remarks;
  }

  public result(): Rewrite {
    let removed = this.retired();
    const files = new Map<YamlText, string>();
    for (let isStable = false; !isStable; ) {
      isStable = true;
      files.clear();
      for (const file of this.touched(removed)) {
        const text = this.textOf(file, this.steps, removed);
        if (text !== undefined) {
          files.set(file, text);
          continue;
        }
        isStable = false;
        const before = this.steps.length;
        this.dropBad(file);
        removed = this.retired();
        // The objects of pod identity are what cannot be removed.
        if (this.steps.length === before) removed = removed.filter((one) => one.document.whole !== file);
        if (this.steps.length === before && this.textOf(file, this.steps, removed) === undefined) this.leaveAll(file);
        break;
      }
    }
    const withAccounts = new Set(this.accounts.map((account) => this.fileOf(account)));
    const ordered = [...files].sort(([a], [b]) => Number(withAccounts.has(b)) - Number(withAccounts.has(a)));
    return {
      files: ordered.flatMap(([yaml, after]) =>
        after === yaml.text ? [] : [{ file: yaml.file, before: yaml.text, after }],
      ),
      changed: this.steps.filter(({ edit }) => edit.edits.length > 0).map(({ manifest }) => manifest),
      left: this.left,
      removed,
      remarks: this.remarks,
    };
  }

  private readonly trees = (document: YamlDocument): YamlNode | undefined => {
    if (!this.parsed.has(document)) this.parsed.set(document, document.tree);
    return this.parsed.get(document);
  };

  private retired(): readonly Manifest[] {
    return keepsPodIdentity(this.options.to) ? [] : retiredObjects(this.simulation, this.steps);
  }

  private touched(removed: readonly Manifest[]): Set<YamlText> {
    return new Set([
      ...this.steps.map(({ manifest }) => manifest.document.whole),
      ...this.accounts.flatMap((account) => this.fileOf(account) ?? []),
      ...removed.map(({ document }) => document.whole),
    ]);
  }

  /** The file that an account is written to, if any workload that uses it is rewritten. */
  private fileOf(account: AccountChange, steps: readonly Step[] = this.steps): YamlText | undefined {
    if (!account.users.some((user) => steps.includes(user)) && !account.isFree) return undefined;
    if (account.kind !== 'insert') return account.place.document.whole;
    return account.users.find((user) => steps.includes(user))?.manifest.document.whole;
  }

  /** Undefined when it cannot be rewritten safely. */
  private textOf(file: YamlText, steps: readonly Step[], removed: readonly Manifest[]): string | undefined {
    try {
      return rewrittenText(file, this.changesOf(file, steps, removed), this.trees);
    } catch (error) {
      if (!(error instanceof NotEditableError)) throw error;
      this.reason = error.message;
      return undefined;
    }
  }

  private reason = '';

  private changesOf(file: YamlText, steps: readonly Step[], removed: readonly Manifest[]): FileChanges {
    const accounts = this.accounts.filter((account) => this.fileOf(account, steps) === file);
    return {
      edits: [
        ...steps.filter(({ manifest }) => manifest.document.whole === file).map(({ edit }) => edit),
        ...accounts.flatMap((account) => (account.kind === 'edit' ? account.edit : [])),
      ].filter(({ edits }) => edits.length > 0),
      insertions: accounts.flatMap((account) => {
        const first = account.users.find((user) => steps.includes(user));
        return account.kind === 'insert' && first ? [{ before: first.manifest, object: account.object }] : [];
      }),
      removals: [
        ...accounts.flatMap((account) => (account.kind === 'remove' ? account.place : [])),
        ...removed.filter(({ document }) => document.whole === file),
      ],
      isReversible: keepsPodIdentity(this.options.to),
    };
  }

  /** Leaves the workloads alone that cannot be rewritten even if nothing else is. */
  private dropBad(file: YamlText): void {
    const ofFile = this.steps.filter(
      (step) =>
        step.manifest.document.whole === file ||
        this.accounts.some((account) => account.users.includes(step) && this.fileOf(account) === file),
    );
    const bad = new Set<Step>();
    for (const step of ofFile) {
      if (this.textOf(file, [step], []) !== undefined) continue;
      bad.add(step);
      this.left.push({ manifest: step.manifest, reason: this.reason });
    }
    this.steps = this.steps.filter((step) => !bad.has(step));
  }

  private leaveAll(file: YamlText): void {
    const touches = (step: Step) =>
      step.manifest.document.whole === file ||
      this.accounts.some((account) => account.users.includes(step) && this.fileOf(account) === file);
    const all = this.steps.filter(touches);
    for (const { manifest } of all) this.left.push({ manifest, reason: this.reason });
    this.steps = this.steps.filter((step) => !all.includes(step));
  }
}
