import type { Manifest } from '../../manifests/manifest';
import { type YamlDocument, YamlText } from '../../manifests/yaml';
import { NotEditableError } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { Simulation } from '../../simulation/simulation';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { type FileChanges, rewrittenText } from './file-edit';
import { retiredObjects } from './retired-objects';
import type { AccountChange, LeftAlone, Remark, RewriteOptions, Step, Steps } from './steps';
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
  readonly remarks: readonly Remark[];
}

/** Computes the new content of all files. Writes nothing. */
export function rewrite(simulation: Simulation, options: RewriteOptions): Rewrite {
  return new Rewriting(simulation, options).result();
}

class Rewriting {
  private readonly left: LeftAlone[] = [];
  /** The last one that was parsed: a list has many objects. */
  private parsed: { readonly document: YamlDocument; readonly tree: YamlNode | undefined } | undefined;
  private steps: ReadonlySet<Step>;
  private accounts: readonly AccountChange[];
  private readonly remarks: readonly Remark[];
  /** Why the last file could not be rewritten. */
  private reason = '';

  constructor(
    private readonly simulation: Simulation,
    private readonly options: RewriteOptions,
  ) {
    const decide = options.to === MigrationStage.POD_IDENTITY ? stepsBack : stepsForward;
    const { steps, accounts, left, remarks }: Steps = decide(simulation, options, this.trees);
    this.steps = new Set(steps);
    this.accounts = accounts;
    this.left.push(...left);
    this.remarks = remarks;
  }

  public result(): Rewrite {
    let removed = this.retired();
    for (;;) {
      const files = this.filesWith(removed);
      if (!(files instanceof YamlText)) return this.answer(files, removed);
      const before = this.steps.size;
      this.leave(files);
      removed = this.retired();
      if (this.steps.size < before) continue;
      // It is the objects of pod identity that cannot be removed.
      removed = removed.filter(({ document }) => document.whole !== files);
      const again = this.filesWith(removed);
      if (!(again instanceof YamlText)) return this.answer(again, removed);
      this.leave(again, true);
      removed = this.retired();
    }
  }

  /** The new texts of all files; the first file for which there is none. */
  private filesWith(removed: readonly Manifest[]): Map<YamlText, string> | YamlText {
    const texts = new Map<YamlText, string>();
    for (const [file, changes] of this.changesWith(this.steps, removed)) {
      const text = this.textOf(file, changes);
      if (text === undefined) return file;
      texts.set(file, text);
    }
    return texts;
  }

  private answer(texts: Map<YamlText, string>, removed: readonly Manifest[]): Rewrite {
    const withAccounts = new Set(this.accounts.map((account) => fileOf(account, this.steps)));
    const ordered = [...texts].sort(([a], [b]) => Number(withAccounts.has(b)) - Number(withAccounts.has(a)));
    return {
      files: ordered.flatMap(([yaml, after]) =>
        after === yaml.text ? [] : [{ file: yaml.file, before: yaml.text, after }],
      ),
      changed: [...this.steps].filter(({ edit }) => edit.edits.length > 0).map(({ manifest }) => manifest),
      left: this.left,
      removed,
      remarks: this.remarks,
    };
  }

  private readonly trees = (document: YamlDocument): YamlNode | undefined => {
    if (this.parsed?.document !== document) this.parsed = { document, tree: document.tree };
    return this.parsed.tree;
  };

  private retired(): readonly Manifest[] {
    return keepsPodIdentity(this.options.to) ? [] : retiredObjects(this.simulation, [...this.steps]);
  }

  /** Undefined when it cannot be rewritten safely. */
  private textOf(file: YamlText, changes: FileChanges): string | undefined {
    try {
      return rewrittenText(file, changes, this.trees);
    } catch (error) {
      if (!(error instanceof NotEditableError)) throw error;
      this.reason = error.message;
      return undefined;
    }
  }

  /** What changes in each file. */
  private changesWith(steps: ReadonlySet<Step>, removed: readonly Manifest[]): Map<YamlText, FileChanges> {
    const files = new Map<YamlText, Mutable<FileChanges>>();
    const inFile = (file: YamlText) => {
      const isReversible = keepsPodIdentity(this.options.to);
      const known = files.get(file) ?? { edits: [], insertions: [], removals: [], isReversible };
      files.set(file, known);
      return known;
    };
    for (const { manifest, edit } of steps) {
      if (edit.edits.length > 0) inFile(manifest.document.whole).edits.push(edit);
    }
    for (const account of this.accounts) {
      const file = fileOf(account, steps);
      if (!file) continue;
      const first = account.users.find((user) => steps.has(user));
      if (account.kind === 'remove') inFile(file).removals.push(account.place);
      else if (account.kind === 'insert' && first)
        inFile(file).insertions.push({ before: first.manifest, object: account.object });
      else if (account.kind === 'edit' && account.edit.edits.length > 0) inFile(file).edits.push(account.edit);
    }
    for (const manifest of removed) inFile(manifest.document.whole).removals.push(manifest);
    return files;
  }

  /** Leaves the workloads of a file alone that cannot be rewritten even if nothing else is, or all of them. */
  private leave(file: YamlText, all = false): void {
    const ofAccounts = this.accounts.filter((account) => fileOf(account, this.steps) === file);
    const near = new Set(ofAccounts.flatMap(({ users }) => users));
    const kept = [...this.steps].filter((step) => {
      if (step.manifest.document.whole !== file && !near.has(step)) return true;
      const changes = this.changesWith(new Set([step]), []).get(file);
      if (!all && (!changes || this.textOf(file, changes) !== undefined)) return true;
      this.left.push({ manifest: step.manifest, reason: this.reason });
      return false;
    });
    this.steps = new Set(kept);
    if (!all) return;
    for (const account of ofAccounts) {
      if (account.kind !== 'insert') this.left.push({ manifest: account.place, reason: this.reason });
    }
    this.accounts = this.accounts.filter((account) => !ofAccounts.includes(account));
  }
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] extends readonly (infer Item)[] ? Item[] : T[key] };

/** The file that an account is written in, if a workload that uses it is rewritten. */
function fileOf(account: AccountChange, steps: ReadonlySet<Step>): YamlText | undefined {
  const first = account.users.find((user) => steps.has(user));
  if (!first && !account.isFree) return undefined;
  return account.kind === 'insert' ? first?.manifest.document.whole : account.place.document.whole;
}
