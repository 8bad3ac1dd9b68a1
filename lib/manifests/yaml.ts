import { type Event, parseEvents, YAMLException } from 'js-yaml';
import type { Path } from '../validate/path';
import { codePointOf } from '../validate/printable';
import { plainTree } from './plain-tree';
import { Lines, type Position } from './position';
import { type DocumentText, splitDocuments } from './split-documents';
import { readAsJson } from './yaml-as-json';
import { type BuiltDocument, YamlBuilder } from './yaml-builder';
import { DEEPEST } from './yaml-depth';
import { YamlError, YamlErrorAt } from './yaml-error';
import { goEvents } from './yaml-go-events';
import { GoReader, RARE_BREAKS, refuseCharacters, withGoBreaks } from './yaml-go-reader';
import { locate } from './yaml-locate';
import { masked, type Range, secretRanges } from './yaml-secrets';
import { type YamlNode, yamlTree } from './yaml-tree';
import type { YamlValue } from './yaml-value';

/** A key that a map has several times: the last one wins. */
export interface DuplicateKeyAt {
  /** The key itself, and those around it. */
  readonly path: Path;
  readonly first: Position;
  readonly last: Position;
}

const NONE: readonly DuplicateKeyAt[] = [];

/** What js-yaml complains about, and go-yaml allows. */
const NO_MISTAKE = /^deficient indentation/;

/** Finds the events of the documents of a text. */
type Parse = (text: string) => readonly Event[];

const fastEvents: Parse = (text) => parseEvents(text, { maxDepth: DEEPEST });
const exactEvents: Parse = (text) => goEvents(text).events;
/** Of documents that both read alike. */
const anyEvents: Parse = (text) => {
  try {
    return fastEvents(text);
  } catch {
    return exactEvents(text);
  }
};

/** One document of YAML or JSON, as Kubernetes reads it. */
export class YamlDocument {
  /**
   * @param base its offset in the file
   * @param text its part of the file
   * @param origin the offset that the offsets of `built` are relative to
   * @param parse the parser that has read it
   */
  constructor(
    private readonly source: YamlText,
    private readonly base: number,
    private readonly text: string,
    private readonly built: BuiltDocument,
    private readonly origin: number,
    private readonly parse: Parse,
    /** Whether Go's reader of JSON reads it, which allows nothing else. */
    public readonly isJson = false,
  ) {}

  /** Its file. */
  public get file(): string {
    return this.source.file;
  }

  /** The text of its file. */
  public get whole(): YamlText {
    return this.source;
  }

  /** Its part of the file, and the offset of that. */
  public get part(): { readonly base: number; readonly text: string } {
    const { base } = this;
    return { base, text: this.source.text.slice(base, base + this.text.length) };
  }

  /** Its nodes, with offsets in its part of the file; undefined when it is empty. */
  public get tree(): YamlNode | undefined {
    if (this.parse === anyEvents) return plainTree(this.text);
    return yamlTree(this.text, this.source.eventsOf(this.text, this.parse));
  }

  /** The content; null when the document is empty. */
  public get value(): YamlValue {
    return this.built.value;
  }

  /** The first place of the document. */
  public get start(): Position {
    const { start } = this.built;
    return this.source.lines.positionOf(start < 0 ? this.base : this.origin + start);
  }

  /** The first place of an object in it. */
  public startOf(object: YamlValue): Position {
    return this.source.lines.positionOf(this.offsetOf(object));
  }

  /** The same as an offset of the file. */
  public offsetOf(object: YamlValue): number {
    return this.origin + (this.built.starts?.get(object) ?? Math.max(0, this.built.start));
  }

  /** The line at a place, without its line break. */
  public lineAt({ line }: Position): string {
    return this.source.lines.textOf(line);
  }

  /** The same without possible secrets, and the column of the place in it. */
  public excerptAt({ line, column }: Position): { readonly text: string; readonly column: number } {
    const { lines } = this.source;
    const offset = this.base - lines.startOf(line);
    const secrets = this.source
      .secretsOf(this.text, this.parse)
      .map(({ start, end }) => ({ start: start + offset, end: end + offset }));
    return masked(lines.textOf(line), column, secrets);
  }

  /** The place of a field: its key, or the item of a list; else of its nearest parent in the file. */
  public positionOf(path: readonly (string | number)[]): Position {
    const offset = locate(this.text, this.source.eventsOf(this.text, this.parse), path);
    return offset === undefined ? this.start : this.source.lines.positionOf(this.base + offset);
  }

  /** The place from which on readers ignore text, because it is after the end of the document. */
  public get unread(): Position | undefined {
    const { unread } = this.built;
    return unread === undefined ? undefined : this.source.lines.positionOf(this.origin + unread);
  }

  /** Keys that a map has several times, with the places of the first and the last one. */
  public get duplicates(): readonly DuplicateKeyAt[] {
    if (this.built.duplicates.length === 0) return NONE;
    return this.built.duplicates.map(({ path, first, last }) => ({
      path,
      first: this.source.lines.positionOf(this.origin + first),
      last: this.source.lines.positionOf(this.origin + last),
    }));
  }

  /** Whether the document contains the character at an offset of the file. */
  public has(offset: number): boolean {
    return offset >= this.base && offset < this.base + this.text.length;
  }
}

export class YamlText {
  public readonly documents: YamlDocument[];
  /** Whether all characters are known to be letters, signs and line feeds of ASCII. */
  public readonly isPrintable: boolean;
  private counted: Lines | undefined;
  /** The events of the last part: callers ask for several places in one document. */
  private latest: { readonly chunk: string; readonly events: readonly Event[] } | undefined;
  private readonly characters = new Map<string, boolean>();
  private hidden: { readonly chunk: string; readonly ranges: readonly Range[] } | undefined;

  /**
   * @param file its name, for messages
   * @param split splits it into documents; by default as kubectl does
   * @throws YamlError with the place, when it cannot be read
   */
  constructor(
    public readonly file: string,
    public readonly text: string,
    split: (text: string) => DocumentText[] = splitDocuments,
  ) {
    const parts = this.placed(0, () => split(text));
    const plain = readAsJson(parts.map((part) => (mayBePlain(part) ? part.text : '')));
    this.isPrintable = isPrintable(text, parts, plain);
    this.documents = parts.map((part, i) => {
      const read = plain[i];
      if (!read) return this.placed(part.base, () => this.read(part));
      const { base, text } = part;
      return new YamlDocument(this, base, text, read, base, anyEvents);
    });
  }

  public get lines(): Lines {
    this.counted ??= new Lines(this.text);
    return this.counted;
  }

  /** Whether keys may have a character: it is in the text, or may come from an escape or from a tag, as of binary data. */
  public mayHaveKeysWith(character: string): boolean {
    let known = this.characters.get(character);
    if (known === undefined) {
      known = [character, '\\', '!'].some((one) => this.text.includes(one));
      this.characters.set(character, known);
    }
    return known;
  }

  /** The events of a part that has been read before. */
  public eventsOf(chunk: string, parse: Parse): readonly Event[] {
    if (this.latest?.chunk !== chunk) this.latest = { chunk, events: parse(chunk) };
    return this.latest.events;
  }

  /** Possible secrets in a part that has been read before. */
  public secretsOf(chunk: string, parse: Parse): readonly Range[] {
    if (this.hidden?.chunk !== chunk) this.hidden = { chunk, ranges: secretRanges(chunk, this.eventsOf(chunk, parse)) };
    return this.hidden.ranges;
  }

  /** js-yaml is fast, but it and go-yaml differ: what it refuses, or may read differently, go-yaml's rules decide. */
  private read(part: DocumentText): YamlDocument {
    try {
      return this.readFast(part);
    } catch (error) {
      if (part.form === 'json') throw error;
      try {
        return this.readExactly(part);
      } catch (exact) {
        // It describes most mistakes better.
        throw error instanceof Error && NO_MISTAKE.test(error.message) ? exact : error;
      }
    }
  }

  private readFast({ base, text, form }: DocumentText): YamlDocument {
    const readable = form === 'json' ? text : withGoBreaks(text, form === 'lines');
    const events = fastEvents(readable);
    const go = form === 'json' ? undefined : new GoReader(text, readable, form === 'lines');
    return new YamlDocument(
      this,
      base,
      readable,
      new YamlBuilder(readable, go).build(events),
      base,
      fastEvents,
      form === 'json',
    );
  }

  private readExactly({ base, text, form }: DocumentText): YamlDocument {
    const closed = form === 'whole' || text.endsWith('\n') ? text : `${text}\n`;
    refuseCharacters(closed);
    // kubectl drops one of the two before go-yaml sees them.
    const doubtful = form === 'lines' ? closed.indexOf('\r\r\n') : -1;
    if (doubtful >= 0) throw new YamlErrorAt(doubtful, 'a carriage return without a line feed');
    const { events, unread } = goEvents(closed);
    const built = new YamlBuilder(closed, undefined).build(events);
    return new YamlDocument(this, base, closed, { ...built, unread }, base, exactEvents);
  }

  private placed<T>(base: number, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof YamlErrorAt) throw this.errorAt(base + error.offset, error.message);
      if (error instanceof YAMLException) throw this.errorAt(base + (error.mark?.position ?? 0), reasonOf(error));
      throw error;
    }
  }

  /** Names a hidden end of line before the place: without it the reason makes no sense to the eye. */
  private errorAt(offset: number, reason: string): YamlError {
    const hidden = this.text.slice(0, offset + 1).search(RARE_BREAKS);
    if (hidden < 0) return new YamlError(this.file, this.lines.positionOf(offset), reason);
    const { line, column } = this.lines.positionOf(hidden);
    const why = `kubectl ends a line at the invisible character ${codePointOf(this.text.charAt(hidden))} in ${line}:${column}`;
    return new YamlError(this.file, this.lines.positionOf(offset), `${reason}; ${why}`);
  }
}

/** Whether its last line ends, so that it means the same with and without a line feed there. */
const mayBePlain = ({ form, text }: DocumentText) => form === 'lines' || (form === 'whole' && text.endsWith('\n'));

/** Documents that were read as JSON have no other characters of ASCII, nor have the separators of usual length. */
function isPrintable(text: string, parts: readonly DocumentText[], plain: readonly unknown[]): boolean {
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  const isPlain = text.length - length === '---\n'.length * (parts.length - 1) && !plain.includes(undefined);
  return isPlain && Buffer.byteLength(text) === text.length;
}

/** The reason without quoted text, which may be part of a secret. */
function reasonOf({ reason }: YAMLException): string {
  return reason.replace(/: .*| ".*"/s, '');
}
