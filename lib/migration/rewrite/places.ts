import { isMap, type ManifestMap } from '../../manifests/manifest';
import type { YamlDocument, YamlText } from '../../manifests/yaml';
import { withEdits } from '../../manifests/yaml-edit';
import type { YamlNode } from '../../manifests/yaml-tree';
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
  let last: { readonly document: YamlDocument; readonly tree: YamlNode | undefined } | undefined;
  const edits = placesIn(yaml).flatMap((place) => {
    const before = rewrittenOf(place.value);
    if (before === NOTHING || before === undefined) return [];
    const { document } = place;
    if (last?.document !== document) last = { document, tree: document.tree };
    const { tree } = last;
    if (before.isMade) return [removedMade(place, tree)];
    const edit = new ObjectEdit(place, tree);
    edit.undoAll();
    edit.close();
    const { base } = place.document.part;
    return edit.edits.map(({ start, end, text }) => ({ start: base + start, end: base + end, text }));
  });
  return withEdits(yaml.text, edits);
}
