/** Files and folders that are left out, by their names. */
export class Exclusion {
  private readonly names: readonly RegExp[];
  private readonly paths: readonly RegExp[];

  /**
   * @param globs `*` and `?` in a name, `**` for any folders. One without a slash is a name at any depth; others are paths
   * from the folder that is read, or as messages print them.
   */
  constructor(globs: readonly string[]) {
    const isName = (glob: string) => !glob.replace(/\/+$/, '').includes('/');
    this.names = globs.filter(isName).map(patternOf);
    this.paths = globs.filter((glob) => !isName(glob)).map(patternOf);
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
    return this.names.some((glob) => glob.test(name)) || this.paths.some((glob) => glob.test(path) || glob.test(whole));
  }
}

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
