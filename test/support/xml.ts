/** An element of XML. */
export interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: Element[];
  text: string;
}

/** Anything but these is not allowed in XML 1.0, not even escaped. */
const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const TOKEN =
  /<(?<open>[a-z][\w-]*)(?<attributes>(?: [a-z][\w-]*="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*)(?<end>\/?)>|<\/(?<close>[a-z][\w-]*)>|(?<text>(?:[^<&>]|&(?:amp|lt|gt|quot|apos);)+)/y;
const ENTITIES: { readonly [entity: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plain = (text: string) => text.replace(/&(\w+);/g, (_all, entity: string) => ENTITIES[entity] as string);

/** The one element of a document; throws when that is not well-formed. Knows what our reports use, and no more. */
export function readXml(document: string): Element {
  if (!CHARACTERS.test(document)) throw new Error('a character that XML 1.0 does not allow');
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = declaration.length;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(document)?.groups;
    if (!groups) throw new Error(`not well-formed: ${document.slice(at, at + 60)}`);
    const parent = open.at(-1) as Element;
    if (groups.text !== undefined) parent.text += plain(groups.text);
    else if (groups.close !== undefined) {
      if (open.length < 2 || open.pop()?.name !== groups.close)
        throw new Error(`</${groups.close}> closes another element`);
    } else {
      const pairs = [...(groups.attributes ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)];
      const attributes = Object.fromEntries(pairs.map(([, name, value]) => [name, plain(value ?? '')]));
      if (Object.keys(attributes).length < pairs.length) throw new Error('an attribute twice');
      const element: Element = { name: groups.open as string, attributes, children: [], text: '' };
      parent.children.push(element);
      if (groups.end === '') open.push(element);
    }
  }
  if (open.length > 1 || root.children.length !== 1 || root.text.trim() !== '') throw new Error('not one element');
  return root.children[0] as Element;
}
