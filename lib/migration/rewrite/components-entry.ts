import type { Kustomization } from '../../manifests/kustomization';
import { isMap, listFrom } from '../../manifests/manifest';
import { YamlText } from '../../manifests/yaml';
import { withEdits } from '../../manifests/yaml-edit';
import { YamlError } from '../../manifests/yaml-error';
import { pairOf, type YamlNode } from '../../manifests/yaml-tree';
import type { YamlValue } from '../../manifests/yaml-value';

/** The text of a kustomization with or without a component in its list; undefined when that cannot be edited safely. */
export function withComponent({ document }: Kustomization, name: string, isIn: boolean): string | undefined {
  const { whole, value, tree } = document;
  const list = isMap(value) ? value.components : undefined;
  const names = listFrom(list);
  if (names.includes(name) === isIn) return whole.text;
  if (whole.documents.length !== 1 || document.isJson || tree?.kind !== 'map' || tree.inFlow) return undefined;
  const wanted = isIn ? [...names, name] : names.filter((one) => one !== name);
  const text = isIn
    ? added(whole.text, document.part.base, tree, name)
    : removed(whole.text, document.part.base, tree, name);
  const isRead = text !== undefined && isSame(componentsIn(whole.file, text), wanted.length > 0 ? wanted : undefined);
  return isRead ? text : undefined;
}

/** What a kustomization has afterwards; null when it is not even YAML. */
function componentsIn(file: string, text: string): YamlValue | undefined {
  try {
    const value = new YamlText(file, text).documents[0]?.value;
    return isMap(value) ? value.components : null;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return null;
  }
}

const isSame = (a: YamlValue | undefined, b: YamlValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

function added(text: string, base: number, tree: YamlNode, name: string): string | undefined {
  const lineBreak = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const list = pairOf(tree, 'components')?.value;
  if (!list) {
    const end = text.endsWith('\n') || text === '' ? '' : lineBreak;
    const lines = [`components:`, `  - ${name}`].join(lineBreak);
    return `${text}${end}${lines}${end === '' ? lineBreak : ''}`;
  }
  const last = list.items.at(-1);
  if (list.kind !== 'list' || !last) return undefined;
  const at = base + last.end;
  if (list.inFlow) return withEdits(text, [{ start: at, end: at, text: `, ${name}` }]);
  const { start, end } = lineAt(text, base + last.outerStart);
  const [, dash] = /^( *- +)/.exec(text.slice(start, end)) ?? [];
  if (dash === undefined) return undefined;
  const isLast = end === text.length && !text.endsWith('\n');
  const line = isLast ? `${lineBreak}${dash}${name}` : `${dash}${name}${lineBreak}`;
  return withEdits(text, [{ start: end, end, text: line }]);
}

function removed(text: string, base: number, tree: YamlNode, name: string): string | undefined {
  const pair = pairOf(tree, 'components');
  const list = pair?.value;
  const index = list?.items.findIndex((item) => text.slice(base + item.start, base + item.end) === name) ?? -1;
  const item = list?.items[index];
  if (!pair || !list || !item) return undefined;
  if (list.inFlow) {
    const before = list.items[index - 1];
    return before && withEdits(text, [{ start: base + before.end, end: base + item.end, text: '' }]);
  }
  const from = list.items.length === 1 ? pair.start : item.outerStart;
  const { start } = lineAt(text, base + from);
  const { end } = lineAt(text, base + item.outerStart);
  const isLast = end === text.length && !text.endsWith('\n') && start > 0;
  const before = isLast ? (text[start - 2] === '\r' ? 2 : 1) : 0;
  return withEdits(text, [{ start: start - before, end, text: '' }]);
}

/** The line of an offset, with its line break. */
function lineAt(text: string, offset: number): { start: number; end: number } {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end + 1 };
}
