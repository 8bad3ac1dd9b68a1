import { pointerOf } from '../../validate/json-pointer';
import { valueAt } from '../../validate/path';
import { isMap } from '../helm/coalesce';

/** An operation of RFC 6902. */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** The operations that turn one JSON value into another. Lists of different lengths are replaced as a whole. */
export function diff(from: unknown, to: unknown, path = ''): Operation[] {
  if (isMap(from) && isMap(to)) {
    const removed = Object.keys(from).filter((key) => valueAt(to, [key]) === undefined);
    const kept = Object.keys(to).filter((key) => valueAt(to, [key]) !== undefined);
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

const added = (path: string, value: unknown): Operation => ({ op: 'add', path, value });
