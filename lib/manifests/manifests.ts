import { compareBytes } from '../go/compare';
import { indexed } from '../validate/indexed';
import type { Invisible } from './invisible';
import type { Manifest } from './manifest';
import type { IgnoredDocument, ManifestsOptions } from './manifests-options';
import type { Overlaid } from './overlays';
import { type SourceFile, sourceFiles } from './source-files';

/**
 * The objects of manifests, treated as those of one cluster. They are read as Kubernetes reads them: YAML 1.1 as go-yaml
 * parses it, or JSON, with lists flattened.
 *
 * @example
 * const manifests = Manifests.fromPaths(['dist']);
 */
export class Manifests {
  /**
   * Reads files and folders.
   *
   * @param paths each one a file, or a folder that is walked in byte order for .yaml, .yml and .json
   * @throws ManifestError with a line for each file that cannot be read; no file is skipped silently
   */
  public static fromPaths(paths: readonly string[], options: ManifestsOptions = {}): Manifests {
    const problems: string[] = [];
    return Manifests.fromSources(sourceFiles(paths, problems), options, problems);
  }

  /**
   * Reads YAML or JSON.
   *
   * @param file its name in messages
   * @throws ManifestError when it cannot be read
   */
  public static fromText(file: string, text: string, options: ManifestsOptions = {}): Manifests {
    return Manifests.fromSources([{ file, read: () => new TextEncoder().encode(text) }], options);
  }

  /** @internal */
  public static fromSources(
    sources: readonly SourceFile[],
    options: ManifestsOptions = {},
    problems: string[] = [],
  ): Manifests {
    // Loaded when needed: programs that only write manifests do not need the reader.
    const { Reader } = require('./reader') as typeof import('./reader');
    const reader = new Reader(options, problems);
    for (const source of sources) reader.file(source);
    return new Manifests(
      reader.done(),
      reader.ignored,
      reader.incomplete,
      reader.unread,
      reader.invisible,
      reader.overlaid,
    );
  }

  /**
   * The same, with the objects sorted by kind, namespace and name.
   *
   * @internal
   */
  public sorted(): Manifests {
    return this.with(
      [...indexed(this.objects, ({ kind, namespace }) => `${kind}\n${namespace}`)]
        .sort(([a], [b]) => compareBytes(a, b))
        .flatMap(([, group]) => group.sort((a, b) => compareBytes(a.name, b.name))),
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

  private with(objects: readonly Manifest[]): Manifests {
    return new Manifests(objects, this.ignored, this.incomplete, this.unread, this.invisible, this.overlaid);
  }

  private constructor(
    /** The objects, in the order read. */
    public readonly objects: readonly Manifest[],
    /** Documents without `apiVersion` and `kind`, except empty ones. */
    public readonly ignored: readonly IgnoredDocument[],
    /** Files that were skipped because they must be rendered first. */
    public readonly incomplete: readonly string[],
    /** @internal Places from which on kubectl ignores the rest of a document: `dist/shop.yaml:12:1`. */
    public readonly unread: readonly string[],
    /** @internal */
    public readonly invisible: readonly Invisible[],
    /** @internal What kustomizations make of the objects. */
    public readonly overlaid: Overlaid | undefined,
  ) {}
}
