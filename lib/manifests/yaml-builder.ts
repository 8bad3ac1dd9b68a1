import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { plainScalar } from '../go/yaml-scalar';
import { YamlErrorAt } from './yaml-error';
import { offsetOf } from './yaml-events';
import type { YamlValue } from './yaml-value';

/** How many nodes the aliases of a document may stand for, one in another counted through. */
const MOST_NODES_BY_ALIASES = 1_000_000;

/** The content of a document, and the offset it begins at; -1 for an empty one. */
export interface BuiltDocument {
  readonly value: YamlValue;
  readonly start: number;
  /** Where each object of a `List` begins; undefined when the document has none. */
  readonly starts: ReadonlyMap<YamlValue, number> | undefined;
}

interface Anchor {
  readonly value: YamlValue;
  readonly nodes: number;
}

/** A list or a map that is not complete yet. */
class Frame {
  public readonly list: YamlValue[] | undefined;
  public readonly map: { [key: string]: YamlValue } | undefined;
  /** Keys that `<<` brought, which a key in the text may set again. */
  public merged: Set<string> | undefined;
  public key: string | undefined;
  public isMerge = false;

  constructor(
    isList: boolean,
    public readonly anchor: string | undefined,
    public readonly nodesBefore: number,
    public readonly start: number,
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
  private frames: Frame[] = [];
  private anchors = new Map<string, Anchor>();
  private root: YamlValue = null;
  private start = -1;
  private starts: Map<YamlValue, number> | undefined;
  private nodes = 0;
  private nodesByAliases = 0;

  constructor(private readonly text: string) {}

  public build(events: readonly Event[]): BuiltDocument[] {
    const documents: BuiltDocument[] = [];
    let depth = 0;
    for (const event of events) {
      if (event.type === EVENT_ID.DOCUMENT) this.beginDocument();
      else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) this.open(event);
      else if (event.type === EVENT_ID.SCALAR) this.scalar(event);
      else if (event.type === EVENT_ID.ALIAS) this.alias(event);
      else if (depth > 1) this.close();
      else documents.push({ value: this.root, start: this.start, starts: this.starts });
      if (event.type === EVENT_ID.POP) depth--;
      else if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) depth++;
    }
    return documents;
  }

  private beginDocument(): void {
    this.frames = [];
    this.anchors = new Map();
    this.root = null;
    this.start = -1;
    this.starts = undefined;
    this.nodes = 0;
    this.nodesByAliases = 0;
  }

  private open(event: SequenceEvent | MappingEvent): void {
    const { start } = event;
    if (this.frames.at(-1)?.wantsKey) throw new YamlErrorAt(start, 'a list or a map is no key');
    this.count(start);
    this.frames.push(new Frame(event.type === EVENT_ID.SEQUENCE, this.anchorOf(event), this.nodes, start));
  }

  private close(): void {
    const frame = this.frames.pop() as Frame;
    const value = frame.list ?? frame.map ?? null;
    if (frame.map && this.frames.at(-1)?.list && (frame.map.kind ?? frame.map.metadata) !== undefined) {
      this.starts ??= new Map();
      this.starts.set(frame.map, frame.start);
    }
    this.keep(frame.anchor, value, this.nodes - frame.nodesBefore + 1);
    this.put(value, frame.start);
  }

  private scalar(event: ScalarEvent): void {
    const text = event.valueStart < 0 ? '' : getScalarValue(this.text, event);
    const offset = offsetOf(event) ?? this.frames.at(-1)?.start ?? 0;
    const frame = this.frames.at(-1);
    this.count(offset);
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
    const value = event.tagStart < 0 ? (plain ? plainScalar(text) : text) : this.tagged(event, text, offset);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new YamlErrorAt(offset, `${text} is no number of JSON`);
    this.keep(this.anchorOf(event), value, 1);
    if (frame?.wantsKey) this.setKey(frame, value, plain && text === MERGE, offset);
    else this.put(value, offset);
  }

  private setKey(frame: Frame, value: YamlValue, isMerge: boolean, offset: number): void {
    if (value === null || typeof value === 'object') throw new YamlErrorAt(offset, 'null is no key');
    const key = String(value);
    if (!isMerge && Object.hasOwn(frame.map ?? {}, key) && !frame.merged?.delete(key)) {
      throw new YamlErrorAt(offset, `the key ${JSON.stringify(key)} is there twice`);
    }
    frame.key = key;
    frame.isMerge = isMerge;
  }

  private alias(event: AliasEvent): void {
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const offset = offsetOf(event) ?? 0;
    const anchor = this.anchors.get(name);
    if (!anchor) {
      const inside = this.frames.some((frame) => frame.anchor === name);
      throw new YamlErrorAt(offset, inside ? `the anchor ${name} contains itself` : `there is no anchor ${name}`);
    }
    this.count(offset);
    this.nodes += anchor.nodes - 1;
    this.nodesByAliases += anchor.nodes;
    if (this.nodesByAliases > MOST_NODES_BY_ALIASES) {
      throw new YamlErrorAt(offset, `its aliases stand for more than ${MOST_NODES_BY_ALIASES} values`);
    }
    const frame = this.frames.at(-1);
    if (frame?.wantsKey) this.setKey(frame, anchor.value, false, offset);
    else this.put(anchor.value, offset);
  }

  private put(value: YamlValue, offset: number): void {
    const frame = this.frames.at(-1);
    if (!frame) this.root = value;
    else if (frame.list) frame.list.push(value);
    else if (frame.map && frame.key !== undefined) {
      if (frame.isMerge) merge(frame, frame.map, value, offset);
      else set(frame.map, frame.key, value);
      frame.key = undefined;
    }
  }

  private tagged(event: ScalarEvent, text: string, offset: number): YamlValue {
    const tag = this.text.slice(event.tagStart, event.tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
    if (tag === '!!binary') return Buffer.from(text, 'base64').toString();
    const convert = TAGS[tag];
    if (!convert)
      return event.style === SCALAR_STYLE.PLAIN && tag !== '!' && !tag.startsWith('!!') ? plainScalar(text) : text;
    const value = convert(text);
    if (value === undefined) throw new YamlErrorAt(offset, `${JSON.stringify(text)} is no ${tag}`);
    return value;
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
}

/** Tags of YAML that change what a scalar is. */
const TAGS: { readonly [tag: string]: (text: string) => YamlValue | undefined } = {
  '!!str': (text) => text,
  '!!null': () => null,
  '!!bool': (text) => ofType('boolean', plainScalar(text)),
  '!!int': (text) => ofType('number', plainScalar(text)),
  '!!float': (text) => ofType('number', plainScalar(text)),
};

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
      set(map, key, item);
      frame.merged ??= new Set();
      frame.merged.add(key);
    }
  }
}

/** Also the key `__proto__` is a key like others. */
function set(map: { [key: string]: YamlValue }, key: string, value: YamlValue): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
