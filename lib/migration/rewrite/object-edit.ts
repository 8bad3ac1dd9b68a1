import type { ManifestMap } from '../../manifests/manifest';
import type { YamlDocument } from '../../manifests/yaml';
import { NotEditableError, type TextEdit, YamlEditor } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { YamlValue } from '../../manifests/yaml-value';
import { REWRITTEN_ANNOTATION } from '../../upstream/federation';
import { INJECT_PROXY_ANNOTATION, USE_LABEL, USED } from '../../upstream/workload-identity';
import { type Path, valueAt } from '../../validate/path';
import { type Change, isSamePath, NOTHING, type Rewritten, recordOf, rewrittenIn } from './record';

/** Where an object is. */
export interface ObjectPlace {
  readonly document: YamlDocument;
  /** Its path in the document. */
  readonly prefix: Path;
  readonly value: ManifestMap;
}

/** The annotation with the record, in an object's own metadata. */
const RECORD = ['metadata', 'annotations', REWRITTEN_ANNOTATION];

/** Keys of metadata behind which annotations go. */
const BEHIND = ['namespace', 'name', 'generateName'];

/** Strings that an object should have, by path. */
export interface Wanted {
  readonly path: Path;
  readonly value: string;
}

/** The editor of an object that has been edited. */
const CLOSED = new YamlEditor('', undefined, false);

/** What was rewritten in an object before; undefined when its annotation is malformed. */
export function rewrittenOf(value: ManifestMap): Rewritten | undefined {
  const record = valueAt(value, RECORD);
  if (record === undefined) return NOTHING;
  return typeof record === 'string' ? rewrittenIn(record) : undefined;
}

/** A change of one object, as edits of its document and as a value. */
export class ObjectEdit {
  /** The edits of the document; none when nothing changes. Known when it is closed. */
  public edits: readonly TextEdit[] = [];
  private editor: YamlEditor;
  private readonly before: Rewritten;
  private readonly changes: Change[];
  private readonly undone: Change[] = [];
  /** What somebody has changed since it was written, so that it stays. */
  public readonly kept: Wanted[] = [];
  private label: string | undefined;
  private expected: YamlValue;

  /** @param tree that of its document */
  constructor(
    public readonly place: ObjectPlace,
    tree: YamlNode | undefined,
  ) {
    const before = rewrittenOf(place.value);
    if (!before) throw new NotEditableError(`the annotation ${REWRITTEN_ANNOTATION} is not as it was written`);
    this.before = before;
    this.changes = [...before.changes];
    this.label = before.label;
    this.expected = place.value;
    this.editor = new YamlEditor(place.document.part.text, tree, place.document.isJson);
  }

  /** Gives the object all of these strings, and takes back what was added for others. */
  public become(wanted: readonly Wanted[]): void {
    for (const change of this.before.changes) {
      if (!wanted.some(({ path }) => isSamePath(path, change.path))) this.undo(change);
    }
    for (const { path, value } of wanted) this.set(path, value);
  }

  /** Takes back everything. */
  public undoAll(): void {
    for (const change of this.before.changes) this.undo(change);
    this.label = undefined;
  }

  /** Removes the label of pod identity. */
  public removeLabel(path: Path): void {
    const label = valueAt(this.place.value, path);
    if (label === undefined) return;
    this.editor.remove(this.at(path));
    this.expected = without(this.expected, path);
    this.label = String(label);
  }

  /** The object as it will be read. */
  public get value(): YamlValue {
    return this.expected;
  }

  /** Writes down what has changed. Last. */
  public close(): void {
    if (!this.before.isMade) this.record();
    this.finishUndoing();
    this.edits = this.editor.result();
    // The nodes of thousands of documents would fill the memory.
    this.editor = CLOSED;
  }

  private record(): void {
    const { changes, label } = this;
    const present = valueAt(this.place.value, RECORD);
    if (changes.length === 0 && label === undefined) {
      if (present !== undefined) {
        this.undo({ path: RECORD, newMaps: this.before.newAnnotations ? 1 : 0, before: undefined });
      }
      return;
    }
    const newAnnotations = present === undefined ? this.newMapsAt(RECORD) > 0 : this.before.newAnnotations;
    const record = recordOf({ isMade: false, changes, newAnnotations, label });
    if (record !== present) this.write(RECORD, record, BEHIND);
  }

  /** Gives it one string, and takes nothing back. */
  public set(path: Path, value: string): void {
    const present = valueAt(this.place.value, path);
    if (present === value) return;
    const raw = present === undefined ? undefined : this.editor.rawAt(this.at(path));
    const known = this.changes.findIndex((change) => isSamePath(change.path, path));
    const newMaps = this.newMapsAt(path);
    this.write(path, value);
    if (this.before.isMade) return;
    const written = value === USED || value.length > MOST ? undefined : value;
    const change = this.changes[known];
    if (change) this.changes[known] = { ...change, written };
    else this.changes.push({ path, newMaps, before: raw, written });
  }

  private write(path: Path, value: string, behind?: readonly string[]): void {
    const present = valueAt(this.place.value, path);
    if (present === undefined) this.editor.add(this.at(path), value, behind);
    else this.editor.replace(this.at(path), this.editor.scalar(value));
    this.expected = withString(this.expected, path, value);
  }

  /** How many maps on the way to a path are missing. */
  private newMapsAt(path: Path): number {
    for (let length = path.length - 1; length > 0; length--) {
      if (valueAt(this.expected, path.slice(0, length)) !== undefined) return path.length - 1 - length;
    }
    return path.length - 1;
  }

  private undo(change: Change): void {
    const { path, before } = change;
    const at = this.changes.findIndex((one) => isSamePath(one.path, path));
    if (at >= 0) this.changes.splice(at, 1);
    const present = valueAt(this.place.value, path);
    // Somebody has removed it.
    if (present === undefined) return;
    if (!isRecord(path) && isChangedSince(change, present)) {
      this.kept.push({ path, value: String(present) });
      return;
    }
    if (before !== undefined) {
      this.editor.replace(this.at(path), before);
      this.expected = withString(this.expected, path, undefined);
      return;
    }
    this.editor.remove(this.at(path));
    this.expected = without(this.expected, path);
    this.undone.push(change);
  }

  /** Removes maps that were new, and are empty again. */
  private finishUndoing(): void {
    for (const { path, newMaps } of this.undone) {
      for (let length = path.length - 1; length >= path.length - newMaps; length--) {
        const map = path.slice(0, length);
        if (valueAt(this.expected, map) === undefined || !this.editor.isEmptied(this.at(map))) continue;
        this.editor.remove(this.at(map));
        this.expected = without(this.expected, map);
      }
    }
  }

  private at(path: Path): Path {
    return [...this.place.prefix, ...path];
  }
}

/** A longer value is not written down again. */
const MOST = 63;

const isRecord = (path: Path) => isSamePath(path, RECORD);

/** Whether somebody else has written what is there now. */
export function isChangedSince({ path, written }: Change, present: unknown): boolean {
  const key = path.at(-1);
  const known = written ?? (key === USE_LABEL || key === INJECT_PROXY_ANNOTATION ? USED : undefined);
  return present !== undefined && known !== undefined && present !== known;
}

type Json = { readonly [key: string]: YamlValue };

/** A copy with a string at a path; undefined for one that is not known. */
function withString(value: YamlValue, [key, ...rest]: Path, text: string | undefined): YamlValue {
  if (key === undefined) return text ?? ANY;
  if (Array.isArray(value)) return value.with(Number(key), withString(value[Number(key)] ?? null, rest, text));
  const map = (value ?? {}) as Json;
  return { ...map, [key]: withString(map[key] ?? null, rest, text) };
}

function without(value: YamlValue, [key, ...rest]: Path): YamlValue {
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.with(Number(key), without(value[Number(key)] ?? null, rest));
  const map = value as Json;
  if (rest.length > 0) return { ...map, [key]: without(map[key] ?? null, rest) };
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== String(key)));
}

/** A value that is not compared. */
const ANY = '\0any';

/** Whether a text is read as expected: a map that has lost its last key is empty, or nothing. */
export function isAsExpected(expected: YamlValue, read: YamlValue | undefined): boolean {
  if (expected === ANY) return typeof read !== 'object' || read === null;
  if (expected === read || (isNothing(expected) && isNothing(read))) return true;
  if (typeof expected !== 'object' || typeof read !== 'object' || expected === null || read === null) {
    return Object.is(expected, read);
  }
  if (Array.isArray(expected) !== Array.isArray(read)) return false;
  let keys = 0;
  // Without a list of the keys, as this goes through all objects.
  for (const key in expected) {
    if (!Object.hasOwn(read, key)) return false;
    if (!isAsExpected((expected as Json)[key] ?? null, (read as Json)[key])) return false;
    keys++;
  }
  for (const _ in read) keys--;
  return keys === 0;
}

const isNothing = (value: YamlValue | undefined) =>
  value === null ||
  value === undefined ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
