import { isMap, type ManifestMap } from '../../manifests/manifest';
import type { YamlDocument, YamlText } from '../../manifests/yaml';
import { withEdits } from '../../manifests/yaml-edit';
import { removedMade } from './account-text';
import { ObjectEdit, type ObjectPlace, rewrittenOf } from './object-edit';
import { NOTHING } from './record';

/** The objects of a file, those of lists too. */
export function placesIn({ documents }: YamlText): ObjectPlace[] {
  return documents.flatMap((document) => (isMap(document.value) ? inside(document, document.value, []) : []));
}

function inside(document: YamlDocument, value: ManifestMap, prefix: readonly (string | number)[]): ObjectPlace[] {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ document, prefix, value }];
  return items.flatMap((item, i) => (isMap(item) ? inside(document, item, [...prefix, 'items', i]) : []));
}

/** A file as it was before anything in it was rewritten. */
export function asItWas(yaml: YamlText): string {
  const edits = placesIn(yaml).flatMap((place) => {
    const before = rewrittenOf(place.value);
    if (before === NOTHING || before === undefined) return [];
    const { tree } = place.document;
    if (before.isMade) return [removedMade(place, tree)];
    const edit = new ObjectEdit(place, tree);
    edit.undoAll();
    edit.close();
    const { base } = place.document.part;
    return edit.edits.map(({ start, end, text }) => ({ start: base + start, end: base + end, text }));
  });
  return withEdits(yaml.text, edits);
}
