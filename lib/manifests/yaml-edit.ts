import type { Path } from '../validate/path';
import { isPlainText } from '../validate/plain-text';
import { nodeAt, pairOf, type YamlNode, type YamlPair } from './yaml-tree';

/** Another string in place of a part of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A string, or a map of them, to write. */
export type NewValue = string | { readonly [key: string]: NewValue };

/** Why a text cannot be edited without changing more than wanted. */
export class NotEditableError extends Error {}

/** The text with all of the edits. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  // Of several at one place, those that only insert come first, in their order.
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, text: added } of sorted) {
    if (start < at) throw new NotEditableError('two changes meet in one place');
    result += text.slice(at, start) + added;
    at = end;
  }
  return result + text.slice(at);
}

/** Entries for one map. */
interface Additions {
  readonly map: YamlNode;
  /** The key of the map itself; undefined for items of a list, and at the top. */
  readonly owner: YamlPair | undefined;
  readonly depth: number;
  readonly entries: { [key: string]: NewValue };
  after: readonly string[];
}

interface Removals {
  readonly map: YamlNode;
  readonly pairs: Set<YamlPair>;
}

const BLANK = /^[ \t]*$/;
const STEP = 2;

/** How a map in flow style is written. */
interface FlowStyle {
  /** What stands between two pairs behind the comma. */
  readonly between: string;
  readonly colon: string;
  readonly isQuoted: boolean;
}

/** Changes fields of one document, and leaves every other character as it is. Offsets are those of the text. */
export class YamlEditor {
  private readonly edits: TextEdit[] = [];
  private readonly additions = new Map<YamlNode, Additions>();
  private readonly removals = new Map<YamlNode, Removals>();
  private indentation: number | undefined;

  /** @param isJson whether strings and keys have double quotes */
  constructor(
    private readonly text: string,
    private readonly root: YamlNode | undefined,
    private readonly isJson: boolean,
  ) {}

  /**
   * Adds a string at a path that does not exist, with the maps on the way to it.
   *
   * @param after keys behind which it goes if it can
   * @returns the path of what is new: the string, or a map around it
   */
  public add(path: Path, value: string, after: readonly string[] = []): Path {
    let node = this.root;
    let owner: YamlPair | undefined;
    for (const [depth, key] of path.entries()) {
      if (!node) break;
      if (node.kind === 'alias')
        throw new NotEditableError(`an alias of YAML stands for ${path.slice(0, depth).join('.')}`);
      if (node.kind === 'list') {
        node = node.items[Number(key)];
        owner = undefined;
        continue;
      }
      const isNothing = this.isNull(node);
      if (node.kind === 'scalar' && !isNothing) break;
      const pair: YamlPair | undefined = pairOf(node, String(key));
      if (pair) {
        node = pair.value;
        owner = pair;
        continue;
      }
      const nested = path.slice(depth + 1).reduceRight<NewValue>((inner, name) => ({ [name]: inner }), value);
      const known: Additions = this.additions.get(node) ?? { map: node, owner, depth, entries: {}, after };
      this.additions.set(node, known);
      return merged(known.entries, String(key), nested) ? path.slice(0, depth + 1) : path;
    }
    throw new NotEditableError(`${path.join('.')} has no place`);
  }

  /** The scalar at a path as it is written; undefined when there is none. */
  public rawAt(path: Path): string | undefined {
    const node = nodeAt(this.root, path);
    return node?.kind === 'scalar' ? this.text.slice(node.start, node.end) : undefined;
  }

  /** Writes another scalar. */
  public replace(path: Path, raw: string): void {
    const node = nodeAt(this.root, path);
    if (node?.kind !== 'scalar' || node.isEmpty) {
      throw new NotEditableError(`${path.join('.')} is not a plain value`);
    }
    this.edits.push({ start: node.start, end: node.end, text: raw });
  }

  /** A string as it may be written at any place of the document. */
  public scalar(value: string): string {
    return !this.isJson && isBare(value) ? value : JSON.stringify(value);
  }

  /** Removes a key with its value, and the rest of its lines. */
  public remove(path: Path): void {
    const map = nodeAt(this.root, path.slice(0, -1));
    const pair = map && pairOf(map, String(path.at(-1)));
    if (!map || !pair) throw new NotEditableError(`${path.join('.')} is not written there`);
    const known = this.removals.get(map) ?? { map, pairs: new Set() };
    this.removals.set(map, known);
    known.pairs.add(pair);
  }

  /** Whether a map would be empty. */
  public isEmptied(path: Path): boolean {
    const map = nodeAt(this.root, path);
    return map?.kind === 'map' && map.pairs.every((pair) => this.removals.get(map)?.pairs.has(pair));
  }

  public result(): readonly TextEdit[] {
    const removed = this.removals.size > 0 ? this.removedEdits() : [];
    return [...this.edits, ...[...this.additions.values()].map((one) => this.added(one)), ...removed];
  }

  private removedEdits(): TextEdit[] {
    const all = [...this.removals.values()];
    const isGone = (map: YamlNode) =>
      all.some(({ pairs }) => [...pairs].some((pair) => pair.keyEnd <= map.start && map.end <= endOfPair(pair)));
    return this.united(all.flatMap((one) => (isGone(one.map) ? [] : this.removed(one))));
  }

  private isNull(node: YamlNode): boolean {
    return node.kind === 'scalar' && (node.isEmpty || ['~', 'null'].includes(this.text.slice(node.start, node.end)));
  }

  private added(one: Additions): TextEdit {
    const { map, owner } = one;
    if (map.kind === 'map') return map.inFlow ? this.addedInFlow(one) : this.addedInBlock(one, owner);
    if (!map.isEmpty) return { start: map.start, end: map.end, text: `{${this.inline(one.entries)}}` };
    if (!owner) throw new NotEditableError('an empty document');
    return this.afterLine(owner, this.columnOf(owner.start) + this.step(), one.entries);
  }

  private addedInBlock({ map, entries, after }: Additions, owner: YamlPair | undefined): TextEdit {
    const column = this.columnOf(map.pairs[0]?.start ?? map.start);
    const preferred = after.map((key) => pairOf(map, key)).find((pair) => pair && this.isOneLine(pair));
    if (preferred) return this.afterLine(preferred, column, entries);
    const isBelow = owner && this.lineOf(owner.keyEnd) !== this.lineOf(map.outerStart);
    if (isBelow && this.lineEndAfter(owner.keyEnd) <= map.start) {
      const end = this.lineEndAfter(owner.keyEnd);
      if (!this.text.slice(end, map.start).match(/^[ \t]*[&!]/m)) return this.afterLine(owner, column, entries);
    }
    const first = map.pairs[0];
    const start = first && this.lineOf(first.start);
    if (first === undefined || start === undefined || !BLANK.test(this.text.slice(start, first.start)))
      throw new NotEditableError('a map that begins in the line of something else');
    return { start, end: start, text: this.lines(entries, column, this.breakAt(start)).join('') };
  }

  /** Lines behind that of a key. */
  private afterLine({ keyEnd, value }: YamlPair, column: number, entries: Additions['entries']): TextEdit {
    const from = value.kind === 'scalar' ? Math.max(keyEnd, value.end) : keyEnd;
    const start = this.lineEndAfter(from);
    const lineBreak = this.breakAt(from);
    const lines = this.lines(entries, column, lineBreak).join('');
    const isLast = start === this.text.length && !this.text.endsWith('\n');
    const text = isLast ? `${lineBreak}${lines.slice(0, -lineBreak.length)}` : lines;
    return { start, end: start, text };
  }

  private lines(entries: Additions['entries'], column: number, lineBreak: string): string[] {
    return Object.entries(entries).flatMap(([key, value]) => {
      const head = `${' '.repeat(column)}${this.scalar(key)}:`;
      return typeof value === 'string'
        ? [`${head} ${this.scalar(value)}${lineBreak}`]
        : [`${head}${lineBreak}`, ...this.lines(value, column + this.step(), lineBreak)];
    });
  }

  private addedInFlow({ map, entries }: Additions): TextEdit {
    const removed = this.removals.get(map)?.pairs;
    const [first] = map.pairs;
    const isAlone = map.pairs.every((pair) => removed?.has(pair));
    if (!first) return { start: map.start + 1, end: map.start + 1, text: this.inline(entries) };
    const before = this.text.slice(map.start + 1, first.start);
    const isTight = this.isTight(first);
    const style: FlowStyle = {
      between: /^\s*$/.test(before) && before.includes('\n') ? before : isTight ? '' : ' ',
      colon: isTight ? ':' : ': ',
      isQuoted: this.text[first.start] === '"',
    };
    const text = this.inFlow(entries, style);
    return { start: first.start, end: first.start, text: isAlone ? text : `${text},${style.between}` };
  }

  /** Pairs of a map in flow style; each level in lines of its own if the map has its entries in lines. */
  private inFlow(entries: Additions['entries'], style: FlowStyle): string {
    const { between, colon, isQuoted } = style;
    const written = (text: string) => (isQuoted ? JSON.stringify(text) : this.scalar(text));
    return Object.entries(entries)
      .map(([key, value]) => {
        const head = `${written(key)}${colon}`;
        if (typeof value === 'string') return head + written(value);
        if (!between.includes('\n')) return `${head}{${this.inFlow(value, style)}}`;
        const inner = `${between}${' '.repeat(this.step())}`;
        return `${head}{${inner}${this.inFlow(value, { ...style, between: inner })}${between}}`;
      })
      .join(`,${between}`);
  }

  private inline(entries: Additions['entries']): string {
    return this.inFlow(entries, { between: ' ', colon: ': ', isQuoted: this.isJson });
  }

  /** Whether a pair has no blank behind its colon, as in compact JSON. */
  private isTight({ keyEnd, value }: YamlPair): boolean {
    return this.isJson && !/\s$/.test(this.text.slice(keyEnd, value.outerStart));
  }

  private removed({ map, pairs }: Removals): TextEdit[] {
    return map.inFlow ? this.removedInFlow(map, pairs) : [...pairs].map((pair) => this.removedLines(pair));
  }

  private removedLines({ start, keyEnd, value }: YamlPair): TextEdit {
    const line = this.lineOf(start);
    if (!BLANK.test(this.text.slice(line, start))) throw new NotEditableError('a key in the line of something else');
    const last = Math.max(keyEnd, value.end);
    // A block of lines ends with its line break.
    const end = value.kind === 'scalar' && this.text[last - 1] === '\n' ? last : this.lineEndAfter(last);
    return { start: line, end, text: '' };
  }

  private removedInFlow(map: YamlNode, pairs: Set<YamlPair>): TextEdit[] {
    const kept = map.pairs.findLastIndex((pair) => !pairs.has(pair));
    const [first, last] = [map.pairs[0], map.pairs.at(-1)] as [YamlPair, YamlPair];
    if (kept < 0) return [{ start: first.start, end: endOfPair(last), text: '' }];
    const edits: TextEdit[] = [];
    map.pairs.forEach((pair, i) => {
      if (!pairs.has(pair) || i > kept) return;
      edits.push({ start: pair.start, end: (map.pairs[i + 1] as YamlPair).start, text: '' });
    });
    if (kept < map.pairs.length - 1) {
      edits.push({ start: endOfPair(map.pairs[kept] as YamlPair), end: endOfPair(last), text: '' });
    }
    return edits;
  }

  /** Adjacent removals as one. One that reaches the end of a text without a last line break takes that before it. */
  private united(removed: readonly TextEdit[]): TextEdit[] {
    const united: TextEdit[] = [];
    for (const { start, end } of [...removed].sort((a, b) => a.start - b.start)) {
      const before = united.at(-1);
      if (before && start <= before.end) united[united.length - 1] = { ...before, end: Math.max(end, before.end) };
      else united.push({ start, end, text: '' });
    }
    return united.map((one) => {
      const reachesEnd = one.end === this.text.length && !this.text.endsWith('\n');
      if (!reachesEnd || this.text[one.start - 1] !== '\n') return one;
      return { ...one, start: one.start - (this.text[one.start - 2] === '\r' ? 2 : 1) };
    });
  }

  private isOneLine({ start, keyEnd, value }: YamlPair): boolean {
    const last = Math.max(keyEnd, value.end);
    return value.kind === 'scalar' && !/[\r\n]/.test(this.text.slice(start, last));
  }

  private lineOf(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  private columnOf(offset: number): number {
    return offset - this.lineOf(offset);
  }

  /** The offset behind the line break of a line, of which nothing but a comment is left. */
  private lineEndAfter(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }

  private breakAt(offset: number): string {
    const end = this.text.indexOf('\n', offset);
    const at = end < 0 ? this.text.lastIndexOf('\n') : end;
    return at > 0 && this.text[at - 1] === '\r' ? '\r\n' : '\n';
  }

  /** By how much the document indents: the difference between a map and the first one in it. */
  private step(): number {
    this.indentation ??= this.findStep();
    return this.indentation;
  }

  private findStep(): number {
    const pending = this.root ? [this.root] : [];
    for (let i = 0; i < pending.length && i < 100; i++) {
      const node = pending[i] as YamlNode;
      for (const { start, value } of node.pairs) {
        const inner = value.pairs[0];
        const isBelow = inner && this.lineOf(inner.start) > this.lineOf(start);
        if (isBelow && BLANK.test(this.text.slice(this.lineOf(start), start))) {
          const step = this.columnOf(inner.start) - this.columnOf(start);
          if (step > 0) return step;
        }
        pending.push(value);
      }
      pending.push(...node.items);
    }
    return STEP;
  }
}

const endOfPair = ({ keyEnd, value }: YamlPair) => Math.max(keyEnd, value.end);

/** Whether every reader reads it as a string without quotes, in block and flow style. */
const isBare = (value: string) => /^[A-Za-z0-9/][\w./-]*$/.test(value) && isPlainText(value);

/** Puts a value at a key; false when it went into a map that is there. */
function merged(entries: { [key: string]: NewValue }, key: string, value: NewValue): boolean {
  const present = entries[key];
  if (typeof present !== 'object' || typeof value !== 'object') {
    entries[key] = value;
    return true;
  }
  for (const [name, inner] of Object.entries(value)) merged(present as { [key: string]: NewValue }, name, inner);
  return false;
}
