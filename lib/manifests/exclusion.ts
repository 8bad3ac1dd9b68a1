/** Files and folders that are left out, by their names. */
export class Exclusion {
  private readonly names: readonly Glob[];
  private readonly paths: readonly Glob[];
  private readonly used = new Set<Glob>();

  /**
   * @param globs `*` and `?` in a name, `**` for any folders. One without a slash is a name at any depth; others are paths
   * from the folder that is read, or as messages print them.
   */
  constructor(globs: readonly string[]) {
    const isName = (glob: string) => !glob.replace(/\/+$/, '').includes('/');
    this.names = globs.filter(isName).map(globOf);
    this.paths = globs.filter((glob) => !isName(glob)).map(globOf);
  }

  /**
   * Whether it excludes a file, or a folder with all in it.
   *
   * @param inside its path from the folder that is read
   * @param shown its path in messages
   */
  public has(inside: string, shown: string): boolean {
    const [path, whole] = [inside, shown].map((text) => text.replaceAll('\\', '/').replace(/^\.\//, '')) as [
      string,
      string,
    ];
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = [
      ...this.names.filter(({ pattern }) => pattern.test(name)),
      ...this.paths.filter(({ pattern }) => pattern.test(path) || pattern.test(whole)),
    ];
    for (const glob of found) this.used.add(glob);
    return found.length > 0;
  }

  /** The globs that have left nothing out so far; what is inside of an excluded folder is not looked at. */
  public get unused(): string[] {
    return [...this.names, ...this.paths].filter((glob) => !this.used.has(glob)).map(({ text }) => text);
  }
}

interface Glob {
  readonly text: string;
  readonly pattern: RegExp;
}

const globOf = (text: string): Glob => ({ text, pattern: patternOf(text) });

/** Steps of a glob, longest first. */
const STEP = /\*\*\/|\/\*\*$|\*\*|\*|\?|[^*?]+?(?=[*?/]|$)|\//g;
const AS_PATTERN: { readonly [step: string]: string } = {
  '**/': '(?:[^/]*/)*',
  '/**': '(?:/.*)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

function patternOf(glob: string): RegExp {
  const steps = glob.replace(/^\.\//, '').replace(/\/+$/, '').match(STEP) ?? [];
  const pattern = steps.map((step) => AS_PATTERN[step] ?? step.replace(/[\\^$.+()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${pattern.join('')}$`, 'u');
}
