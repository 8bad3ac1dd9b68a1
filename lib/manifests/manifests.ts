import { compareBytes } from '../go/compare';
import { quoted } from '../validate/format';
import { indexed } from '../validate/indexed';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { boolean, list, NON_EMPTY, optional, text as string } from '../validate/shape';
import { Exclusion } from './exclusion';
import type { Invisible } from './invisible';
import type { Manifest } from './manifest';
import type { IgnoredDocument, ManifestsOptions, ReadingOptions } from './manifests-options';
import type { OtherText } from './other-text';
import type { Overlaid } from './overlays';
import { type SourceFile, sourceFiles } from './source-files';
import type { Unrendered } from './unrendered';

/**
 * The objects of manifests, treated as those of one cluster. They are read as Kubernetes reads them: YAML 1.1 as go-yaml
 * parses it, or JSON, with lists flattened.
 *
 * @example
 * const manifests = Manifests.fromPaths(['dist']);
 */
export class Manifests {
  /**
   * Reads files and folders. Of a folder it reads .yaml, .yml and .json in byte order, with its folders, except hidden ones
   * and `node_modules`. Files there that are no manifests are in `ignored`: without `apiVersion` and `kind`, or not even
   * YAML and without lines that begin with `apiVersion:` and `kind:`.
   *
   * @param paths each one a file, which must be manifests, or a folder
   * @throws Error when an argument is of another kind; ManifestError with a line for each manifest that cannot be read, and
   * each chart and kustomization unless `allowPartial` is set
   */
  public static fromPaths(paths: readonly string[], options: ManifestsOptions = {}): Manifests {
    const wrong = Problems.in('Manifests.fromPaths');
    if (Array.isArray(paths)) list(string(NON_EMPTY))(wrong, 'paths', paths);
    else {
      const hint = typeof paths === 'string' ? `Write [${quoted(paths)}]` : undefined;
      wrong.add('paths', paths, 'a list of paths', hint);
    }
    checkOptions(wrong, options);
    const problems: string[] = [];
    return Manifests.fromSources(sourceFiles(paths, problems, new Exclusion(options.exclude ?? [])), options, problems);
  }

  /**
   * Reads YAML or JSON.
   *
   * @param file its name in messages
   * @throws Error when an argument is of another kind; ManifestError when it cannot be read
   */
  public static fromText(file: string, text: string, options: ManifestsOptions = {}): Manifests {
    const wrong = Problems.in('Manifests.fromText');
    string(NON_EMPTY)(wrong, 'file', file);
    // The content may be a secret.
    if (typeof text !== 'string') wrong.addKind('text', text, 'a string');
    checkOptions(wrong, options);
    return Manifests.fromSources([{ file, read: () => new TextEncoder().encode(text) }], options);
  }

  /** @internal */
  public static fromSources(
    sources: readonly SourceFile[],
    options: ReadingOptions = {},
    problems: string[] = [],
  ): Manifests {
    // Loaded when needed: programs that only write manifests do not need the reader.
    const { Reader } = require('./reader') as typeof import('./reader');
    const reader = new Reader(options, problems);
    for (const source of sources) reader.file(source);
    return new Manifests(
      reader.done(),
      reader.ignored,
      reader.unrendered,
      reader.unread,
      reader.broken,
      reader.invisible,
      reader.overlaid,
      reader.others,
    );
  }

  /**
   * The same, with the objects sorted by kind, namespace and name, and each read in some way.
   *
   * @internal
   */
  public sorted(read: (manifest: Manifest) => Manifest = (manifest) => manifest): Manifests {
    const sorted: Manifest[] = [];
    // In two steps: building a key of both for each object is slow.
    for (const ofKind of inOrder(this.objects, ({ kind }) => kind)) {
      for (const group of inOrder(ofKind, ({ namespace }) => namespace)) {
        for (const object of group.sort((a, b) => compareBytes(a.name, b.name))) sorted.push(read(object));
      }
    }
    return this.with(sorted);
  }

  /**
   * The same as kustomize changes them, as far as that is known: with patches, and labels of pods. Not with other names.
   *
   * @internal
   */
  public rendered(): Manifests {
    const { overlaid } = this;
    if (!overlaid || overlaid.kustomizations.length === 0) return this;
    const rendered = this.objects.map((object) => {
      const [rendering, ...others] = overlaid.renderingsOf(object);
      const value = others.length === 0 && overlaid.changeOf(object) ? rendering?.value : undefined;
      return value === undefined || value === object.value ? object : object.rendered(value);
    });
    return this.with(
      rendered,
      this.unrendered.filter(({ what }) => what !== 'a kustomization'),
    );
  }

  /**
   * Those of each environment, when there are several, as with overlays of kustomize; else all.
   *
   * @internal
   */
  public perEnvironment(): readonly Manifests[] {
    const environments = this.overlaid?.environments ?? [];
    return environments.length > 0 ? environments.map((objects) => this.with(objects)) : [this];
  }

  private with(objects: readonly Manifest[], unrendered = this.unrendered): Manifests {
    const { ignored, unread, broken, invisible, overlaid, others } = this;
    return new Manifests(objects, ignored, unrendered, unread, broken, invisible, overlaid, others);
  }

  /** Folders of charts and kustomizations, and files, that were skipped because they must be rendered first. */
  public get incomplete(): readonly string[] {
    return this.unrendered.map(({ path }) => path);
  }

  private constructor(
    /** The objects, in the order read. */
    public readonly objects: readonly Manifest[],
    /** Documents without `apiVersion` and `kind`, except empty ones, and files in folders that are no manifests. */
    public readonly ignored: readonly IgnoredDocument[],
    /** @internal What was skipped because it must be rendered first. */
    public readonly unrendered: readonly Unrendered[],
    /** @internal Places from which on kubectl ignores the rest of a document: `dist/shop.yaml:12:1`. */
    public readonly unread: readonly string[],
    /** @internal What was skipped because kubectl refuses it, with the reason. */
    public readonly broken: readonly string[],
    /** @internal */
    public readonly invisible: readonly Invisible[],
    /** @internal What kustomizations make of the objects. */
    public readonly overlaid: Overlaid | undefined,
    /** @internal What is no object. */
    public readonly others: readonly OtherText[],
  ) {}
}

/** Groups of the objects with equal keys, in the order of these. */
const inOrder = (objects: readonly Manifest[], keyOf: (object: Manifest) => string): Manifest[][] =>
  [...indexed(objects, keyOf)].sort(([a], [b]) => compareBytes(a, b)).map(([, group]) => group);

function checkOptions(problems: Problems, given: unknown): void {
  const options = plainCopy(given);
  if (checkProps(problems, options, ['namespace', 'allowPartial', 'exclude'], 'options')) {
    const { namespace, allowPartial, exclude } = options as ManifestsOptions;
    optional(string(NON_EMPTY))(problems, 'namespace', namespace);
    optional(boolean)(problems, 'allowPartial', allowPartial);
    optional(list(string(NON_EMPTY)))(problems, 'exclude', exclude);
  }
  problems.throwIfAny();
}
