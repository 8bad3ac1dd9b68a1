import { show } from '../../validate/format';
import { hideSecretsOfSet } from '../../validate/secret-fields';
import type { Value, Values } from './chart-values';
import { isMap, setKey } from './coalesce';

const HIGHEST_INDEX = 65536;
const DEEPEST_KEY = 30;
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** The argument of `--set` is malformed. */
export class SetValueError extends Error {}

/**
 * Applies the argument of `--set` (or `--set-string`) to values: `a.b=1,c[0]=x,d={e,f}`, with "\" before a special
 * character, as Helm 3.22 does (helm.sh/helm, pkg/strvals). What Helm silently drops is refused: a value with an empty key,
 * and an index without a value.
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
    while (this.at < this.text.length) this.key(values, [], 0);
    return values;
  }

  /** Reads a key and what follows it into a map. `above` is the path of the map, for messages. */
  private key(map: Values, above: string[], depth: number): void {
    const [key, end] = this.until('=[,.');
    if (key === '') throw this.wrong('a key is empty');
    const path = [...above, key];
    const before = Object.hasOwn(map, key) ? map[key] : undefined;
    if (end === '=') {
      setKey(map, key, this.value());
    } else if (end === '.') {
      if (depth === DEEPEST_KEY) throw this.wrong(`its keys are more than ${DEEPEST_KEY} levels deep`);
      if (before !== undefined && !isMap(before)) throw this.isNo('map', path);
      const inner = before ?? {};
      this.key(inner, path, depth + 1);
      setKey(map, key, inner);
    } else if (end === '[') {
      const index = this.index();
      if (before !== undefined && !Array.isArray(before)) throw this.isNo('list', path);
      setKey(map, key, this.item(before ?? [], index, path, depth));
    } else {
      throw this.wrong(`${part(this.text, path.join('.'))} has no value${COMMA}`);
    }
  }

  /** Reads what follows the index of a list into the list. */
  private item(list: Value[], index: number, above: string[], depth: number): Value[] {
    const [rest, end] = this.until('[.=');
    if (rest !== '') throw this.wrong('"=" must follow the index of a list');
    const path = [...above, String(index)];
    const before = list[index];
    let item: Value;
    if (end === '=') {
      item = this.value();
    } else if (end === '.') {
      // Here Helm replaces anything else by a map.
      const inner = isMap(before) ? before : {};
      this.key(inner, path, depth);
      item = inner;
    } else if (end === '[') {
      const next = this.index();
      if (before !== undefined && before !== null && !Array.isArray(before)) throw this.isNo('list', path);
      item = this.item(before ?? [], next, path, depth);
    } else {
      throw this.wrong(`${show(path.join('.'))} has no value`);
    }
    while (list.length < index) list.push(null);
    list[index] = item;
    return list;
  }

  private index(): number {
    const [digits, end] = this.until(']');
    const index = Number(digits);
    if (end === undefined || !/^[-+]?\d+$/.test(digits) || index < 0 || index > HIGHEST_INDEX) {
      throw this.wrong(`${part(this.text, digits)} is not an index of a list`);
    }
    return index;
  }

  private value(): Value {
    if (this.text[this.at] !== '{') return this.typed(this.until(',')[0]);
    this.at++;
    const items: Value[] = [];
    for (;;) {
      const [item, end] = this.until(',}');
      if (end === undefined) throw this.wrong('a list must end with "}"');
      items.push(this.typed(item));
      if (end === '}') break;
    }
    // The next key may follow without a comma.
    if (this.text[this.at] === ',') this.at++;
    return items;
  }

  /** Reads up to and past one of some characters; returns it too, undefined at the end. */
  private until(ends: string): [string, string | undefined] {
    let read = '';
    while (this.at < this.text.length) {
      const character = this.text[this.at++] ?? '';
      if (ends.includes(character)) return [read, character];
      read += character === '\\' ? (this.text[this.at++] ?? '') : character;
    }
    return [read, undefined];
  }

  private typed(text: string): Value {
    if (this.asText) return text;
    // Unicode case folding, as in Go's EqualFold.
    if (/^true$/iu.test(text)) return true;
    if (/^false$/iu.test(text)) return false;
    if (/^null$/iu.test(text)) return null;
    if (text !== '0' && !/^(?!0)[-+]?\d+$/.test(text)) return text;
    const number = BigInt(text);
    return number >= INT64.least && number <= INT64.most ? number : text;
  }

  private isNo(kind: 'map' | 'list', path: readonly string[]): SetValueError {
    return this.wrong(`${part(this.text, path.join('.'))} has a value that is not a ${kind}`);
  }

  private wrong(why: string): SetValueError {
    return new SetValueError(`${show(hideSecretsOfSet(this.text))}: ${why}`);
  }
}

const COMMA = '; write a comma in a value as "\\,"';

/** A part of the argument, unless it may be part of a secret: a comma in a secret ends the value. */
function part(text: string, of: string): string {
  return hideSecretsOfSet(text) === text ? show(of) : 'a part of it';
}
