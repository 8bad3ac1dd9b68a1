import { posix } from 'node:path';
import { indexed } from '../validate/indexed';
import type { Kustomization } from './kustomization';
import type { Manifest } from './manifest';
import { isPartial, isPatch, jsonPatch, mergePatch, type Patch } from './patch';
import { type Rendering, type RenderingStep, rendered, setsField } from './rendering';
import type { YamlValue } from './yaml-value';

/** What kustomizations make of the objects of some files. */
export interface Overlaid {
  /** The objects of the cluster. */
  readonly objects: readonly Manifest[];
  /** Objects that only change others. */
  readonly patches: readonly Manifest[];
  /** The objects of each environment, when there are several. */
  readonly environments: readonly (readonly Manifest[])[];
  /** How an object is changed; undefined when it stays as it is. */
  readonly changeOf: (object: Manifest) => Change | undefined;
  /** What each of the outermost kustomizations makes of an object. */
  readonly renderingsOf: (object: Manifest) => readonly Rendering[];
  readonly kustomizations: readonly Kustomization[];
  /** What they render that is not among the files read. */
  readonly missing: readonly Missing[];
}

/** A file or folder of this machine that a kustomization names, and that was not read. */
export interface Missing {
  readonly kustomization: Kustomization;
  readonly path: string;
}

/** What kustomize does with an object. */
export interface Change {
  readonly patches: readonly Patch[];
  /** Whether it is changed in ways that are not known. */
  readonly isTransformed: boolean;
}

/** What one outermost kustomization renders: its files, each with the namespace that it sets. */
interface Root {
  readonly top: Kustomization;
  readonly files: Map<string, Listed>;
  readonly patches: Patch[];
  transforms: boolean;
}

/** A file as a kustomization lists it. */
interface Listed {
  readonly namespace: string;
  /** The one that lists it. */
  readonly by: Kustomization;
  /** The kustomizations that render it, from the inside out; undefined when it is rendered several times. */
  readonly steps: readonly Kustomization[] | undefined;
}

/** Tells patches from objects, and the objects of one environment from those of another. */
export function overlaid(
  all: readonly Manifest[],
  kustomizations: readonly Kustomization[],
  lists: ReadonlyMap<string, YamlValue>,
  files: ReadonlySet<string>,
): Overlaid {
  const patchFiles = new Set(kustomizations.flatMap((one) => one.patchFiles.map(({ file }) => file)));
  const inputs = new Set(kustomizations.flatMap((one) => one.inputs));
  const isListed = memoized((file) => patchFiles.has(posix.normalize(file)) || inputs.has(posix.normalize(file)));
  const isPart = (object: Manifest) => isListed(object.file) || isPatch(object);
  const patches = all.filter(isPart);
  const left = patches.length === 0 ? all : all.filter((object) => !isPart(object));
  const found = new Kustomizations(kustomizations, indexed(patches, fileOf), lists);
  const placing = new Placing(found.roots());
  const unlisted = left.filter((object) => !placing.add(object));
  const completed = completing(unlisted);
  const others = new Set([...completed.values()].flat());
  const isLeft = (object: Manifest) => !others.has(object);
  const objects = others.size === 0 ? left : left.filter(isLeft);
  const changeOf = ({ written }: Manifest) => {
    const changes = completed.get(written)?.map(({ value }) => mergePatch(value));
    return changes ? { patches: changes, isTransformed: false } : placing.changes.get(written);
  };
  const renderingsOf = ({ written: { origin } }: Manifest) =>
    placing.rootsOf(origin).map((root) => found.renderingOf(origin, root));
  const { groups, shared } = byFolder(unlisted.filter(isLeft));
  const environments = environmentsOf([...placing.rendered, ...groups], shared);
  const missing = found.missing(files);
  return { objects, patches: [...patches, ...others], environments, changeOf, renderingsOf, kustomizations, missing };
}

/** Gives objects the namespaces that their kustomizations set. */
class Placing {
  /** The objects that each of the outermost kustomizations renders. */
  public readonly rendered: readonly Manifest[][];
  public readonly changes = new Map<Manifest, Change>();

  /** By the files that they render. */
  private readonly byFile = new Map<string, Root[]>();

  constructor(private readonly roots: readonly Root[]) {
    this.rendered = roots.map(() => []);
    for (const root of roots) {
      for (const file of root.files.keys()) {
        const known = this.byFile.get(file);
        if (known) known.push(root);
        else this.byFile.set(file, [root]);
      }
    }
  }

  public rootsOf(object: Manifest): readonly Root[] {
    return this.byFile.get(fileOf(object)) ?? [];
  }

  /** Whether a kustomization lists an object. */
  public add(object: Manifest): boolean {
    if (this.roots.length === 0) return false;
    const file = fileOf(object);
    const within = [...this.roots.entries()].filter(([, { files }]) => files.has(file));
    const namespaces = new Set(within.map(([, { files }]) => files.get(file)?.namespace ?? ''));
    const isOne = namespaces.size === 1;
    const change = {
      patches: within.flatMap(([, root]) => root.patches.filter((patch) => patch.changes(object))),
      isTransformed: namespaces.size > 1 || within.some(([, { transforms }]) => transforms),
    };
    const note = (placed: Manifest) => {
      if (change.patches.length > 0 || change.isTransformed) this.changes.set(placed, change);
      return placed;
    };
    note(object);
    for (const [i, { files }] of within) {
      const namespace = files.get(file)?.namespace ?? '';
      if (isOne && namespace !== '') object.moveTo(namespace);
      this.rendered[i]?.push(isOne || namespace === '' ? object : note(object.inNamespace(namespace)));
    }
    return within.length > 0;
  }
}

/** What to do with the manifests of several environments; undefined when there are not several. */
export function environmentsRemark({ environments }: Overlaid): string | undefined {
  if (environments.length === 0) return undefined;
  return `the folders have the same objects for ${environments.length === 1 ? 'an environment' : `${environments.length} environments`}. Give the path of one cluster, or the output of kustomize build`;
}

const fileOf = ({ file }: Manifest) => posix.normalize(file);

/** Kustomizations by their folders, and what they render. */
class Kustomizations {
  private readonly byFolder: ReadonlyMap<string, Kustomization>;
  private readonly steps = new Map<Kustomization, RenderingStep>();

  constructor(
    private readonly all: readonly Kustomization[],
    private readonly patches: ReadonlyMap<string, readonly Manifest[]>,
    private readonly lists: ReadonlyMap<string, YamlValue>,
  ) {
    this.byFolder = new Map(all.map((one) => [posix.normalize(one.folder), one]));
  }

  public roots(): Root[] {
    const used = new Set(this.all.flatMap(({ resources }) => resources.map(withoutSlash)));
    return [...this.byFolder].filter(([folder]) => !used.has(folder)).map(([, top]) => this.rootOf(top));
  }

  /** What they render that was not read. */
  public missing(files: ReadonlySet<string>): Missing[] {
    const isThere = (path: string) => files.has(path) || this.byFolder.has(withoutSlash(path));
    return this.all.flatMap((kustomization) =>
      kustomization.resources
        .filter((path) => !isThere(path))
        .map((path) => ({ kustomization, path: withoutSlash(path) })),
    );
  }

  public renderingOf(object: Manifest, { top, files }: Root): Rendering {
    const { steps, by = top } = files.get(fileOf(object)) ?? {};
    const ofComponents = steps?.flatMap((one) => one.components.flatMap((path) => this.componentsOf(path)));
    const last = this.stepOf(top);
    return {
      top,
      base: baseIn(top, by, object),
      innerNamespace: steps?.slice(0, -1).findLast(({ namespace }) => namespace !== '')?.namespace,
      value:
        steps && !this.lacksComponents(steps)
          ? rendered(
              object,
              steps.flatMap((one) => this.stepsOf(one)),
            )
          : undefined,
      renames: [...(steps ?? []), ...(ofComponents ?? [])].some(({ renames }) => renames),
      setsLast: (path) => setsField(object, last, path),
    };
  }

  private rootOf(top: Kustomization): Root {
    const root: Root = { top, files: new Map(), patches: [], transforms: false };
    const seen = new Set<Kustomization>();
    const add = (one: Kustomization, namespace: string, outside: readonly Kustomization[], isComponent: boolean) => {
      const steps = isComponent ? outside : [one, ...outside];
      const isRepeated = seen.has(one);
      if (isRepeated) {
        this.filesIn(one, new Set()).forEach((file) => {
          const listed = root.files.get(file);
          if (listed) root.files.set(file, { ...listed, steps: undefined });
        });
        return;
      }
      seen.add(one);
      root.transforms ||= one.transforms;
      if (!one.isWritten) root.patches.push(...this.stepOf(one).patches);
      const inside = namespace || one.namespace;
      for (const path of one.resources) {
        const below = this.byFolder.get(withoutSlash(path));
        if (below) add(below, inside, steps, one.components.includes(path));
        else root.files.set(path, { namespace: inside, by: one, steps });
      }
    };
    add(top, '', [], false);
    return root;
  }

  private filesIn(one: Kustomization, seen: Set<Kustomization>): string[] {
    if (seen.has(one)) return [];
    seen.add(one);
    return one.resources.flatMap((path) => {
      const below = this.byFolder.get(withoutSlash(path));
      return below ? this.filesIn(below, seen) : [path];
    });
  }

  /** Whether some of their components were not read, and may change anything. */
  private lacksComponents(steps: readonly Kustomization[]): boolean {
    return steps.some(({ components }) => components.some((path) => !this.byFolder.has(withoutSlash(path))));
  }

  /** Components change what is rendered so far, before the kustomization itself does. */
  private stepsOf(one: Kustomization): RenderingStep[] {
    const components = one.components.flatMap((path) => this.componentsOf(path));
    return [...components.filter(({ isWritten }) => !isWritten), one].map((each) => this.stepOf(each));
  }

  private componentsOf(path: string): Kustomization[] {
    const component = this.byFolder.get(withoutSlash(path));
    return component ? [...component.components.flatMap((inner) => this.componentsOf(inner)), component] : [];
  }

  private stepOf(one: Kustomization): RenderingStep {
    const known = this.steps.get(one);
    if (known) return known;
    const ofFiles = one.patchFiles.flatMap((file) => this.patchesOf(file));
    const step = { patches: [...one.patches, ...ofFiles], podLabels: one.podLabels };
    this.steps.set(one, step);
    return step;
  }

  private patchesOf({ file, target }: Kustomization['patchFiles'][number]): Patch[] {
    const objects = this.patches.get(file);
    return objects ? objects.map(({ value }) => mergePatch(value, target)) : [jsonPatch(this.lists.get(file), target)];
  }
}

/** What holds an object that others than the outermost kustomization may use; its own component is only for it. */
function baseIn(top: Kustomization, by: Kustomization, object: Manifest): string | undefined {
  const isOwn = by.isWritten && top.components.some((path) => withoutSlash(path) === by.folder);
  if (by === top && !isInside(top.folder, fileOf(object))) return object.file;
  return (by === top && !top.isComponent) || isOwn ? undefined : by.document.file;
}

/** Whether a file is in a folder, or in one inside of it. */
export const isInside = (folder: string, file: string): boolean =>
  folder === '.' ? !/^(?:\.\.)?\//.test(file) : file.startsWith(`${folder}/`);

const withoutSlash = (path: string) => posix.normalize(path).replace(/(?<=.)\/$/, '');

/** Names of folders that hold the same objects for several clusters. */
const ENVIRONMENT =
  /^(?:(?:non|pre)?-?prod(?:uction)?|dev(?:elopment)?|test(?:ing)?|e2e|ci|int(?:egration)?|qa|uat|acc(?:eptance)?|stag(?:e|ing)|stg|sandbox|sbx|demo|preview|local|live)(?:[-_.]?\w+)?$/i;
const PARENTS = ['overlays', 'overlay', 'environments', 'environment', 'envs', 'env', 'clusters', 'stages'];

/** Objects by the environments that their folders are named after, and those outside of such folders. */
function byFolder(objects: readonly Manifest[]): { groups: Manifest[][]; shared: Manifest[] } {
  const common = commonFolders(new Set(objects.map(({ file }) => file)));
  const environmentOf = memoized((file) => environmentIn(foldersOf(file), common));
  const names = indexed(objects, ({ file }) => environmentOf(file) ?? '');
  const shared = names.get('') ?? [];
  names.delete('');
  return { groups: [...names.values()], shared };
}

/**
 * The objects of each group that has some of another group, or of the shared ones: they cannot be of one cluster. The other
 * groups are shared. What is shared belongs to each environment that does not have its own.
 */
function environmentsOf(groups: readonly Manifest[][], shared: readonly Manifest[]): Manifest[][] {
  if (groups.length === 0) return [];
  const counts = new Map<string, number>();
  const keys = [...groups, shared].map((group) => new Set(group.map(({ origin }) => keyOf(origin))));
  for (const key of keys.flatMap((group) => [...group])) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isShared = groups.map((_, i) => [...(keys[i] ?? [])].every((key) => counts.get(key) === 1));
  const common = [...shared, ...groups.filter((_, i) => isShared[i]).flat()];
  return groups.flatMap((group, i) =>
    isShared[i] ? [] : [[...common.filter(({ origin }) => !keys[i]?.has(keyOf(origin))), ...group]],
  );
}

/** What a cluster has only one of. */
const keyOf = ({ group, title }: Manifest) => `${group} ${title}`;

/** Objects of other folders that complete one another: all but the first, or the only whole one, change it. */
function completing(objects: readonly Manifest[]): ReadonlyMap<Manifest, readonly Manifest[]> {
  const partial = new Set(objects.filter(isPartial));
  const completed = new Map<Manifest, readonly Manifest[]>();
  if (partial.size === 0) return completed;
  const keys = new Set([...partial].map(keyOf));
  const groups = indexed(
    objects.filter((object) => keys.has(keyOf(object))),
    keyOf,
  );
  for (const group of groups.values()) {
    const base = group.find((object) => !partial.has(object)) ?? group[0];
    const others = group.filter(
      (object) =>
        partial.has(object) && object !== base && posix.dirname(object.file) !== posix.dirname(base?.file ?? ''),
    );
    if (base && others.length > 0) completed.set(base, others);
  }
  return completed;
}

function memoized<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
}

const foldersOf = (file: string) => file.split('/').slice(0, -1);

/** How many folders all files have in common: those say nothing, such as `~/dev/shop`. */
function commonFolders(files: Iterable<string>): number {
  let common: readonly string[] | undefined;
  for (const file of files) {
    const folders = foldersOf(file);
    const end = common?.findIndex((folder, i) => folder !== folders[i]) ?? -1;
    common = common ? common.slice(0, end < 0 ? undefined : end) : folders;
  }
  return common?.length ?? 0;
}

function environmentIn(folders: readonly string[], common: number): string | undefined {
  return folders.find(
    (folder, i) => i >= common && (PARENTS.includes(folders[i - 1] ?? '') || ENVIRONMENT.test(folder)),
  );
}
