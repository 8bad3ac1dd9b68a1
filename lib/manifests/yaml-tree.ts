import { COLLECTION_STYLE, EVENT_ID, type Event } from 'js-yaml';
import type { Path } from '../validate/path';
import { endOf, offsetOf, textOf } from './yaml-events';

/** A key of a map, and its value. */
export interface YamlPair {
  readonly key: string;
  readonly start: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

/** A node of YAML or JSON, with its place in the text. */
export interface YamlNode {
  readonly kind: 'map' | 'list' | 'scalar' | 'alias';
  /** Offset of its first character, without anchor and tag; that of `end` when it is empty, as the value after `a:`. */
  readonly start: number;
  /** The same with anchor and tag. */
  readonly outerStart: number;
  /** Offset behind its last character. */
  readonly end: number;
  readonly isEmpty: boolean;
  readonly inFlow: boolean;
  readonly pairs: readonly YamlPair[];
  readonly items: readonly YamlNode[];
}

/** The content of the first document of a text; undefined when it is empty. */
export function yamlTree(text: string, events: readonly Event[]): YamlNode | undefined {
  const first = events.findIndex(({ type }) => type === EVENT_ID.DOCUMENT);
  const { type } = events[first + 1] ?? { type: EVENT_ID.POP };
  return first < 0 || type === EVENT_ID.POP ? undefined : new Reading(text, events).node(first + 1, 0);
}

/** The node at a path; undefined when it is missing. Of equal keys the last one counts. */
export function nodeAt(root: YamlNode | undefined, path: Path): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>(
    (node, key) => (node?.kind === 'list' ? node.items[Number(key)] : node && pairOf(node, String(key))?.value),
    root,
  );
}

/** A key of a map. */
export function pairOf({ pairs }: YamlNode, key: string): YamlPair | undefined {
  return pairs.findLast((pair) => pair.key === key);
}

const NONE: readonly never[] = [];
/** What may stand before the end of a list or map in flow style. */
const UNTIL_CLOSED = /(?:[\s,]|(?<=\s)#[^\r\n]*)*/y;

type Collection = Extract<Event, { type: typeof EVENT_ID.SEQUENCE | typeof EVENT_ID.MAPPING }>;
type Leaf = Exclude<Event, Collection | { type: typeof EVENT_ID.POP | typeof EVENT_ID.DOCUMENT }>;

/** Finds nodes in events. What is inside of a list or map is looked for when it is asked for: most of it never is. */
class Reading {
  /** The event behind the node that was passed last, and the end of that node. */
  public at = 0;
  public end = 0;

  constructor(
    public readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** @param before the offset before it */
  public node(at: number, before: number): YamlNode {
    const event = this.events[at] as Collection | Leaf;
    this.pass(at, before);
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      return new CollectionNode(this, event, at, this.end);
    }
    const start = offsetOf(event);
    const isAlias = event.type === EVENT_ID.ALIAS;
    const { end } = this;
    return {
      kind: isAlias ? 'alias' : 'scalar',
      start: start ?? end,
      outerStart: isAlias ? (start ?? end) : outerOf(event, start ?? before),
      end,
      isEmpty: start === undefined,
      inFlow: false,
      pairs: NONE,
      items: NONE,
    };
  }

  public pairs(first: number, start: number): YamlPair[] {
    const pairs: YamlPair[] = [];
    for (let [at, end] = [first, start]; this.isNode(at); [at, end] = [this.at, Math.max(end, this.end)]) {
      const event = this.events[at];
      const key = this.node(at, end);
      // Keys that are not scalars are no fields of an object.
      const isName = event?.type === EVENT_ID.SCALAR && event.valueStart >= 0;
      const value = this.node(this.at, key.end);
      const name = isName ? textOf(this.text, event) : '\0';
      pairs.push({ key: name, start: key.outerStart, keyEnd: key.end, value });
    }
    return pairs;
  }

  public items(first: number, start: number): YamlNode[] {
    const items: YamlNode[] = [];
    for (let [at, end] = [first, start]; this.isNode(at); [at, end] = [this.at, Math.max(end, this.end)]) {
      items.push(this.node(at, end));
    }
    return items;
  }

  private isNode(at: number): boolean {
    const type = this.events[at]?.type;
    return type !== undefined && type !== EVENT_ID.POP;
  }

  /** Goes behind a node. */
  private pass(from: number, before: number): void {
    const open: Collection[] = [];
    let at = from;
    let end = before;
    do {
      const event = this.events[at++];
      if (event === undefined) break;
      if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
        open.push(event);
        end = Math.max(end, event.style === COLLECTION_STYLE.FLOW ? event.start + 1 : event.start);
      } else if (event.type === EVENT_ID.POP) {
        if (open.pop()?.style === COLLECTION_STYLE.FLOW) end = this.closing(end);
      } else if (event.type !== EVENT_ID.DOCUMENT) {
        end = Math.max(end, offsetOf(event) === undefined ? propertiesEnd(event) : endOf(event));
      }
    } while (open.length > 0);
    this.at = at;
    this.end = end;
  }

  private closing(from: number): number {
    UNTIL_CLOSED.lastIndex = from;
    UNTIL_CLOSED.exec(this.text);
    return UNTIL_CLOSED.lastIndex + 1;
  }
}

class CollectionNode implements YamlNode {
  public readonly kind: 'map' | 'list';
  public readonly start: number;
  public readonly outerStart: number;
  public readonly isEmpty = false;
  public readonly inFlow: boolean;
  private read: { readonly pairs: readonly YamlPair[]; readonly items: readonly YamlNode[] } | undefined;

  constructor(
    private readonly reading: Reading,
    event: Collection,
    private readonly at: number,
    public readonly end: number,
  ) {
    this.kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list';
    this.start = event.start;
    this.outerStart = outerOf(event, event.start);
    this.inFlow = event.style === COLLECTION_STYLE.FLOW;
  }

  public get pairs(): readonly YamlPair[] {
    return this.content.pairs;
  }

  public get items(): readonly YamlNode[] {
    return this.content.items;
  }

  private get content() {
    const { reading, at, start } = this;
    this.read ??=
      this.kind === 'map'
        ? { pairs: reading.pairs(at + 1, start), items: NONE }
        : { pairs: NONE, items: reading.items(at + 1, start) };
    return this.read;
  }
}

interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart?: number;
  readonly tagEnd?: number;
}

function outerOf({ anchorStart, tagStart = -1 }: Properties, start: number): number {
  const starts = [start, ...(anchorStart >= 0 ? [anchorStart - 1] : []), ...(tagStart >= 0 ? [tagStart] : [])];
  return Math.min(...starts);
}

const propertiesEnd = ({ anchorEnd, tagEnd = -1 }: Properties) => Math.max(anchorEnd, tagEnd);
