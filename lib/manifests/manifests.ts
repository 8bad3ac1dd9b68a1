import { compareBytes } from '../go/compare';
import { quoted } from '../validate/format';
import { indexed } from '../validate/indexed';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { boolean, list, NON_EMPTY, optional, text as string } from '../validate/shape';
import type { Invisible } from './invisible';
import type { Manifest } from './manifest';
import type { IgnoredDocument, ManifestsOptions } from './manifests-options';
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
   * @throws Error when an argument is of another kind; ManifestError with a line for each file that cannot be read; no file is skipped silently
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
    return Manifests.fromSources(sourceFiles(paths, problems), options, problems);
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
    options: ManifestsOptions = {},
    problems: string[] = [],
  ): Manifests {
    // Loaded when needed: programs that only write manifests do not need the reader.
    const { Reader } = require('./reader') as typeof import('./reader');
    const reader = new Reader(options, problems);
    for (const source of sources) reader.file(source);
    return new Manifests(reader.done(), reader.ignored, reader.incomplete, reader.unread, reader.invisible);
  }

  /**
   * The same, with the objects sorted by kind, namespace and name.
   *
   * @internal
   */
  public sorted(): Manifests {
    const objects = [...indexed(this.objects, ({ kind, namespace }) => `${kind}\n${namespace}`)]
      .sort(([a], [b]) => compareBytes(a, b))
      .flatMap(([, group]) => group.sort((a, b) => compareBytes(a.name, b.name)));
    return new Manifests(objects, this.ignored, this.incomplete, this.unread, this.invisible);
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
  ) {}
}

function checkOptions(problems: Problems, given: unknown): void {
  const options = plainCopy(given);
  if (checkProps(problems, options, ['namespace', 'allowPartial'], 'options')) {
    const { namespace, allowPartial } = options as ManifestsOptions;
    optional(string(NON_EMPTY))(problems, 'namespace', namespace);
    optional(boolean)(problems, 'allowPartial', allowPartial);
  }
  problems.throwIfAny();
}
