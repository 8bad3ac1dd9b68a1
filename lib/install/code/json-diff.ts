import { pointerOf } from '../../validate/json-pointer';

/** An operation of RFC 6902. */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** The operations that turn one JSON value into another. Lists of different lengths are replaced as a whole. */
export function diff(from: unknown, to: unknown, path = ''): Operation[] {
  if (isObject(from) && isObject(to)) {
    const removed = Object.keys(from).filter((key) => at(to, key) === undefined);
    const kept = Object.keys(to).filter((key) => at(to, key) !== undefined);
    return [
      ...removed.map((key): Operation => ({ op: 'remove', path: `${path}${pointerOf([key])}` })),
      ...kept.flatMap((key) => {
        const below = `${path}${pointerOf([key])}`;
        return Object.hasOwn(from, key) ? diff(from[key], to[key], below) : [added(below, to[key])];
      }),
    ];
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return to.flatMap((item, i) => diff(from[i], item, `${path}/${i}`));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ op: 'replace', path, value: to }];
}

/** Not what every object inherits, such as `constructor`. */
const at = (map: { [key: string]: unknown }, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);

const added = (path: string, value: unknown): Operation => ({ op: 'add', path, value });

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
