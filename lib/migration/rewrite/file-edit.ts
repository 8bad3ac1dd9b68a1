import { isMap, type ManifestMap } from '../../manifests/manifest';
import { type YamlDocument, YamlText } from '../../manifests/yaml';
import { NotEditableError, type TextEdit, withEdits } from '../../manifests/yaml-edit';
import { YamlError } from '../../manifests/yaml-error';
import type { YamlNode } from '../../manifests/yaml-tree';
import type { YamlValue } from '../../manifests/yaml-value';
import { pointerOf } from '../../validate/json-pointer';
import { type Path, valueAt } from '../../validate/path';
import { insertedBefore, type LastKept, removedMade, removedObject } from './account-text';
import { isAsExpected, type ObjectEdit, type ObjectPlace, rewrittenOf } from './object-edit';
import { asItWas } from './places';

/** A new object, and that in front of which it goes. */
export interface Insertion {
  readonly before: ObjectPlace;
  readonly object: ManifestMap;
}

/** All changes of one file. */
export interface FileChanges {
  readonly edits: readonly ObjectEdit[];
  readonly insertions: readonly Insertion[];
  readonly removals: readonly ObjectPlace[];
  /** Whether undoing everything must give what undoing everything gave before. */
  readonly isReversible: boolean;
}

/** The nodes of documents, each parsed once. */
export type Trees = (document: YamlDocument) => YamlNode | undefined;

/**
 * The text of a file with changes. It is read again, to be sure that exactly the wanted changes are in it.
 *
 * @throws NotEditableError when it would differ in anything else
 */
export function rewrittenText(yaml: YamlText, given: FileChanges, trees: Trees): string {
  const changes = { ...given, removals: withWholeLists(given.removals) };
  const text = withEdits(yaml.text, [...textEdits(changes, trees)]);
  let read: YamlText;
  try {
    read = new YamlText(yaml.file, text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new NotEditableError(unreadable(error));
  }
  const expected = contentOf(expectedValues(yaml, changes));
  const found = contentOf(read.documents.map(({ value }) => value));
  const isSame = expected.length === found.length && expected.every((value, i) => isAsExpected(value, found[i]));
  if (!isSame) throw new NotEditableError(OTHER_CHANGES);
  if (changes.isReversible && asItWas(read) !== asItWas(yaml)) throw new NotEditableError(NOT_UNDONE);
  return text;
}

/** Why some changes of one document cannot be made, whatever happens to the others; undefined when they can. */
export function faultOf(
  document: YamlDocument,
  edits: readonly ObjectEdit[],
  isReversible: boolean,
): string | undefined {
  const { file } = document;
  const { text } = document.part;
  try {
    const read = new YamlText(
      file,
      withEdits(
        text,
        edits.flatMap((edit) => edit.edits),
      ),
    );
    const expected = edits.reduce((value, edit) => withValue(value, edit.place.prefix, edit.value), document.value);
    const found = contentOf(read.documents.map(({ value }) => value));
    if (found.length !== 1 || !isAsExpected(expected, found[0])) return OTHER_CHANGES;
    return isReversible && asItWas(read) !== asItWas(new YamlText(file, text)) ? NOT_UNDONE : undefined;
  } catch (error) {
    if (error instanceof YamlError) return unreadable(error);
    if (error instanceof NotEditableError) return error.message;
    throw error;
  }
}

function withValue(value: YamlValue, [key, ...rest]: Path, item: YamlValue): YamlValue {
  if (key === undefined) return item;
  if (Array.isArray(value)) return value.with(Number(key), withValue(value[Number(key)] ?? null, rest, item));
  return isMap(value) ? { ...value, [key]: withValue(value[key] ?? null, rest, item) } : value;
}

const unreadable = ({ message }: YamlError) => `it could not be read afterwards: ${message}`;
const NOT_UNDONE = 'it could not be undone';
const OTHER_CHANGES = 'more than what is wanted would change, as with anchors of YAML that several objects share';

function* textEdits({ edits, insertions, removals }: FileChanges, trees: Trees): Iterable<TextEdit> {
  for (const edit of edits) {
    const { base } = edit.place.document.part;
    for (const { start, end, text } of edit.edits) yield { start: base + start, end: base + end, text };
  }
  for (const { before, object } of insertions) yield insertedBefore(before, trees(before.document), object);
  const gone = goneFrom(removals);
  for (const place of removals) {
    const isMade = rewrittenOf(place.value)?.isMade === true;
    yield (isMade ? removedMade : removedObject)(place, trees(place.document), gone(place.document));
  }
}

/** Which items of the lists of a document go. */
function goneFrom(removals: readonly ObjectPlace[]): (document: YamlDocument) => LastKept {
  const gone = new Map<YamlDocument, Set<string>>();
  for (const { document, prefix } of removals) {
    gone.set(document, (gone.get(document) ?? new Set()).add(pointerOf(prefix)));
  }
  const known = new Map<string, number>();
  return (document) => (list, count) => {
    const key = `${document.part.base}${pointerOf(list)}`;
    let last = known.get(key) ?? count - 1;
    while (last >= 0 && gone.get(document)?.has(pointerOf([...list, last]))) last--;
    known.set(key, last);
    return last;
  };
}

/** With a list instead of all of its items: YAML has no way to take the last one out of a list in lines. */
function withWholeLists(removals: readonly ObjectPlace[]): readonly ObjectPlace[] {
  const isItem = ({ prefix }: ObjectPlace) => prefix.length > 0;
  if (!removals.some(isItem)) return removals;
  const lists = new Map<string, ObjectPlace[]>();
  const keys = new Map<YamlDocument, number>();
  for (const place of removals.filter(isItem)) {
    const { document, prefix } = place;
    keys.set(document, keys.get(document) ?? keys.size);
    const key = `${keys.get(document)} ${pointerOf(prefix.slice(0, -1))}`;
    const known = lists.get(key);
    if (known) known.push(place);
    else lists.set(key, [place]);
  }
  const whole: ObjectPlace[] = [];
  const gone = new Set<ObjectPlace>();
  for (const places of lists.values()) {
    const [{ document, prefix }] = places as [ObjectPlace];
    const value = valueAt(document.value, prefix.slice(0, -2)) as YamlValue | undefined;
    if (!isMap(value) || !Array.isArray(value.items) || value.items.length !== places.length) continue;
    whole.push({ document, prefix: prefix.slice(0, -2), value });
    for (const place of places) gone.add(place);
  }
  if (whole.length === 0) return removals;
  return withWholeLists([...removals.filter((place) => !gone.has(place)), ...whole]);
}

const GONE = Symbol('gone');

/** What stands in the place of an object: new ones, and itself unless it is removed. */
interface Replacement {
  readonly before: ManifestMap[];
  value: YamlValue | typeof GONE | undefined;
}

function expectedValues({ documents }: YamlText, { edits, insertions, removals }: FileChanges): YamlValue[] {
  const byDocument = new Map<YamlDocument, Map<string, Replacement>>();
  const at = ({ document, prefix }: ObjectPlace) => {
    const inDocument = byDocument.get(document) ?? new Map<string, Replacement>();
    byDocument.set(document, inDocument);
    const replacement = inDocument.get(pointerOf(prefix)) ?? { before: [], value: undefined };
    inDocument.set(pointerOf(prefix), replacement);
    return replacement;
  };
  for (const edit of edits) at(edit.place).value = edit.value;
  for (const { before, object } of insertions) at(before).before.push(object);
  for (const place of removals) at(place).value = GONE;
  return documents.flatMap((document) => {
    const replaced = byDocument.get(document);
    return replaced ? replacedAt(document.value, '', replaced) : [document.value];
  });
}

function replacedAt(value: YamlValue, pointer: string, replaced: ReadonlyMap<string, Replacement>): YamlValue[] {
  const own = replaced.get(pointer);
  if (own) return [...own.before, ...(own.value === GONE ? [] : [own.value ?? value])];
  if (!isMap(value) || !Array.isArray(value.items)) return [value];
  const items = value.items.flatMap((item, i) => replacedAt(item, `${pointer}/items/${i}`, replaced));
  return [{ ...value, items }];
}

/** Documents without empty ones, which a removed one may leave. */
const contentOf = (values: readonly YamlValue[]) => values.filter((value) => value !== null);
