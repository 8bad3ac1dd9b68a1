import { posix } from 'node:path';
import { type Manifest, mapOf } from '../../manifests/manifest';
import { type YamlDocument, YamlText } from '../../manifests/yaml';
import { NotEditableError } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { Simulation } from '../../simulation/simulation';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { valueAt } from '../../validate/path';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { accountFileFor, jsonLike } from './account-file';
import { COMPONENT, Component, type FileContent, keyInComponent, keyOfAccount } from './component';
import { Components } from './components';
import { type FileChanges, rewrittenText } from './file-edit';
import { reasonToLeave } from './left-alone';
import { overlayPatch } from './overlay-patch';
import { retiredObjects } from './retired-objects';
import {
  type AccountChange,
  fieldsOf,
  type LeftAlone,
  NO_WAY_BACK,
  type Remark,
  type RewriteOptions,
  type Step,
  type Steps,
  UNFINISHED,
} from './steps';
import { stepsBack } from './steps-back';
import { stepsForward } from './steps-forward';

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
  /** A component of kustomize for those that are left, and no kustomization renders. Paths are those in its folder. */
  readonly component: readonly FileContent[];
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
  private readonly remarks: Remark[];
  private readonly components: Components;
  /** Workloads that are patched in a component. */
  private readonly patched = new Map<Step, Component>();
  /** Workloads that could be patched if a kustomization rendered them. */
  private readonly unpatched: Step[] = [];
  /** Why the last file could not be rewritten. */
  private reason = '';

  constructor(
    private readonly simulation: Simulation,
    private readonly options: RewriteOptions,
  ) {
    this.components = new Components(simulation.cluster.manifests);
    const decide = options.to === MigrationStage.POD_IDENTITY ? stepsBack : stepsForward;
    const { steps, accounts, left, remarks }: Steps = decide(simulation, options, this.trees, this.components);
    this.steps = new Set(steps.filter(({ unsafe }) => unsafe === undefined));
    this.accounts = accounts;
    this.left.push(...left);
    this.remarks = [...remarks];
    for (const step of steps) if (step.unsafe !== undefined) this.setAside(step, step.unsafe);
  }

  public result(): Rewrite {
    let removed = this.retired();
    for (;;) {
      const files = this.filesWith(removed);
      if (!(files instanceof YamlText)) return this.answer(files, removed);
      const before = this.steps.size;
      this.leave(files);
      if (this.steps.size < before) {
        removed = this.retired();
        continue;
      }
      // It is the objects of pod identity that cannot be removed.
      const stay = removed.filter(({ document }) => document.whole === files);
      this.left.push(...stay.map((manifest) => ({ manifest, reason: this.reason })));
      removed = removed.filter((one) => !stay.includes(one));
      const again = this.filesWith(removed);
      if (!(again instanceof YamlText)) return this.answer(again, removed);
      this.leave(again, true);
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
    const withAccounts = new Set(this.accounts.map((account) => this.fileOf(account, this.steps)));
    const ordered = [...texts].sort(([a], [b]) => Number(withAccounts.has(b)) - Number(withAccounts.has(a)));
    const changed = new Set(
      [...this.steps].filter(({ edit }) => edit.edits.length > 0).map(({ manifest }) => manifest),
    );
    const ofComponents = this.filesOfComponents(changed);
    return {
      files: [
        ...this.accountFiles(),
        ...ordered.flatMap(([yaml, after]) =>
          after === yaml.text
            ? []
            : [{ file: yaml.file, before: yaml.text, after: this.isMadeFor(yaml) ? undefined : after }],
        ),
        ...ofComponents,
      ],
      changed: [...changed],
      left: this.left,
      removed,
      unneeded: this.unneeded(),
      remarks: this.remarks,
      component: this.componentOfOthers(),
    };
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

  private filesOfComponents(changed: Set<Manifest>): readonly FileContent[] {
    for (const [{ manifest, patch }, component] of this.patched) {
      const key = keyInComponent(manifest.written);
      const before = JSON.stringify(component.patches.get(key));
      if (patch) component.patches.set(key, overlayPatch(manifest.written, patch));
      if (before !== JSON.stringify(component.patches.get(key))) changed.add(manifest);
    }
    for (const account of this.accounts) {
      const first = account.users.find((user) => this.patched.has(user));
      if (account.kind !== 'insert' || !first || account.users.some((user) => this.steps.has(user))) continue;
      const { [REWRITTEN_ANNOTATION]: _record, ...annotations } = mapOf(mapOf(account.object.metadata).annotations);
      const object = { ...account.object, metadata: { ...mapOf(account.object.metadata), annotations } };
      this.patched.get(first)?.accounts.set(keyOfAccount(object), object);
    }
    const { files, byHand } = this.components.files();
    for (const file of byHand) {
      const [step] = [...this.patched].find(([, { folder }]) => folder === posix.dirname(file)) ?? [];
      const [first] = this.simulation.cluster.manifests.objects;
      const manifest = step?.manifest ?? first;
      const verb = this.options.to === MigrationStage.POD_IDENTITY ? 'remove it from' : 'write it into';
      if (manifest)
        this.left.push({
          manifest,
          reason: `the list of components of ${file} cannot be edited safely: ${verb} it: ${COMPONENT}`,
        });
    }
    return files;
  }

  /** A component for what no kustomization renders. */
  private componentOfOthers(): readonly FileContent[] {
    const component = new Component('');
    for (const { manifest, patch } of this.unpatched) {
      if (!patch) continue;
      component.patches.set(keyInComponent(manifest.written), overlayPatch(manifest.written, patch));
      if (patch.account) component.accounts.set(keyOfAccount(patch.account), patch.account);
    }
    return component.files;
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
    const patched = new Set([...this.patched.keys()].map(({ workload }) => workload));
    return retiredObjects(this.simulation, patched).flatMap((group) => {
      const reasons = group.map((one) => reasonToLeave(one, manifests, [['spec']]));
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
    const leaving = new Set([...this.steps, ...this.patched.keys()].map(({ workload }) => workload));
    return retiredObjects(this.simulation, leaving).flat();
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

  /** Leaves the workloads of a file alone that cannot be rewritten even if nothing else is, or all of them. */
  private leave(file: YamlText, all = false): void {
    const ofAccounts = this.accounts.filter((account) => this.fileOf(account, this.steps) === file);
    const near = new Set(ofAccounts.flatMap(({ users }) => users));
    const kept = [...this.steps].filter((step) => {
      if (step.manifest.document.whole !== file && !near.has(step)) return true;
      const changes = this.changesWith(new Set([step]), []).get(file);
      if (!all && (!changes || this.textOf(file, changes) !== undefined)) return true;
      this.setAside(step, this.reason);
      return false;
    });
    this.steps = new Set(kept);
    if (!all) return;
    for (const account of ofAccounts) {
      if (account.kind !== 'insert') this.left.push({ manifest: account.place, reason: this.reason });
      for (const user of account.users) {
        if (this.patched.delete(user)) this.left.push({ manifest: user.manifest, reason: this.reason });
      }
    }
    this.accounts = this.accounts.filter((account) => !ofAccounts.includes(account));
  }

  /** Patches a workload in a component if it can, and leaves it otherwise. */
  private setAside(step: Step, reason: string): void {
    const { manifest, patch, workload } = step;
    const paths = patch ? [...patch.wanted.map(({ path }) => path), ...patch.removed] : [];
    const component = patch && this.components.for(manifest, paths);
    if (!component || component.refusal !== undefined) {
      this.left.push({ manifest, reason: component?.refusal ?? reasonWithPatch(step, reason) });
      if (patch && !component) this.unpatched.push(step);
      return;
    }
    const { to, isFinal } = this.options;
    const before = component.patches.get(keyInComponent(manifest.written));
    const isAtEnd = before && valueAt(before, fieldsOf(workload).binding) === null;
    if (keepsPodIdentity(to) && isAtEnd) this.left.push({ manifest, reason: NO_WAY_BACK });
    else if (!keepsPodIdentity(to) && isFinal && !isAtEnd) this.left.push({ manifest, reason: UNFINISHED });
    else {
      this.patched.set(step, component);
      if (!before) this.remarks.push(...patch.remarks.map((text) => ({ manifest, text })));
      const place = posix.join(component.folder, COMPONENT);
      this.remarks.push({
        manifest,
        text: `Patched by the component ${place}, because ${reason.replace(/\. [\s\S]*/, '')}.`,
      });
    }
  }

  /** The file that an account is written in, if a workload that uses it is rewritten. */
  private fileOf(account: AccountChange, steps: ReadonlySet<Step>): YamlText | undefined {
    const first = account.users.find((user) => steps.has(user));
    if (account.kind === 'insert') return first?.manifest.document.whole;
    const isWanted = first || account.isFree || account.users.some((user) => this.patched.has(user));
    return isWanted ? account.place.document.whole : undefined;
  }
}

/** With what to write into an overlay by hand. */
function reasonWithPatch({ manifest, patch }: Step, reason: string): string {
  if (!patch || !/kustomize/.test(reason)) return reason;
  const account = patch.account ? ` ServiceAccount: ${JSON.stringify(patch.account)}` : '';
  return `${reason}, or write there: ${JSON.stringify(overlayPatch(manifest, patch))}${account}`;
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] extends readonly (infer Item)[] ? Item[] : T[key] };
