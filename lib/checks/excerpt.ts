import type { FieldPath, Manifest } from '../manifests/manifest';
import { printable } from '../validate/printable';
import { isSecretPath } from '../validate/secret-fields';

/** Where a finding is. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text; undefined when it must not be shown. */
  readonly excerpt: Excerpt | undefined;
}

/** A line, and where the field begins in it. */
export interface Excerpt {
  readonly text: string;
  readonly caret: number;
}

const LONGEST = 160;

/** The place of a field of an object, or of the object as a whole. */
export function placeOf(manifest: Manifest, path: FieldPath): Place {
  const { line, column } = manifest.positionOf(path);
  // The values of Secrets, and of variables that may hold one, are not shown.
  const isHidden = manifest.kind === 'Secret' || path.includes('env') || isSecretPath(path, manifest.kind);
  const shown = manifest.excerptOf(path);
  const excerpt = excerptOf(shown.text, shown.column, isHidden);
  return { file: manifest.file, line, column, excerpt };
}

/** A line for people. A long one, as in compact JSON, is cut to the field; the text beside it may be secret. */
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
  const [left, right] = [before, field.trimEnd()].map((part) => printable(part.replaceAll('\t', ' ')));
  return right ? { text: `${left}${right}`, caret: left?.length ?? 0 } : undefined;
}
