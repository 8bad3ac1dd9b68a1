import { types } from 'node:util';
import { isPlainObject, isUnresolvedObject } from './unresolved';

/** How deep and how large what a program gives may be. No manifest comes near. */
const DEEPEST = 100;
const MOST_VALUES = 20_000;

/** Stands where something cannot be read. No check accepts it, and a message shows what it was. */
export class Unreadable {
  constructor(public readonly what: string) {}
}

export function isUnreadable(value: unknown): value is Unreadable {
  return !types.isProxy(value) && value instanceof Unreadable;
}

/** Puts another value in the place of one; `path` are the keys that lead there. */
export type Replacement = (value: unknown, path: readonly string[]) => unknown;

/**
 * A copy of what a program gave, which is JavaScript: each property is read once, here, so that a getter or a Proxy that
 * throws, or gives something else the next time, and objects that contain themselves, are found at one place. Lazies,
 * tokens and instances of classes stay what they are.
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
    if (Object.getOwnPropertySymbols(value).length > 0) return new Unreadable('an object with a symbol for a key');
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

/** What can be read, and what stands for it when it cannot. */
export function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return new Unreadable(`what cannot be read${reasonOf(error)}`);
  }
}

/** What somebody wrote into an Error is for the reader; what the engine says about a TypeError is not. */
function reasonOf(error: unknown): string {
  try {
    const { name, message } = error as Error;
    return name === 'Error' && typeof message === 'string' && message !== '' ? `: ${message}` : '';
  } catch {
    return '';
  }
}
