import { EVENT_ID, type Event } from 'js-yaml';
import type { Path } from '../validate/path';
import { offsetOf, textOf } from './yaml-events';

class Cursor {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** Enters the content of the first document. */
  public enter(): boolean {
    return this.events[this.at++]?.type === EVENT_ID.DOCUMENT;
  }

  /** Offset of the deepest part of a path that exists. */
  public find(path: Path, best: number | undefined): number | undefined {
    const event = this.events[this.at];
    const [first, ...rest] = path;
    if (first === undefined || !event) return best;
    if (event.type === EVENT_ID.SEQUENCE) return this.inList(Number(first), rest, best);
    if (event.type === EVENT_ID.MAPPING) return this.inMap(String(first), rest, best);
    return best;
  }

  private inList(index: number, rest: Path, best: number | undefined): number | undefined {
    this.at++;
    for (let i = 0; this.events[this.at]?.type !== EVENT_ID.POP && this.at < this.events.length; i++) {
      if (i === index) return this.find(rest, this.offset() ?? best);
      this.skip();
    }
    return best;
  }

  /** Of equal keys the last one counts, as in `YamlBuilder`. */
  private inMap(key: string, rest: Path, best: number | undefined): number | undefined {
    this.at++;
    let found: { readonly at: number; readonly offset: number | undefined } | undefined;
    while (this.events[this.at]?.type !== EVENT_ID.POP && this.at < this.events.length) {
      const event = this.events[this.at];
      const offset = this.offset();
      const isKey = event?.type === EVENT_ID.SCALAR && event.valueStart >= 0 && textOf(this.text, event) === key;
      this.skip();
      if (isKey) found = { at: this.at, offset };
      this.skip();
    }
    if (!found) return best;
    this.at = found.at;
    return this.find(rest, found.offset ?? best);
  }

  private skip(): void {
    let depth = 0;
    do {
      const type = this.events[this.at++]?.type;
      if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
      else if (type === EVENT_ID.POP) depth--;
    } while (depth > 0 && this.at < this.events.length);
  }

  private offset(): number | undefined {
    return offsetOf(this.events[this.at]);
  }
}

/** Offset of the field at `path` of a document, or of its nearest parent; undefined when its first key is missing. */
export function locate(text: string, events: readonly Event[], path: Path): number | undefined {
  const cursor = new Cursor(text, events);
  return cursor.enter() ? cursor.find(path, undefined) : undefined;
}
