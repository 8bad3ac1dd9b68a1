import { posix } from 'node:path';
import { type Manifest, mapOf } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { valueAt } from '../../validate/path';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import { COMPONENT, Component, type FileContent, keyInComponent, keyOfAccount, keyOfPatch } from './component';
import { Components, type NoComponent } from './components';
import { overlayPatch } from './overlay-patch';
import {
  type AccountChange,
  fieldsOf,
  type LeftAlone,
  NO_WAY_BACK,
  type Remark,
  type RewriteOptions,
  type Step,
  UNFINISHED,
} from './steps';

/** Workloads that are not edited where they are written: patched in a component of kustomize if they can, else left. */
export class Patching {
  public readonly left: LeftAlone[] = [];
  public readonly remarks: Remark[] = [];
  public readonly components: Components;
  private readonly patched = new Map<Step, Component>();
  /** Those that could be patched if a kustomization rendered them. */
  private readonly unpatched: Step[] = [];

  constructor(
    private readonly manifests: Manifests,
    private readonly options: RewriteOptions,
  ) {
    this.components = new Components(manifests);
  }

  public get steps(): readonly Step[] {
    return [...this.patched.keys()];
  }

  public has(step: Step): boolean {
    return this.patched.has(step);
  }

  public add(step: Step, reason: string): void {
    const { manifest, patch, workload } = step;
    const paths = patch ? [...patch.wanted.map(({ path }) => path), ...patch.removed] : [];
    const component = patch ? this.components.for(manifest, paths) : { isForOthers: false };
    if (!(component instanceof Component)) {
      const { reason: why = reason, isForOthers, isForOverlay } = component as NoComponent;
      this.left.push({ manifest, reason: isForOverlay ? withPatch(step, why) : why });
      if (isForOthers) this.unpatched.push(step);
      return;
    }
    if (component.refusal !== undefined) {
      this.left.push({ manifest, reason: component.refusal });
      return;
    }
    const { to, isFinal } = this.options;
    const before = component.patches.get(this.components.keyOf(manifest));
    const isAtEnd = before && valueAt(before, fieldsOf(workload).binding) === null;
    if (keepsPodIdentity(to) && isAtEnd) this.left.push({ manifest, reason: NO_WAY_BACK });
    else if (!keepsPodIdentity(to) && isFinal && !isAtEnd) this.left.push({ manifest, reason: UNFINISHED });
    else {
      this.patched.set(step, component);
      if (!before && patch) this.remarks.push(...patch.remarks.map((text) => ({ manifest, text })));
      const place = posix.join(component.folder, COMPONENT);
      const why = reason.replace(/\. [\s\S]*/, '');
      this.remarks.push({ manifest, text: `Patched by the component ${place}, because ${why}.` });
    }
  }

  /** Leaves a workload after all. */
  public drop(step: Step, reason: string): void {
    if (this.patched.delete(step)) this.left.push({ manifest: step.manifest, reason });
  }

  /**
   * The files of the components.
   *
   * @param isWritten whether an account is written somewhere else
   * @param changed gets the workloads whose patches change
   */
  public files(
    accounts: readonly AccountChange[],
    isWritten: (account: AccountChange) => boolean,
    changed: Set<Manifest>,
  ): readonly FileContent[] {
    for (const [{ manifest, patch }, component] of this.patched) {
      const key = this.components.keyOf(manifest);
      const before = JSON.stringify(component.patches.get(key));
      if (patch)
        component.patches.set(key, overlayPatch(manifest.written, patch, this.components.namespaceOf(manifest)));
      if (before !== JSON.stringify(component.patches.get(key))) changed.add(manifest);
    }
    for (const account of accounts) {
      const first = account.users.find((user) => this.patched.has(user));
      if (account.kind === 'patch' && (first || isWritten(account))) {
        account.component.patches.set(keyOfPatch(account.patch), account.patch);
      }
      if (account.kind !== 'insert' || !first || isWritten(account)) continue;
      const { [REWRITTEN_ANNOTATION]: _record, ...annotations } = mapOf(mapOf(account.object.metadata).annotations);
      const { name = null, namespace } = mapOf(account.object.metadata);
      const place = namespace ?? this.components.innerNamespaceOf(first.manifest);
      const object = { ...account.object, metadata: { name, ...(place && { namespace: place }), annotations } };
      this.patched.get(first)?.accounts.set(keyOfAccount(object), object);
    }
    const { files, byHand } = this.components.files();
    for (const file of byHand) this.leaveList(file);
    return files;
  }

  /**
   * A component for what has none beside its kustomization. Its files are named from its own folder on. What is another patch
   * or account in each overlay is not in it, and no account that is written beside another workload.
   *
   * @param isWritten whether an account is written somewhere else
   */
  public componentOfOthers(
    accounts: readonly AccountChange[],
    isWritten: (account: AccountChange) => boolean,
  ): readonly FileContent[] {
    const written = new Set(
      accounts.flatMap((one) => (one.kind === 'insert' && isWritten(one) ? keyOfAccount(one.object) : [])),
    );
    const component = new Component('');
    const found = this.unpatched.flatMap(({ manifest: { written }, patch }) => {
      if (!patch) return [];
      const account = patch.account?.();
      const accountKey = account && keyOfAccount(account);
      return [
        {
          key: keyInComponent(written, written.metadata.namespace),
          patch: overlayPatch(written, patch),
          account,
          accountKey,
        },
      ];
    });
    const unclear = withSeveral(found.map(({ key, patch, account }) => [key, JSON.stringify([patch, account])]));
    const unclearAccounts = withSeveral(
      found.map(({ accountKey = '', account }) => [accountKey, JSON.stringify(account)]),
    );
    for (const { key, patch, account, accountKey } of found) {
      if (unclear.has(key) || (accountKey !== undefined && unclearAccounts.has(accountKey))) continue;
      component.patches.set(key, patch);
      if (account && accountKey !== undefined && !written.has(accountKey)) component.accounts.set(accountKey, account);
    }
    return component.files;
  }

  /** A kustomization whose list of components cannot be edited. */
  private leaveList(file: string): void {
    const folder = posix.dirname(file);
    const [step] = [...this.patched].find(([, component]) => component.folder === folder) ?? [];
    const manifest = step?.manifest ?? this.manifests.objects[0];
    const [verb, where] = this.options.to === MigrationStage.POD_IDENTITY ? ['Remove', 'from'] : ['Write', 'into'];
    const advice = `${verb} ${COMPONENT} ${where} it by hand`;
    if (manifest)
      this.left.push({ manifest, reason: `the list of components in ${file} cannot be edited safely. ${advice}` });
  }
}

/** Keys that are there with several values. */
function withSeveral(pairs: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const several = new Set<string>();
  for (const [key, value] of pairs) {
    if (!first.has(key)) first.set(key, value);
    else if (first.get(key) !== value) several.add(key);
  }
  return several;
}

/** A reason with what to write into an overlay by hand. */
function withPatch({ manifest, patch }: Step, reason: string): string {
  if (!patch) return reason;
  const account = patch.account ? ` ServiceAccount: ${JSON.stringify(patch.account())}` : '';
  return `${reason}, or write there: ${JSON.stringify(overlayPatch(manifest, patch))}${account}`;
}
