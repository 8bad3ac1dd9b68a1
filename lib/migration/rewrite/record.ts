import { keysOf, pointerOf } from '../../validate/json-pointer';
import type { Path } from '../../validate/path';

/** A string that was added to an object, or replaced in it. */
export interface Change {
  /** In the object. */
  readonly path: Path;
  /** How many maps around it are new, too. */
  readonly newMaps: number;
  /** The scalar that was there, as it was written; undefined when there was none. */
  readonly before: string | undefined;
  /** What was written; undefined when it is the same in all objects, or too long. */
  readonly written?: string | undefined;
}

/** What was rewritten in an object. */
export interface Rewritten {
  /** Whether the whole object is new. */
  readonly isMade: boolean;
  readonly changes: readonly Change[];
  /** Whether the map of the object's annotations is there only for the record. */
  readonly newAnnotations: boolean;
  /** The label of pod identity that was removed at the last stage. */
  readonly label: string | undefined;
}

export const NOTHING: Rewritten = { isMade: false, changes: [], newAnnotations: false, label: undefined };
export const MADE: Rewritten = { ...NOTHING, isMade: true };

const CREATED = 'created';
const ANNOTATIONS = 'annotations';
const LABEL = 'label=';
const ENTRY = /^((?:\/[^\s^=>]+)+)(?:\^(\d+))?(?:>([^\s=]*))?(?:=(\S*))?$/;

/**
 * The value of the annotation: `created`, or a JSON pointer for each change, with the number of new maps, what was written,
 * and what was there.
 */
export function recordOf({ isMade, changes, newAnnotations, label }: Rewritten): string {
  if (isMade) return CREATED;
  const entries = changes.map(({ path, newMaps, before, written }) => {
    const maps = newMaps > 0 ? `^${newMaps}` : '';
    const now = written === undefined ? '' : `>${encodeURIComponent(written)}`;
    return `${pointerOf(path)}${maps}${now}${before === undefined ? '' : `=${encodeURIComponent(before)}`}`;
  });
  const words = newAnnotations ? [ANNOTATIONS] : [];
  return [...entries, ...words, ...(label === undefined ? [] : [`${LABEL}${encodeURIComponent(label)}`])].join(' ');
}

/** What the annotation says; undefined when it is malformed. */
export function rewrittenIn(record: string): Rewritten | undefined {
  if (record === CREATED) return MADE;
  const changes: Change[] = [];
  let label: string | undefined;
  let newAnnotations = false;
  for (const entry of record.split(' ')) {
    const [, pointer, maps = '0', written, before] = ENTRY.exec(entry) ?? [];
    try {
      if (entry === ANNOTATIONS) newAnnotations = true;
      else if (entry.startsWith(LABEL)) label = decodeURIComponent(entry.slice(LABEL.length));
      else if (pointer === undefined) return undefined;
      else {
        const [now, then] = [written, before].map((text) => text && decodeURIComponent(text));
        changes.push({ path: keysOf(pointer), newMaps: Number(maps), before: then, written: now });
      }
    } catch {
      return undefined;
    }
  }
  return { isMade: false, changes, newAnnotations, label };
}

/** Whether two paths in an object are the same. */
export const isSamePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((key, i) => String(key) === String(b[i]));

/** Whether a field was rewritten. */
export const hasChanged = ({ changes }: Rewritten, path: Path): boolean =>
  changes.some((change) => isSamePath(change.path, path));
