/**
 * JSON in a small form, for pages: names of fields and strings once, sorted, without the beginning that each shares with the
 * one before, and without an end that is a string of its own. A value is the number of a string, true, false or null, or a list: of a number, of items, of a list that is
 * shared, or of the values of an object. browser/unpack.js reads it.
 */
export interface Packed {
  /**
   * For each string, how much of the one before it begins with, and what follows. A negative number comes next when it ends
   * with a string before it: -1 for the first one.
   */
  readonly strings: readonly (number | string)[];
  /** The names of the fields of objects. */
  readonly shapes: readonly (readonly string[])[];
  /** Lists that are at several places. */
  readonly shared: readonly PackedValue[];
  readonly value: PackedValue;
}

export type PackedValue = number | boolean | null | readonly PackedValue[];

/** Ends that are worth a number, and how far away they are looked for. */
const SHORTEST = 12;
const FARTHEST = 160;

/** What lists begin with that are no object. */
export const [NUMBER, LIST, SHARED] = [-1, -2, -3];

/** Packs plain data; undefined fields are left out. */
export function pack(value: unknown): Packed {
  return new Packer(value).packed();
}

class Packer {
  private readonly numbers = new Map<string, number>();
  private readonly shapes = new Map<string, number>();
  private readonly uses = new Map<object, number>();
  private readonly places = new Map<object, number>();
  private readonly shared: PackedValue[] = [];

  constructor(private readonly value: unknown) {}

  public packed(): Packed {
    this.collect(this.value);
    const strings: (number | string)[] = [];
    let last = '';
    [...this.numbers.keys()].sort().forEach((text, i) => {
      this.numbers.set(text, i);
      const start = sharedStart(last, text);
      const end = this.endOf(text, start, i);
      if (end === undefined) strings.push(start, text.slice(start));
      else strings.push(start, text.slice(start, end.at), -1 - end.number);
      last = text;
    });
    const value = this.pack(this.value);
    const shapes = [...this.shapes.keys()].map((names) => JSON.parse(names) as string[]);
    return { strings, shapes, shared: this.shared, value };
  }

  /** A string before this one that it ends with, after a space. */
  private endOf(text: string, start: number, before: number): { at: number; number: number } | undefined {
    for (
      let at = text.indexOf(' ', start) + 1;
      at > 0 && text.length - at >= SHORTEST;
      at = text.indexOf(' ', at) + 1
    ) {
      const number = this.numbers.get(text.slice(at));
      if (number !== undefined && number < before) return { at, number };
      if (at - start > FARTHEST) return undefined;
    }
    return undefined;
  }

  private collect(value: unknown): void {
    if (typeof value === 'string') this.numbers.set(value, Number.POSITIVE_INFINITY);
    if (typeof value !== 'object' || value === null) return;
    const uses = (this.uses.get(value) ?? 0) + 1;
    this.uses.set(value, uses);
    if (uses > 1) return;
    for (const item of Array.isArray(value) ? value : Object.values(value)) this.collect(item);
  }

  private pack(value: unknown): PackedValue {
    if (typeof value === 'string') return this.numbers.get(value) as number;
    if (typeof value === 'number') return [NUMBER, value];
    if (typeof value === 'boolean' || value === null) return value;
    const content = value as object;
    // An empty list is shorter than a reference.
    if (!Array.isArray(content) || content.length === 0 || this.uses.get(content) === 1) return this.content(content);
    let place = this.places.get(content);
    if (place === undefined) {
      const packed = this.content(content);
      place = this.shared.push(packed) - 1;
      this.places.set(content, place);
    }
    return [SHARED, place];
  }

  private content(content: object): PackedValue {
    if (Array.isArray(content)) return [LIST, ...content.map((item) => this.pack(item))];
    const fields = Object.entries(content).filter(([, value]) => value !== undefined);
    const names = JSON.stringify(fields.map(([name]) => name));
    const shape = this.shapes.get(names) ?? this.shapes.size;
    this.shapes.set(names, shape);
    return [shape, ...fields.map(([, value]) => this.pack(value))];
  }
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
