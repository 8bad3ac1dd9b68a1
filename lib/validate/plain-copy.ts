import { types } from 'node:util';
import { isPlainObject, isUnresolvedObject } from './unresolved';

/** Limits of what a program may give. No real manifest comes near. */
const DEEPEST = 100;
const MOST_VALUES = 20_000;

/** Replaces what cannot be read. No check accepts it, and messages print `what`. */
export class Unreadable {
  constructor(public readonly what: string) {}
}

export function isUnreadable(value: unknown): value is Unreadable {
  return !types.isProxy(value) && value instanceof Unreadable;
}

/** Replaces a value; `path` are the keys that lead to it. */
export type Replacement = (value: unknown, path: readonly string[]) => unknown;

/**
 * A copy of what a program gave. Each property is read once, and only here: this finds getters and Proxies that throw or
 * change their answer, and objects that contain themselves. Lazies, tokens and instances of classes are kept as they are.
 */
export function plainCopy<T>(value: T, replace?: Replacement): T {
  return new Copier(replace).copy(value) as T;
}

class Copier {
  private count = 0;
  private readonly path: string[] = [];
  private readonly above: object[] = [];

  constructor(private readonly replace: Replacement | undefined) {}

  public copy(given: unknown): unknown {
    return safely(() => {
      const value = this.replace ? this.replace(given, this.path) : given;
      return typeof value === 'object' && value !== null ? this.object(value) : value;
    });
  }

  private object(value: object): unknown {
    if (value instanceof Unreadable || isUnresolvedObject(value)) return value;
    const isList = Array.isArray(value);
    if (!isList && !isPlainObject(value)) return types.isProxy(value) ? new Unreadable('a Proxy') : value;
    if (this.above.includes(value)) return new Unreadable('an object that contains itself');
    if (this.above.length === DEEPEST) return new Unreadable(`more than ${DEEPEST} objects in one another`);
    const keys = Object.keys(value);
    this.count += keys.length;
    if (this.count > MOST_VALUES) return new Unreadable(`more than ${MOST_VALUES} values`);
    if (isList && keys.length !== value.length) return new Unreadable('a list with holes, or with names');
    // What is not enumerable is no content: jsii marks the maps of other languages so.
    if (Object.getOwnPropertySymbols(value).some((key) => Object.prototype.propertyIsEnumerable.call(value, key))) {
      return new Unreadable('an object with a symbol for a key');
    }
    this.above.push(value);
    const entries = keys.map((key) => [key, this.at(value, key)]);
    this.above.pop();
    return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  }

  private at(value: object, key: string): unknown {
    this.path.push(key);
    const copied = this.copy(safely(() => (value as { [key: string]: unknown })[key]));
    this.path.pop();
    return copied;
  }
}

/** What `read` returns, or an `Unreadable` when it throws. */
export function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return new Unreadable(`an unreadable value${reasonOf(error)}`);
  }
}

/** The message of an Error is meant for the reader; that of a TypeError is the engine's. */
function reasonOf(error: unknown): string {
  try {
    const { name, message } = error as Error;
    return name === 'Error' && typeof message === 'string' && message !== '' ? `: ${message}` : '';
  } catch {
    return '';
  }
}
