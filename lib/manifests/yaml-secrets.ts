import { EVENT_ID, type Event } from 'js-yaml';
import { hideSecrets, isSecretPath } from '../validate/secret-fields';
import { endOf, offsetOf, textOf } from './yaml-events';

/** A range of offsets, without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A list or a map around the current node. */
interface Frame {
  readonly isList: boolean;
  /** Key or index of the next value; undefined when a key comes next. */
  key: string | number | undefined;
  /** The value of `kind`. */
  kind: string | undefined;
  /** Scalars in the fields that hold the data of a Secret, until the kind is known. */
  readonly data: Range[];
}

/** Scalars that may be secret, in their order. Messages that quote the file hide them. */
export function secretRanges(text: string, events: readonly Event[]): readonly Range[] {
  const found: Range[] = [];
  const frames: Frame[] = [];
  const done = () => {
    const frame = frames.at(-1);
    if (!frame) return;
    frame.key = frame.isList ? Number(frame.key) + 1 : undefined;
  };
  const see = (range: Range) => {
    const path = frames.map(({ key }) => key ?? '');
    for (const [i, { isList, data }] of frames.entries()) {
      if (isList) continue;
      const inside = path.slice(i);
      if (isSecretPath(inside)) found.push(range);
      else if (isSecretPath(inside, 'Secret')) data.push(range);
      else continue;
      return;
    }
  };
  for (const event of events) {
    const frame = frames.at(-1);
    if (event.type === EVENT_ID.DOCUMENT) {
      // Its end is a POP too.
      frames.push({ isList: true, key: 0, kind: undefined, data: [] });
    } else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      const isList = event.type === EVENT_ID.SEQUENCE;
      if (frame && frame.key === undefined) frame.key = '';
      frames.push({ isList, key: isList ? 0 : undefined, kind: undefined, data: [] });
    } else if (event.type === EVENT_ID.POP) {
      const { kind, data } = frames.pop() as Frame;
      if (kind === 'Secret') found.push(...data);
      done();
    } else if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) {
      const value = event.type === EVENT_ID.SCALAR && event.valueStart >= 0 ? textOf(text, event) : '';
      if (frame && frame.key === undefined) {
        frame.key = value;
        continue;
      }
      if (frame?.key === 'kind') frame.kind = value;
      const start = offsetOf(event);
      if (start !== undefined) see({ start, end: endOf(event) });
      done();
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** A line with `…` for possible secrets, and the new column of a column of the line. */
export function masked(line: string, column: number, secrets: readonly Range[]): { text: string; column: number } {
  const parts = ['', ''];
  let at = 0;
  const take = (end: number, text: string) => {
    const before = Math.max(at, Math.min(end, column - 1));
    if (text === '') {
      parts[0] += line.slice(at, before);
      parts[1] += line.slice(before, end);
    } else parts[at < column - 1 ? 0 : 1] += text;
    at = end;
  };
  for (const { start, end } of secrets) {
    if (end <= at || start >= line.length) continue;
    take(Math.max(at, start), '');
    take(Math.min(line.length, end), '…');
  }
  take(line.length, '');
  const [before = '', field = ''] = parts;
  const shown = hideSecrets(before);
  // Text after a secret in a comment or an argument may be a part of it.
  if (shown !== before) return { text: shown, column: shown.length + 1 };
  return { text: hideSecrets(`${before}${field}`), column: before.length + 1 };
}
