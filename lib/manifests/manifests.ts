import type { Manifest } from './manifest';
import type { IgnoredDocument, ManifestsOptions } from './manifests-options';
import { type SourceFile, sourceFiles } from './source-files';

/**
 * The objects of some manifests: of all that is in one cluster. Reading is as Kubernetes' own: YAML 1.1 as go-yaml takes
 * it, or JSON, lists flattened.
 *
 * @example
 * const manifests = Manifests.fromPaths(['dist']);
 */
export class Manifests {
  /**
   * Reads files and folders.
   *
   * @param paths each one a file, or a folder that is walked in byte order for .yaml, .yml and .json
   * @throws ManifestError with a line for each file that cannot be read; nothing is left out in silence
   */
  public static fromPaths(paths: readonly string[], options: ManifestsOptions = {}): Manifests {
    const problems: string[] = [];
    return Manifests.fromSources(sourceFiles(paths, problems), options, problems);
  }

  /**
   * Reads a text of YAML or JSON.
   *
   * @param file what messages call it
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
    // Loaded when it is needed: who only writes manifests has no use for the reader.
    const { Reader } = require('./reader') as typeof import('./reader');
    const reader = new Reader(options, problems);
    for (const source of sources) reader.file(source);
    return new Manifests(reader.done(), reader.ignored, reader.incomplete);
  }

  /**
   * The same with the objects in the order of their kinds, namespaces and names, whatever files they come from.
   *
   * @internal
   */
  public sorted(): Manifests {
    const groups = new Map<string, Manifest[]>();
    for (const object of this.objects) {
      const key = `${object.kind}\n${object.namespace}`;
      const group = groups.get(key);
      if (group) group.push(object);
      else groups.set(key, [object]);
    }
    const objects = [...groups]
      .sort(([a], [b]) => compare(a, b))
      .flatMap(([, group]) => group.sort((a, b) => compare(a.name, b.name)));
    return new Manifests(objects, this.ignored, this.incomplete);
  }

  private constructor(
    /** The objects, in the order read. */
    public readonly objects: readonly Manifest[],
    /** Documents without `apiVersion` and `kind`. Empty ones are not counted. */
    public readonly ignored: readonly IgnoredDocument[],
    /** The files that were left out because they must be rendered first. */
    public readonly incomplete: readonly string[],
  ) {}
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
