import { posix } from 'node:path';
import { type Kustomization, plainFolder, usedBy } from '../../manifests/kustomization';
import { type Manifest, mapOf } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { CLIENT_ID_ANNOTATION } from '../../upstream/workload-identity';
import { indexed } from '../../validate/indexed';
import { type Path, valueAt } from '../../validate/path';
import { ACCOUNTS, COMPONENT, Component, type FileContent, keyInComponent } from './component';
import { withComponent } from './components-entry';

/** Why an object is not patched in a component beside its kustomization. */
export interface NoComponent {
  /** Undefined when no kustomization renders it. */
  readonly reason?: string;
  /** Whether somebody can write its patch into an overlay by hand. */
  readonly isForOverlay?: boolean;
  /** Whether a component can patch it that somebody includes by hand. */
  readonly isForOthers: boolean;
}

/** The components of kustomize that this command writes, each beside its kustomization. */
export class Components {
  /** Workloads whose patches go back. */
  public readonly changed = new Set<Manifest>();
  private readonly byTop = new Map<Kustomization, Component>();
  private readonly byFolder: ReadonlyMap<string, Kustomization>;
  private readonly accounts: ReadonlyMap<string, readonly Manifest[]>;

  constructor(private readonly manifests: Manifests) {
    const { overlaid, objects } = manifests;
    const all = overlaid?.kustomizations ?? [];
    this.byFolder = new Map(all.map((one) => [posix.normalize(one.folder), one]));
    const isAny = all.some(({ isWritten }) => isWritten);
    const accounts = isAny ? objects.filter(({ file }) => posix.basename(file) === ACCOUNTS) : [];
    this.accounts = indexed(accounts, ({ file }) => posix.normalize(posix.dirname(file)));
  }

  /** The component in which an object can be patched: that of the outermost kustomization which renders it. */
  public for(manifest: Manifest, paths: readonly Path[]): Component | NoComponent {
    const [rendering, ...others] = this.manifests.overlaid?.renderingsOf(manifest) ?? [];
    if (!rendering) return { isForOthers: true };
    if (manifest.origin !== manifest || others.length > 0) {
      return {
        isForOthers: true,
        isForOverlay: true,
        reason: 'several kustomizations render it. Patch it in each overlay',
      };
    }
    const { file } = rendering.top.document;
    if (rendering.top.isComponent) {
      const reason = `${file} is a component. Give the paths of the kustomizations that list it, too`;
      return { isForOthers: false, reason };
    }
    if (rendering.renames) {
      return {
        isForOthers: false,
        reason: `kustomize changes names for ${file}, and that of a new ServiceAccount, too. Patch it in the overlay, as migrate plan says for the output of kustomize build`,
      };
    }
    if (rendering.value === undefined || paths.some(rendering.setsLast)) {
      const reason = `${file} sets the same fields, after its components. Change them there`;
      return { isForOthers: false, isForOverlay: true, reason };
    }
    return this.of(rendering.top);
  }

  /** The client id that a component has written for the ServiceAccount of a workload. */
  public clientIdFor({ manifest }: Workload, account: string): string | undefined {
    const [rendering, ...others] = this.manifests.overlaid?.renderingsOf(manifest) ?? [];
    if (!rendering || others.length > 0) return undefined;
    const { patches, accounts } = this.of(rendering.top);
    const near = this.namespaceOf(manifest);
    const own = [...patches.values(), ...accounts.values()].find(({ kind, metadata }) => {
      const { name, namespace = near } = mapOf(metadata);
      return kind === 'ServiceAccount' && name === account && namespace === near;
    });
    const id = own && valueAt(own, ['metadata', 'annotations', CLIENT_ID_ANNOTATION]);
    return typeof id === 'string' ? id : undefined;
  }

  /** The namespace of an object when a component changes it; undefined when it has none then. */
  public namespaceOf(manifest: Manifest): YamlValue | undefined {
    const [rendering] = this.manifests.overlaid?.renderingsOf(manifest) ?? [];
    return rendering?.innerNamespace ?? manifest.written.metadata.namespace;
  }

  /** The namespace that a new object beside it in the component needs; undefined when the outermost kustomization sets it. */
  public innerNamespaceOf(manifest: Manifest): string | undefined {
    const [rendering] = this.manifests.overlaid?.renderingsOf(manifest) ?? [];
    return rendering?.top.namespace === '' ? rendering.innerNamespace : undefined;
  }

  /** The key of its patch. */
  public keyOf(manifest: Manifest): string {
    return keyInComponent(manifest.written, this.namespaceOf(manifest));
  }

  /** That of a kustomization. */
  public of(top: Kustomization): Component {
    const known = this.byTop.get(top);
    if (known) return known;
    const folder = posix.dirname(top.document.file);
    const own = posix.normalize(posix.join(folder, COMPONENT));
    const component = new Component(folder, this.byFolder.get(own), this.accounts.get(own));
    this.byTop.set(top, component);
    return component;
  }

  /** All that are there, except those of bases. */
  public existing(): Component[] {
    return this.thereIn(false);
  }

  /** Those of bases, which other overlays may use. */
  public existingInBases(): Component[] {
    return this.thereIn(true);
  }

  private thereIn(isBase: boolean): Component[] {
    const all = this.manifests.overlaid?.kustomizations ?? [];
    const used = usedBy(all);
    return all
      .filter(({ folder }) => used.has(plainFolder(folder)) === isBase)
      .map((one) => this.of(one))
      .filter(({ isThere }) => isThere);
  }

  /**
   * Files that change.
   *
   * @returns and the kustomizations that cannot be edited: their list of components has to be by hand
   */
  public files(): { readonly files: readonly FileContent[]; readonly byHand: readonly string[] } {
    const files: FileContent[] = [];
    const byHand: string[] = [];
    for (const [top, component] of this.byTop) {
      if (component.refusal !== undefined) continue;
      const isIn = component.patches.size > 0 || component.accounts.size > 0;
      const { file, whole } = top.document;
      const text = isIn || component.isThere ? withComponent(top, COMPONENT, isIn) : whole.text;
      const entry = text !== undefined && text !== whole.text ? [{ file, before: whole.text, after: text }] : [];
      if (text === undefined) byHand.push(file);
      // What is listed is always there.
      files.push(
        ...(isIn ? [...component.files, ...entry] : [...entry, ...(text === undefined ? [] : component.files)]),
      );
    }
    return { files, byHand };
  }
}
