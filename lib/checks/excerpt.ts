import type { FieldPath, Manifest } from '../manifests/manifest';

/** Where a finding is. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What stands there; undefined when it is not to be shown. */
  readonly excerpt: Excerpt | undefined;
}

/** A line of a text, and where in it the field begins. */
export interface Excerpt {
  readonly text: string;
  readonly caret: number;
}

const LONGEST = 160;

/** The place of a field of an object, or of the object as a whole. */
export function placeOf(manifest: Manifest, path: FieldPath): Place {
  const { line, column } = manifest.positionOf(path);
  // Secrets, and variables that may hold one, are named but not shown.
  const isHidden = manifest.kind === 'Secret' || path.includes('env');
  const excerpt = excerptOf(manifest.lineOf(path), column, isHidden);
  return { file: manifest.file, line, column, excerpt };
}

/** A line for people: cut to the field when it is long, as JSON for programs is; what stands beside it may be secret. */
export function excerptOf(line: string, column: number, isHidden = false): Excerpt | undefined {
  const isLong = line.length > LONGEST;
  const before = isLong ? '' : line.slice(0, column - 1);
  let field = line.slice(column - 1);
  if (isLong) field = field.replace(/[,{}[\]].*/s, '').slice(0, LONGEST);
  if (isHidden) {
    const key = /^["']?[\w./-]+["']?\s*:/.exec(field)?.[0];
    if (key === undefined || /[^\s-]/.test(before)) return undefined;
    field = `${key} …`;
  }
  const text = `${before}${field}`.replace(/\t/g, ' ').replace(/\p{C}/gu, '·').trimEnd();
  return text.length > before.length ? { text, caret: before.length } : undefined;
}
