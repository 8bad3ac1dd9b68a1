import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { Lines, type Position } from './position';
import { type BuiltDocument, YamlBuilder } from './yaml-builder';
import { YamlError, YamlErrorAt } from './yaml-error';
import { locate } from './yaml-locate';
import { masked, type Range, secretRanges } from './yaml-secrets';
import type { YamlValue } from './yaml-value';

/** Lists and maps in one another; js-yaml recurses. */
const DEEPEST = 500;

const DIRECTIVE = /^%/m;
const SEPARATOR = /^---(?=\s|$)/gm;

/** One document of a text of YAML or JSON, as Kubernetes reads it. */
export class YamlDocument {
  /** @param base where the text that it was read from begins in the whole text */
  constructor(
    private readonly source: YamlText,
    private readonly base: number,
    private readonly text: string,
    private readonly index: number,
    private readonly built: BuiltDocument,
  ) {}

  /** The content; null when the document is empty. */
  public get value(): YamlValue {
    return this.built.value;
  }

  /** Where the document begins. */
  public get start(): Position {
    return this.source.lines.positionOf(this.base + Math.max(0, this.built.start));
  }

  /** Where an object in it begins; the beginning of the document for its content as a whole. */
  public startOf(object: YamlValue): Position {
    const offset = this.built.starts?.get(object);
    return offset === undefined ? this.start : this.source.lines.positionOf(this.base + offset);
  }

  /** The line of the text at a place, without the end of the line. */
  public lineAt({ line }: Position): string {
    return this.source.lines.textOf(line);
  }

  /** The same without what may be secret in it, and the column of the place in that. */
  public excerptAt({ line, column }: Position): { readonly text: string; readonly column: number } {
    const { lines } = this.source;
    const { from, text } = this.part();
    const offset = this.base + from - lines.startOf(line);
    const secrets = this.source.secretsOf(text).map(({ start, end }) => ({ start: start + offset, end: end + offset }));
    return masked(lines.textOf(line), column, secrets);
  }

  /** The name of the text. */
  public get file(): string {
    return this.source.file;
  }

  /** Where a field is: its key, or the item of a list. The nearest field above it that is in the text when it is not. */
  public positionOf(path: readonly (string | number)[]): Position {
    const { from, text, index } = this.part();
    const offset = locate(text, this.source.eventsOf(text), index, path);
    return this.source.lines.positionOf(
      this.base + (offset === undefined ? Math.max(0, this.built.start) : from + offset),
    );
  }

  /** As much of the text as it takes to read the document once more. */
  private part(): { from: number; text: string; index: number } {
    // Directives are needed by the documents behind them.
    if (this.built.start < 0 || DIRECTIVE.test(this.text)) return { from: 0, text: this.text, index: this.index };
    const from = this.text.lastIndexOf('\n', this.built.start - 1) + 1;
    SEPARATOR.lastIndex = this.built.start;
    const end = SEPARATOR.exec(this.text)?.index;
    return { from, text: this.text.slice(from, end), index: 0 };
  }
}

/** A text of YAML or JSON with its documents. */
export class YamlText {
  public readonly documents: YamlDocument[];
  private counted: Lines | undefined;
  /** The events of the part that was asked for last: who asks for one place in a document asks for others. */
  private latest: { readonly chunk: string; readonly events: readonly Event[] } | undefined;
  private hidden: { readonly chunk: string; readonly ranges: readonly Range[] } | undefined;

  /**
   * @param file its name, for messages
   * @throws YamlError with the place, when it cannot be read
   */
  constructor(
    public readonly file: string,
    private readonly text: string,
  ) {
    this.documents = chunksOf(text).flatMap(({ base, chunk }) => this.read(base, chunk));
  }

  public get lines(): Lines {
    this.counted ??= new Lines(this.text);
    return this.counted;
  }

  /** The events of a part of the text that has been read before. */
  public eventsOf(chunk: string): readonly Event[] {
    if (this.latest?.chunk !== chunk) this.latest = { chunk, events: parseEvents(chunk, { maxDepth: DEEPEST }) };
    return this.latest.events;
  }

  /** Where in a part of the text that has been read before secrets may be. */
  public secretsOf(chunk: string): readonly Range[] {
    if (this.hidden?.chunk !== chunk) this.hidden = { chunk, ranges: secretRanges(chunk, this.eventsOf(chunk)) };
    return this.hidden.ranges;
  }

  private read(base: number, chunk: string): YamlDocument[] {
    try {
      const events = parseEvents(chunk, { maxDepth: DEEPEST });
      const built = new YamlBuilder(chunk).build(events);
      return built.map((document, i) => new YamlDocument(this, base, chunk, i, document));
    } catch (error) {
      throw this.placed(error, base);
    }
  }

  private placed(error: unknown, base: number): unknown {
    if (error instanceof YamlErrorAt) {
      return new YamlError(this.file, this.lines.positionOf(base + error.offset), error.message);
    }
    if (error instanceof YAMLException) {
      return new YamlError(this.file, this.lines.positionOf(base + (error.mark?.position ?? 0)), reasonOf(error));
    }
    return error;
  }
}

/** Without the part of the text that it quotes behind a colon or in quotes: it may be of a secret. */
function reasonOf({ reason }: YAMLException): string {
  return reason.replace(/: .*| ".*"/s, '');
}

/** Characters of documents that are read at once. */
const CHUNK = 1 << 16;

/**
 * Parts of a text that can be read for themselves: `---` at the beginning of a line ends a document, whatever it stands
 * in. Reading them one by one keeps the events of few documents in memory, not those of all. Directives belong to the
 * document behind them, so a text that has some stays whole.
 */
function chunksOf(text: string): { base: number; chunk: string }[] {
  if (DIRECTIVE.test(text)) return [{ base: 0, chunk: text }];
  const starts = [0];
  SEPARATOR.lastIndex = 0;
  for (let match = SEPARATOR.exec(text); match; match = SEPARATOR.exec(text)) {
    if (match.index - (starts.at(-1) as number) >= CHUNK) starts.push(match.index);
  }
  return starts.map((base, i) => ({ base, chunk: text.slice(base, starts[i + 1]) }));
}
