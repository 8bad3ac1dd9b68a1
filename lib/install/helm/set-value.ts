import { show } from '../../validate/format';
import type { Value, Values } from './chart-values';
import { isMap, setKey } from './coalesce';

type Path = (string | number)[];

const HIGHEST_INDEX = 65536;

/** What is wrong with the text behind `--set`. */
export class SetValueError extends Error {}

/**
 * Applies the text behind `--set` (or `--set-string`) to values: `a.b=1,c[0]=x,d={e,f}`, with "\" before a character that
 * would mean something else (helm.sh/helm, pkg/strvals).
 */
export function setValues(values: Values, text: string, asText: boolean): Values {
  return new SetValue(text, asText).applyTo(structuredClone(values));
}

class SetValue {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly asText: boolean,
  ) {}

  public applyTo(values: Values): Values {
    while (this.at < this.text.length) {
      const path = this.path();
      assign(values, path, this.value(), this.text);
    }
    return values;
  }

  private path(): Path {
    const path: Path = [this.name('.[=,')];
    for (;;) {
      const end = this.text[this.at++];
      if (end === '=') return path;
      if (end === '.') path.push(this.name('.[=,'));
      else if (end === '[') path.push(this.index());
      else throw this.wrong(`${show(path.join('.'))} has no value`);
    }
  }

  private name(ends: string): string {
    const name = this.until(ends);
    if (name === '' && this.text[this.at] !== '[') throw this.wrong('a key is empty');
    return name;
  }

  private index(): number {
    const digits = this.until(']');
    this.at++;
    const index = Number(digits);
    if (!/^\d+$/.test(digits) || index > HIGHEST_INDEX) throw this.wrong(`${show(digits)} is no index of a list`);
    const next = this.text[this.at];
    if (next !== undefined && !'.[='.includes(next)) throw this.wrong('"=" must follow the index of a list');
    return index;
  }

  private value(): Value {
    if (this.text[this.at] !== '{') {
      const value = this.typed(this.until(','));
      this.at++;
      return value;
    }
    this.at++;
    const items: Value[] = [];
    while (this.text[this.at - 1] !== '}') {
      const item = this.until(',}');
      if (this.at >= this.text.length) throw this.wrong('a list must end with "}"');
      if (item !== '' || this.text[this.at] === ',') items.push(this.typed(item));
      this.at++;
    }
    if (this.at < this.text.length && this.text[this.at] !== ',') throw this.wrong('"," must follow a list');
    this.at++;
    return items;
  }

  private until(ends: string): string {
    let read = '';
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] ?? '';
      if (ends.includes(character)) break;
      if (character === '\\') read += this.text[++this.at] ?? '';
      else read += character;
    }
    return read;
  }

  private typed(text: string): Value {
    if (this.asText) return text;
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    return /^(0|[-+]?[1-9]\d{0,17})$/.test(text) ? BigInt(text) : text;
  }

  private wrong(why: string): SetValueError {
    return new SetValueError(`${show(this.text)}: ${why}`);
  }
}

function assign(values: Values, path: Path, value: Value, text: string): void {
  let place: Values | Value[] = values;
  path.forEach((key, i) => {
    const last = i === path.length - 1;
    const next = path[i + 1];
    const here = key as string;
    if (Array.isArray(place) !== (typeof key === 'number')) {
      throw new SetValueError(
        `${show(text)}: ${show(path.slice(0, i).join('.'))} is ${Array.isArray(place) ? 'a list' : 'no list'}`,
      );
    }
    const map = place as Values;
    const before = Object.hasOwn(map, here) ? map[here] : undefined;
    if (last) {
      put(place, key, value);
      return;
    }
    const fits = typeof next === 'number' ? Array.isArray(before) : isMap(before);
    if (before !== undefined && before !== null && !fits) {
      const kind = typeof next === 'number' ? 'list' : 'map';
      throw new SetValueError(`${show(text)}: ${show(path.slice(0, i + 1).join('.'))} has a value that is no ${kind}`);
    }
    const inner = fits ? (before as Values | Value[]) : typeof next === 'number' ? [] : {};
    put(place, key, inner);
    place = inner;
  });
}

function put(place: Values | Value[], key: string | number, value: Value): void {
  if (!Array.isArray(place)) {
    setKey(place, String(key), value);
    return;
  }
  while (place.length < Number(key)) place.push(null);
  place[Number(key)] = value;
}
