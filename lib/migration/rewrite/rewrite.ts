import type { Manifest } from '../../manifests/manifest';
import type { YamlDocument, YamlText } from '../../manifests/yaml';
import { NotEditableError } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { Simulation } from '../../simulation/simulation';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { accountFileFor, jsonLike } from './account-file';
import type { FileContent } from './component';
import { type FileChanges, faultOf, rewrittenText } from './file-edit';
import { reasonToKeep } from './left-alone';
import { Patching } from './patching';
import { retiredObjects } from './retired-objects';
import type { AccountChange, LeftAlone, Remark, RewriteOptions, Step, Steps } from './steps';
import { stepsBack } from './steps-back';
import { stepsForward } from './steps-forward';
import { valuesFiles } from './values-files';

/** What `migrate rewrite` does with the files of a cluster. */
export interface Rewrite {
  /** In the order to write them: those with new ServiceAccounts first. */
  readonly files: readonly FileContent[];
  readonly changed: readonly Manifest[];
  readonly left: readonly LeftAlone[];
  /** Objects of pod identity that are removed. */
  readonly removed: readonly Manifest[];
  /** Objects of pod identity that nobody needs after the roll-out. */
  readonly unneeded: readonly Manifest[];
  readonly remarks: readonly Remark[];
  /** For some that are left: a component of kustomize, and values of charts. Named from a folder of their own on. */
  readonly beside: readonly FileContent[];
}

/** Computes the new content of all files. Writes nothing. */
export function rewrite(simulation: Simulation, options: RewriteOptions): Rewrite {
  return new Rewriting(simulation, options).result();
}

/** The text of a file with some changes; undefined when it cannot be rewritten safely, with the reason. */
interface Attempt {
  readonly changes: FileChanges;
  readonly text: string | undefined;
  readonly reason: string;
}

class Rewriting {
  private readonly left: LeftAlone[] = [];
  /** The last one that was parsed: a list has many objects. */
  private parsed: { readonly document: YamlDocument; readonly tree: YamlNode | undefined } | undefined;
  private steps: ReadonlySet<Step>;
  private accounts: readonly AccountChange[];
  private readonly remarks: readonly Remark[];
  private readonly patching: Patching;
  private readonly attempts = new Map<YamlText, Attempt>();

  constructor(
    private readonly simulation: Simulation,
    private readonly options: RewriteOptions,
  ) {
    this.patching = new Patching(simulation.cluster.manifests, options);
    const decide = options.to === MigrationStage.POD_IDENTITY ? stepsBack : stepsForward;
    const found: Steps = decide(simulation, options, this.trees, this.patching.components);
    this.steps = new Set(found.steps.filter(({ unsafe }) => unsafe === undefined));
    this.accounts = found.accounts;
    this.left.push(...found.left);
    this.remarks = found.remarks;
    for (const step of found.steps) if (step.unsafe !== undefined) this.patching.add(step, step.unsafe);
  }

  public result(): Rewrite {
    let removed = this.retired();
    for (;;) {
      const changes = this.changesWith(this.steps, removed);
      const failed = [...changes.keys()].filter(
        (file) => this.attempt(file, changes.get(file) ?? NONE).text === undefined,
      );
      if (failed.length === 0) return this.answer([...changes.keys()], removed);
      for (const file of failed) removed = this.without(file, removed);
    }
  }

  /** Leaves what cannot be changed in a file. Returns the objects that can still be removed. */
  private without(file: YamlText, removed: readonly Manifest[]): readonly Manifest[] {
    const before = this.steps.size;
    const { reason = '' } = this.attempts.get(file) ?? {};
    this.leave(file, reason);
    if (this.steps.size < before) return removed;
    const stay = removed.filter(({ document }) => document.whole === file);
    this.left.push(...stay.map((manifest) => ({ manifest, reason })));
    if (stay.length === 0) this.leaveAll(file, reason);
    return removed.filter((one) => !stay.includes(one));
  }

  private answer(changing: readonly YamlText[], removed: readonly Manifest[]): Rewrite {
    const withAccounts = new Set(this.accounts.map((account) => this.fileOf(account, this.steps)));
    const ordered = [...changing].sort((a, b) => Number(withAccounts.has(b)) - Number(withAccounts.has(a)));
    const changed = new Set(
      [...this.steps].filter(({ edit }) => edit.edits.length > 0).map(({ manifest }) => manifest),
    );
    const isWritten = ({ users }: AccountChange) => users.some((user) => this.steps.has(user));
    const files = [
      ...this.accountFiles(),
      ...ordered.flatMap((yaml) => this.contentOf(yaml)),
      ...this.patching.files(this.accounts, isWritten, changed),
    ];
    for (const one of this.patching.components.changed) changed.add(one);
    const { to, workloads } = this.options;
    const values = to === MigrationStage.POD_IDENTITY || workloads ? undefined : valuesFiles(this.simulation, to);
    return {
      ...{ files, changed: [...changed], removed, unneeded: this.unneeded() },
      left: [...this.left, ...this.patching.left, ...(values?.left ?? [])],
      remarks: [...this.remarks, ...this.patching.remarks],
      beside: [...this.patching.componentOfOthers(this.accounts, isWritten), ...(values?.files ?? [])],
    };
  }

  private contentOf(yaml: YamlText): FileContent[] {
    const { text } = this.attempts.get(yaml) ?? {};
    if (text === undefined || text === yaml.text) return [];
    return [{ file: yaml.file, before: yaml.text, after: this.isMadeFor(yaml) ? undefined : text }];
  }

  /** New files, for accounts of workloads that are JSON files of their own. */
  private accountFiles(): FileContent[] {
    return this.accounts.flatMap((account) => {
      const first = account.users.find((user) => this.steps.has(user));
      const file = account.kind === 'insert' && first ? this.ownFileFor(first) : undefined;
      if (account.kind !== 'insert' || !first || file === undefined) return [];
      return [{ file, before: undefined, after: jsonLike(first.manifest.document.whole.text, account.object) }];
    });
  }

  private ownFileFor({ manifest }: Step): string | undefined {
    return accountFileFor(manifest, this.simulation.cluster.manifests, this.options.folders ?? []);
  }

  /** Whether a file holds nothing but an account that was made, and is removed. */
  private isMadeFor({ documents, file }: YamlText): boolean {
    const [document, ...others] = documents.filter(({ value }) => value !== null);
    if (!document || others.length > 0) return false;
    return this.accounts.some(
      (account) =>
        account.kind === 'remove' && account.place.document === document && /\.serviceaccount\.\w+$/.test(file),
    );
  }

  private readonly trees = (document: YamlDocument): YamlNode | undefined => {
    if (this.parsed?.document !== document) this.parsed = { document, tree: document.tree };
    return this.parsed.tree;
  };

  /** After the roll-out of the last stage: until then, old pods need them. */
  private retired(): readonly Manifest[] {
    const { to, isFinal } = this.options;
    if (keepsPodIdentity(to) || !isFinal) return [];
    const { manifests } = this.simulation.cluster;
    // What was not read may need them.
    if (manifests.overlaid?.missing.length) return [];
    const patched = new Set(this.patching.steps.map(({ workload }) => workload));
    const { groups, kept } = retiredObjects(this.simulation, patched);
    this.left.push(...kept);
    return groups.flatMap((group) => {
      const reasons = group.map((one) => reasonToKeep(one, manifests));
      const reason = reasons.find((one) => one !== undefined);
      if (reason === undefined) return group;
      const known = new Set(this.left.map(({ manifest }) => manifest));
      this.left.push(...group.filter((one) => !known.has(one)).map((manifest) => ({ manifest, reason })));
      return [];
    });
  }

  private unneeded(): readonly Manifest[] {
    const { to, isFinal } = this.options;
    if (keepsPodIdentity(to) || isFinal) return [];
    const leaving = new Set([...this.steps, ...this.patching.steps].map(({ workload }) => workload));
    return retiredObjects(this.simulation, leaving).groups.flat();
  }

  /** Tries changes of a file, once. */
  private attempt(file: YamlText, changes: FileChanges): Attempt {
    const known = this.attempts.get(file);
    if (known && isSame(known.changes, changes)) return known;
    const tried = this.tried(file, changes);
    this.attempts.set(file, tried);
    return tried;
  }

  private tried(file: YamlText, changes: FileChanges): Attempt {
    try {
      return { changes, text: rewrittenText(file, changes, this.trees), reason: '' };
    } catch (error) {
      if (!(error instanceof NotEditableError)) throw error;
      return { changes, text: undefined, reason: error.message };
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
      const file = this.fileOf(account, steps);
      if (!file) continue;
      const first = account.users.find((user) => steps.has(user));
      if (account.kind === 'remove') inFile(file).removals.push(account.place);
      else if (account.kind === 'insert' && first && this.ownFileFor(first) === undefined)
        inFile(file).insertions.push({ before: first.manifest, object: account.object });
      else if (account.kind === 'edit' && account.edit.edits.length > 0) inFile(file).edits.push(account.edit);
    }
    for (const manifest of removed) inFile(manifest.document.whole).removals.push(manifest);
    return files;
  }

  /** Leaves the workloads of a file alone that cannot be rewritten even if nothing else is. */
  private leave(file: YamlText, reason: string): void {
    const near = new Set(this.accountsIn(file).flatMap(({ users }) => users));
    const inFile = [...this.steps].filter((step) => step.manifest.document.whole === file || near.has(step));
    const bad = new Map(this.faultsByDocument(file, inFile, reason));
    if (bad.size === 0) for (const [step, why] of this.unsafeOf(file, inFile, reason)) bad.set(step, why);
    this.steps = new Set([...this.steps].filter((step) => !bad.has(step)));
    for (const [step, why] of bad) this.patching.add(step, why);
  }

  /** Those whose document cannot be changed, as most have one of their own. */
  private faultsByDocument(file: YamlText, steps: readonly Step[], reason: string): (readonly [Step, string])[] {
    const isReversible = keepsPodIdentity(this.options.to);
    const own = new Map<YamlDocument, Step[]>();
    for (const step of steps) {
      const { document } = step.manifest;
      if (document.whole === file && step.edit.edits.length > 0)
        own.set(document, [...(own.get(document) ?? []), step]);
    }
    return [...own].flatMap(([document, inside]) => {
      const edits = inside.map(({ edit }) => edit);
      const fault = faultOf(document, edits, isReversible);
      if (fault === undefined) return [];
      return inside.length > 1 ? this.unsafeOf(file, inside, reason) : inside.map((step) => [step, fault] as const);
    });
  }

  /** Those of some steps that cannot be taken, by halves: a file is read again for each attempt. */
  private unsafeOf(file: YamlText, steps: readonly Step[], reason: string): (readonly [Step, string])[] {
    const [first] = steps;
    if (!first) return [];
    const changes = this.changesWith(new Set(steps), []).get(file);
    const tried = changes && this.tried(file, changes);
    if (!tried || tried.text !== undefined) return [];
    if (steps.length === 1) return [[first, tried.reason || reason]];
    const half = steps.length >> 1;
    return [steps.slice(0, half), steps.slice(half)].flatMap((part) => this.unsafeOf(file, part, reason));
  }

  /** Leaves everything in a file: each change alone is safe, and all together are not. */
  private leaveAll(file: YamlText, reason: string): void {
    const accounts = this.accountsIn(file);
    const near = new Set(accounts.flatMap(({ users }) => users));
    for (const step of this.steps) {
      if (step.manifest.document.whole === file || near.has(step)) this.patching.add(step, reason);
    }
    this.steps = new Set([...this.steps].filter((step) => step.manifest.document.whole !== file && !near.has(step)));
    for (const account of accounts) {
      if (account.kind !== 'insert') this.left.push({ manifest: account.place, reason });
      for (const user of account.users) this.patching.drop(user, reason);
    }
    this.accounts = this.accounts.filter((account) => !accounts.includes(account));
  }

  private accountsIn(file: YamlText): readonly AccountChange[] {
    return this.accounts.filter((account) => this.fileOf(account, this.steps) === file);
  }

  /** The file that an account is written in, if a workload that uses it is rewritten. */
  private fileOf(account: AccountChange, steps: ReadonlySet<Step>): YamlText | undefined {
    if (account.kind === 'patch') return undefined;
    const first = account.users.find((user) => steps.has(user));
    if (account.kind === 'insert') return first?.manifest.document.whole;
    const isWanted = first || account.isFree || account.users.some((user) => this.patching.has(user));
    return isWanted ? account.place.document.whole : undefined;
  }
}

const NONE: FileChanges = { edits: [], insertions: [], removals: [], isReversible: false };

const isSame = (a: FileChanges, b: FileChanges) =>
  isSameList(a.edits, b.edits) &&
  isSameList(a.removals, b.removals) &&
  isSameList(
    a.insertions.flatMap(({ before, object }) => [before, object]),
    b.insertions.flatMap(({ before, object }) => [before, object]),
  );

const isSameList = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((one, i) => one === b[i]);

type Mutable<T> = { -readonly [key in keyof T]: T[key] extends readonly (infer Item)[] ? Item[] : T[key] };
