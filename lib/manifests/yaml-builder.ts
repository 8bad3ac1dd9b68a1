import { isUtf8 } from 'node:buffer';
import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { plainInteger, plainScalar } from '../values/plain-scalar';
import { YamlErrorAt } from './yaml-error';
import { offsetOf } from './yaml-events';
import type { GoReader } from './yaml-go-reader';
import { keyOfNumber } from './yaml-key';
import { setKey, type YamlValue } from './yaml-value';

/** Of how many nodes on aliases are counted, and up to which number of them nearly all may come from aliases. */
const [FEW_NODES, MANY_NODES, MOST_NODES] = [1000, 400_000, 4_000_000] as const;
const FEW_NODES_BY_ALIASES = 100;

/** The content of a document, and the offset it begins at; -1 for an empty one. */
export interface BuiltDocument {
  readonly value: YamlValue;
  readonly start: number;
  /** Where each object of a `List` begins; undefined when the document has none. */
  readonly starts: ReadonlyMap<YamlValue, number> | undefined;
  /** Where another document begins behind it, which readers leave out; undefined when there is none. */
  readonly unread: number | undefined;
}

interface Anchor {
  readonly value: YamlValue;
  readonly nodes: number;
  /** The list or map that has it, as long as it is not complete. */
  readonly open?: Frame;
}

/** A list or a map that is not complete yet. */
class Frame {
  public readonly list: YamlValue[] | undefined;
  public readonly map: { [key: string]: YamlValue } | undefined;
  /** Keys that `<<` brought, which a key in the text may set again. */
  public merged: Set<string> | undefined;
  public key: string | undefined;
  public keyOffset = 0;
  public isMerge = false;

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

  /** Whether a key comes next. */
  public get wantsKey(): boolean {
    return this.map !== undefined && this.key === undefined;
  }
}

const MERGE = '<<';

/**
 * Makes values of the events of js-yaml as go-yaml does (decode.go of go.yaml.in/yaml/v2) and sigs.k8s.io/yaml behind
 * it: keys become text, and `<<` merges where it stands. Otherwise than these it refuses a key that is there twice.
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

  /** @param go for YAML; JSON means the same to all readers */
  constructor(
    private readonly text: string,
    private readonly go: GoReader | undefined,
  ) {}

  /** Reads the first document; kubectl, Helm and their likes read no other. */
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
    return { value: this.root, start: this.start, starts: this.starts, unread };
  }

  private open(event: SequenceEvent | MappingEvent): void {
    const { start } = event;
    this.go?.properties(event);
    if (this.frames.at(-1)?.wantsKey) throw new YamlErrorAt(start, 'a list or a map is no key');
    this.count(start);
    const parent = this.frames.at(-1);
    const inFlow = event.style === COLLECTION_STYLE.FLOW;
    if (!inFlow && event.type === EVENT_ID.MAPPING && parent?.key !== undefined)
      this.go?.inner(parent.keyOffset, start);
    const frame = new Frame(event.type === EVENT_ID.SEQUENCE, this.anchorOf(event), this.nodes, start, inFlow);
    if (frame.anchor !== undefined) this.anchors.set(frame.anchor, { value: null, nodes: 0, open: frame });
    this.frames.push(frame);
  }

  private close(): void {
    const frame = this.frames.pop() as Frame;
    const value = frame.list ?? frame.map ?? null;
    if (frame.map && this.frames.at(-1)?.list && (frame.map.kind ?? frame.map.metadata) !== undefined) {
      this.starts ??= new Map();
      this.starts.set(frame.map, frame.start);
    }
    // An anchor of the same name inside of it came later.
    if (frame.anchor !== undefined && this.anchors.get(frame.anchor)?.open === frame) {
      this.keep(frame.anchor, value, this.nodes - frame.nodesBefore + 1);
    }
    this.put(value, frame.start);
  }

  private scalar(event: ScalarEvent): void {
    const frame = this.frames.at(-1);
    this.go?.properties(event);
    const text = this.go ? this.go.scalar(event, frame?.inFlow === true) : this.jsonScalar(event);
    const offset = offsetOf(event) ?? frame?.start ?? 0;
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
    const tag = event.tagStart < 0 ? undefined : this.tagOf(event);
    const isMerge = frame?.wantsKey === true && text === MERGE && (plain || tag === '!' || tag === '!!merge');
    if (!isMerge) this.count(offset);
    const value = tag === undefined ? (plain ? plainScalar(text) : text) : tagged(tag, text, offset);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new YamlErrorAt(offset, `${text} is no number of JSON`);
    this.keep(this.anchorOf(event), value, 1);
    if (frame?.wantsKey) {
      this.go?.key(event, frame.inFlow);
      this.nameKey(frame, typeof value === 'number' ? keyOfNumber(text, value) : value, isMerge, offset);
    } else this.put(value, offset);
  }

  /** Go replaces halves of surrogate pairs. */
  private jsonScalar(event: ScalarEvent): string {
    const text = getScalarValue(this.text, event);
    return event.fast ? text : Buffer.from(text).toString();
  }

  private nameKey(frame: Frame, value: YamlValue | undefined, isMerge: boolean, offset: number): void {
    if (value === undefined || typeof value === 'number') throw new YamlErrorAt(offset, 'a number that is no key');
    if (value === null || typeof value === 'object') throw new YamlErrorAt(offset, 'null is no key');
    const key = String(value);
    if (!isMerge && Object.hasOwn(frame.map ?? {}, key) && !frame.merged?.delete(key)) {
      throw new YamlErrorAt(offset, `the key ${JSON.stringify(key)} is there twice`);
    }
    frame.key = key;
    frame.keyOffset = offset;
    frame.isMerge = isMerge;
  }

  private alias(event: AliasEvent): void {
    this.go?.alias(event);
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const offset = offsetOf(event) ?? 0;
    const anchor = this.anchors.get(name);
    if (!anchor) throw new YamlErrorAt(offset, `there is no anchor ${name}`);
    if (anchor.open) throw new YamlErrorAt(offset, `the anchor ${name} contains itself`);
    this.count(offset);
    this.nodes += anchor.nodes;
    this.nodesByAliases += anchor.nodes;
    this.checkAliases(offset);
    const frame = this.frames.at(-1);
    if (frame?.wantsKey) this.nameKey(frame, anchor.value, false, offset);
    else this.put(anchor.value, offset);
  }

  private put(value: YamlValue, offset: number): void {
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

  private anchorOf({ anchorStart, anchorEnd }: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
    return anchorStart < 0 ? undefined : this.text.slice(anchorStart, anchorEnd);
  }

  private keep(name: string | undefined, value: YamlValue, nodes: number): void {
    if (name !== undefined) this.anchors.set(name, { value, nodes });
  }

  private count(offset: number): void {
    if (this.start < 0) this.start = offset;
    this.nodes++;
  }

  /** As go-yaml, so that a small file does not become a huge object: the more there is, the less may come from aliases. */
  private checkAliases(offset: number): void {
    if (this.nodes <= FEW_NODES || this.nodesByAliases <= FEW_NODES_BY_ALIASES) return;
    const beyond = Math.min(1, Math.max(0, (this.nodes - MANY_NODES) / (MOST_NODES - MANY_NODES)));
    const most = 0.99 - 0.89 * beyond;
    if (this.nodesByAliases / this.nodes <= most) return;
    throw new YamlErrorAt(offset, `its aliases stand for more than ${Math.floor(most * 100)} % of its values`);
  }
}

/** Tags of YAML that change what a scalar is. Others, those of a program too, leave it text. */
const TAGS: { readonly [tag: string]: (text: string) => YamlValue | undefined } = {
  '!!null': (text) => (plainScalar(text) === null ? null : undefined),
  '!!bool': (text) => ofType('boolean', plainScalar(text)),
  '!!int': (text) => (plainInteger(text) === undefined ? undefined : plainScalar(text)),
  '!!float': (text) => ofType('number', plainScalar(text)),
  '!!timestamp': (text) => (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined),
  '!!binary': (text) => {
    const bytes = Buffer.from(text, 'base64');
    const isWhole = bytes.toString('base64') === text.replace(/[\r\n]/g, '');
    return isWhole && isUtf8(bytes) ? bytes.toString() : undefined;
  },
};

function tagged(tag: string, text: string, offset: number): YamlValue {
  if (!Object.hasOwn(TAGS, tag)) return text;
  const value = TAGS[tag]?.(text);
  if (value === undefined) throw new YamlErrorAt(offset, `${JSON.stringify(text)} is no ${tag}`);
  return value;
}

function ofType(type: string, value: YamlValue): YamlValue | undefined {
  return typeof value === type ? value : undefined;
}

/** go-yaml sets the keys where `<<` stands; of a list of maps the first one wins. */
function merge(frame: Frame, map: { [key: string]: YamlValue }, value: YamlValue, offset: number): void {
  const maps = Array.isArray(value) ? value.toReversed() : [value];
  for (const merged of maps) {
    if (typeof merged !== 'object' || merged === null || Array.isArray(merged)) {
      throw new YamlErrorAt(offset, '<< merges maps only');
    }
    for (const [key, item] of Object.entries<YamlValue>(merged)) {
      setKey(map, key, item);
      frame.merged ??= new Set();
      frame.merged.add(key);
    }
  }
}
