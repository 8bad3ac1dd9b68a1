import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { plainScalar } from '../go/yaml-scalar';
import { quoted } from '../validate/format';
import type { Path } from '../validate/path';
import { isSecretPath } from '../validate/secret-fields';
import { YamlErrorAt } from './yaml-error';
import { offsetOf, textOf } from './yaml-events';
import type { GoReader } from './yaml-go-reader';
import { keyOfNumber } from './yaml-key';
import { tagged } from './yaml-tags';
import { setKey, type YamlValue } from './yaml-value';

/** Nodes from which on aliases are counted, and numbers of nodes between which the allowed share of aliases falls. */
const [FEW_NODES, MANY_NODES, MOST_NODES] = [1000, 400_000, 4_000_000] as const;
const FEW_NODES_BY_ALIASES = 100;

/** A key that a map has several times: the last one wins. */
export interface DuplicateKey {
  /** The key itself, and those around it. */
  readonly path: Path;
  /** Offset of the first one. */
  readonly first: number;
  /** Offset of the one that wins. */
  last: number;
}

/** The content of a document, and its offset; -1 for an empty one. */
export interface BuiltDocument {
  readonly value: YamlValue;
  readonly start: number;
  /** Offset of each object of a `List`; undefined when the document has none. */
  readonly starts: ReadonlyMap<YamlValue, number> | undefined;
  /** Offset of another document after it, which readers ignore; undefined when there is none. */
  readonly unread: number | undefined;
  readonly duplicates: readonly DuplicateKey[];
}

interface Anchor {
  readonly value: YamlValue;
  readonly nodes: number;
  /** A scalar as read. */
  readonly text: string;
  /** The list or map with this anchor, while it is incomplete. */
  readonly open?: Frame;
}

/** An incomplete list or map. */
class Frame {
  public readonly list: YamlValue[] | undefined;
  public readonly map: { [key: string]: YamlValue } | undefined;
  /** Keys from `<<`, which a key of the map itself may override. */
  public merged: Set<string> | undefined;
  public key: string | undefined;
  public keyOffset = 0;
  public isMerge = false;
  /** Its keys and their offsets so far. */
  public readonly keys: string[] = [];
  public readonly offsets: number[] = [];
  /** Those of `DuplicateKey.path`, and where each key was first. */
  public duplicates: Map<string, DuplicateKey> | undefined;
  public firsts: Map<string, number> | undefined;

  constructor(
    isList: boolean,
    public readonly anchor: string | undefined,
    public readonly nodesBefore: number,
    public readonly start: number,
    public readonly inFlow: boolean,
  ) {
    this.list = isList ? [] : undefined;
    this.map = isList ? undefined : {};
  }

  public get wantsKey(): boolean {
    return this.map !== undefined && this.key === undefined;
  }
}

const MERGE = '<<';

/**
 * Turns events of js-yaml into values, as go-yaml (decode.go of go.yaml.in/yaml/v2) and then sigs.k8s.io/yaml do: keys
 * become strings, `<<` merges at its position, and of equal keys the last one wins.
 */
export class YamlBuilder {
  private readonly frames: Frame[] = [];
  private readonly anchors = new Map<string, Anchor>();
  private root: YamlValue = null;
  private start = -1;
  private starts: Map<YamlValue, number> | undefined;
  /** Steps of go-yaml's decoder, of which the document is one. */
  private nodes = 1;
  private nodesByAliases = 0;
  private readonly duplicates: DuplicateKey[] = [];
  private infinite: YamlErrorAt | undefined;

  /** @param go for YAML; all readers agree on JSON */
  constructor(
    private readonly text: string,
    private readonly go: GoReader | undefined,
  ) {}

  /** Reads the first document, as kubectl and Helm do. */
  public build(events: readonly Event[]): BuiltDocument {
    let depth = 0;
    let at = 0;
    for (; at < events.length; at++) {
      const event = events[at] as Event;
      if (event.type === EVENT_ID.POP) {
        if (--depth === 0) break;
        this.close();
      } else if (event.type === EVENT_ID.SCALAR) this.scalar(event);
      else if (event.type === EVENT_ID.ALIAS) this.alias(event);
      else {
        if (event.type !== EVENT_ID.DOCUMENT) this.open(event);
        depth++;
      }
    }
    this.go?.document(events, at);
    let unread: number | undefined;
    for (at++; unread === undefined && at < events.length; at++) unread = offsetOf(events[at]);
    this.checkAliases(0);
    // An equal key after it may have replaced it.
    if (this.infinite && hasInfinite(this.root)) throw this.infinite;
    return { value: this.root, start: this.start, starts: this.starts, unread, duplicates: this.duplicates };
  }

  private open(event: SequenceEvent | MappingEvent): void {
    const { start } = event;
    this.go?.properties(event);
    if (this.frames.at(-1)?.wantsKey) throw new YamlErrorAt(start, 'a list or a map cannot be a key');
    this.count(start);
    const parent = this.frames.at(-1);
    const inFlow = event.style === COLLECTION_STYLE.FLOW;
    if (!inFlow && event.type === EVENT_ID.MAPPING && parent?.key !== undefined)
      this.go?.inner(parent.keyOffset, start);
    const frame = new Frame(event.type === EVENT_ID.SEQUENCE, this.anchorOf(event), this.nodes, start, inFlow);
    if (frame.anchor !== undefined) this.anchors.set(frame.anchor, { value: null, nodes: 0, text: '', open: frame });
    this.frames.push(frame);
  }

  private close(): void {
    const frame = this.frames.pop() as Frame;
    const value = frame.list ?? frame.map ?? null;
    if (frame.map && this.frames.at(-1)?.list && (frame.map.kind ?? frame.map.metadata) !== undefined) {
      this.starts ??= new Map();
      this.starts.set(frame.map, frame.start);
    }
    // An anchor of the same name inside it came later.
    if (frame.anchor !== undefined && this.anchors.get(frame.anchor)?.open === frame) {
      this.keep(frame.anchor, value, this.nodes - frame.nodesBefore + 1);
    }
    this.put(value, frame.start);
  }

  private scalar(event: ScalarEvent): void {
    const frame = this.frames.at(-1);
    this.go?.properties(event);
    const text = this.go ? this.go.scalar(event, frame?.inFlow === true) : this.asRead(event);
    const offset = offsetOf(event) ?? frame?.start ?? 0;
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
    const tag = event.tagStart < 0 ? undefined : this.tagOf(event);
    const isMerge = frame?.wantsKey === true && text === MERGE && (plain || tag === '!' || tag === '!!merge');
    if (!isMerge) this.count(offset);
    const value =
      tag === undefined
        ? plain
          ? plainScalar(text)
          : text
        : tagged(tag, text, offset, () => this.shown(quoted(text)));
    this.keep(this.anchorOf(event), value, 1, text);
    if (frame?.wantsKey) {
      this.go?.key(event, frame.inFlow);
      this.nameKey(frame, typeof value === 'number' ? keyOfNumber(text, value) : value, isMerge, offset);
    } else this.put(value, offset, text);
  }

  /** Go replaces halves of surrogate pairs, which only JSON can have. */
  private asRead(event: ScalarEvent): string {
    const text = textOf(this.text, event);
    return event.fast ? text : Buffer.from(text).toString();
  }

  private nameKey(frame: Frame, value: YamlValue | undefined, isMerge: boolean, offset: number): void {
    if (value === undefined || typeof value === 'number') throw new YamlErrorAt(offset, 'this number cannot be a key');
    if (value === null || typeof value === 'object') throw new YamlErrorAt(offset, 'null cannot be a key');
    const key = String(value);
    if (!isMerge && Object.hasOwn(frame.map ?? {}, key) && !frame.merged?.delete(key)) {
      this.duplicate(frame, key, offset);
    }
    if (!isMerge) {
      frame.keys.push(key);
      frame.offsets.push(offset);
    }
    frame.key = key;
    frame.keyOffset = offset;
    frame.isMerge = isMerge;
  }

  private duplicate(frame: Frame, key: string, offset: number): void {
    frame.duplicates ??= new Map();
    const known = frame.duplicates.get(key);
    if (known) known.last = offset;
    else {
      const { keys, offsets } = frame;
      // From the last to the first, so that the first one stays.
      frame.firsts ??= new Map(keys.map((one, i) => [one, offsets[i] as number] as const).reverse());
      const first = frame.firsts.get(key) ?? offset;
      const found: DuplicateKey = { path: [...this.path.slice(0, -1), key], first, last: offset };
      frame.duplicates.set(key, found);
      this.duplicates.push(found);
    }
  }

  private alias(event: AliasEvent): void {
    this.go?.alias(event);
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const offset = offsetOf(event) ?? 0;
    const anchor = this.anchors.get(name);
    if (!anchor) throw new YamlErrorAt(offset, `unknown anchor ${this.shown(name)}`);
    if (anchor.open) throw new YamlErrorAt(offset, `the anchor ${this.shown(name)} contains itself`);
    this.count(offset);
    this.nodes += anchor.nodes;
    this.nodesByAliases += anchor.nodes;
    this.checkAliases(offset);
    const frame = this.frames.at(-1);
    const { value, text } = anchor;
    if (frame?.wantsKey) {
      this.nameKey(frame, typeof value === 'number' ? keyOfNumber(text, value) : value, false, offset);
    } else this.put(value, offset, text);
  }

  private put(value: YamlValue, offset: number, text = ''): void {
    if (typeof value === 'number' && !Number.isFinite(value))
      this.infinite ??= new YamlErrorAt(offset, `${this.shown(text)} is not a number in JSON`);
    const frame = this.frames.at(-1);
    if (!frame) this.root = value;
    else if (frame.list) frame.list.push(value);
    else if (frame.map && frame.key !== undefined) {
      if (frame.isMerge) merge(frame, frame.map, value, offset);
      else setKey(frame.map, frame.key, value);
      frame.key = undefined;
    }
  }

  /** The tag as `!!str`, `!Other` or `!`. */
  private tagOf({ tagStart, tagEnd }: ScalarEvent): string {
    return this.text.slice(tagStart, tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
  }

  private get path(): Path {
    return this.frames.map(({ key, list }) => list?.length ?? key ?? '');
  }

  /** A value for a message, unless it may be secret. */
  private shown(text: string): string {
    const { path } = this;
    const isSecret = this.frames.some(
      ({ map }, i) => map && isSecretPath(path.slice(i), typeof map.kind === 'string' ? map.kind : 'Secret'),
    );
    return isSecret ? '…' : text;
  }

  private anchorOf({ anchorStart, anchorEnd }: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
    return anchorStart < 0 ? undefined : this.text.slice(anchorStart, anchorEnd);
  }

  private keep(name: string | undefined, value: YamlValue, nodes: number, text = ''): void {
    if (name !== undefined) this.anchors.set(name, { value, nodes, text });
  }

  private count(offset: number): void {
    if (this.start < 0) this.start = offset;
    this.nodes++;
  }

  /** As in go-yaml, a small file must not become a huge object: the more nodes, the fewer may come from aliases. */
  private checkAliases(offset: number): void {
    if (this.nodes <= FEW_NODES || this.nodesByAliases <= FEW_NODES_BY_ALIASES) return;
    const beyond = Math.min(1, Math.max(0, (this.nodes - MANY_NODES) / (MOST_NODES - MANY_NODES)));
    const most = 0.99 - 0.89 * beyond;
    if (this.nodesByAliases / this.nodes <= most) return;
    throw new YamlErrorAt(offset, `aliases expand to more than ${Math.floor(most * 100)} % of the values`);
  }
}

function hasInfinite(value: YamlValue): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values<YamlValue>(value).some(hasInfinite);
}

/** go-yaml sets the keys at the position of `<<`; in a list of maps the first one wins. */
function merge(frame: Frame, map: { [key: string]: YamlValue }, value: YamlValue, offset: number): void {
  const maps = Array.isArray(value) ? value.toReversed() : [value];
  for (const merged of maps) {
    if (typeof merged !== 'object' || merged === null || Array.isArray(merged)) {
      throw new YamlErrorAt(offset, '<< can merge only maps');
    }
    for (const [key, item] of Object.entries<YamlValue>(merged)) {
      setKey(map, key, item);
      frame.merged ??= new Set();
      frame.merged.add(key);
    }
  }
}
