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
  return first < 0 ? undefined : new Builder(text, events, first + 1).node(0);
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

class Builder {
  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
    private at: number,
  ) {}

  /** @param before the offset before it */
  public node(before: number): YamlNode | undefined {
    const event = this.events[this.at++];
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.MAPPING) return this.map(event);
    if (event.type === EVENT_ID.SEQUENCE) return this.list(event);
    const start = offsetOf(event);
    const isAlias = event.type === EVENT_ID.ALIAS;
    const outerStart = isAlias ? (start as number) : outerOf(event, start ?? before);
    const end = start === undefined ? Math.max(before, propertiesEnd(event)) : endOf(event);
    return {
      ...{ kind: isAlias ? 'alias' : 'scalar', start: start ?? end, outerStart, end, isEmpty: start === undefined },
      ...{ inFlow: false, pairs: NONE, items: NONE },
    };
  }

  private map(event: Extract<Event, { type: typeof EVENT_ID.MAPPING }>): YamlNode {
    const pairs: YamlPair[] = [];
    let end = event.start;
    while (!this.isDone()) {
      const keyEvent = this.events[this.at];
      const key = this.node(end) as YamlNode;
      const value = this.node(key.end) as YamlNode;
      const name =
        keyEvent?.type === EVENT_ID.SCALAR && keyEvent.valueStart >= 0 ? textOf(this.text, keyEvent) : undefined;
      // Keys that are not scalars are no fields of an object.
      pairs.push({ key: name ?? '\0', start: key.outerStart, keyEnd: key.end, value });
      end = Math.max(end, value.end);
    }
    return { kind: 'map', ...this.collection(event, end), pairs, items: NONE };
  }

  private list(event: Extract<Event, { type: typeof EVENT_ID.SEQUENCE }>): YamlNode {
    const items: YamlNode[] = [];
    let end = event.start;
    while (!this.isDone()) {
      const item = this.node(end) as YamlNode;
      items.push(item);
      end = Math.max(end, item.end);
    }
    return { kind: 'list', ...this.collection(event, end), pairs: NONE, items };
  }

  private collection(
    event: Extract<Event, { type: typeof EVENT_ID.SEQUENCE | typeof EVENT_ID.MAPPING }>,
    lastEnd: number,
  ) {
    const { start } = event;
    const inFlow = event.style === COLLECTION_STYLE.FLOW;
    const end = inFlow ? this.closing(Math.max(lastEnd, start + 1)) : lastEnd;
    return { start, outerStart: outerOf(event, start), end, isEmpty: false, inFlow };
  }

  private closing(from: number): number {
    UNTIL_CLOSED.lastIndex = from;
    UNTIL_CLOSED.exec(this.text);
    return UNTIL_CLOSED.lastIndex + 1;
  }

  private isDone(): boolean {
    const type = this.events[this.at]?.type;
    if (type !== EVENT_ID.POP && type !== undefined) return false;
    this.at++;
    return true;
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
