import type { Duration } from 'cdk8s';
import { printable } from '../../validate/printable';
import { isPlainObject } from '../../validate/unresolved';

// Values are foreign text. Each place in the code has one way to quote it: `quoted` for strings, `keyOf` for keys, `Name`
// for identifiers, `commentOf` for comments.

/** A call as an expression. */
export class Call {
  constructor(
    public readonly callee: string,
    public readonly args: readonly unknown[],
  ) {}
}

/** A member of an enum, as an expression. */
export class Member {
  constructor(
    public readonly name: string,
    public readonly value: string,
  ) {}
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A variable. */
export class Name {
  constructor(public readonly text: string) {
    if (!IDENTIFIER.test(text)) throw new Error(`${quoted(text)} is not an identifier`);
  }
}

/** A comment on a line of its own. */
export function commentOf(text: string): string {
  return `// ${printable(text)}`;
}

const WIDTH = 110;

/** A value as TypeScript, on several lines if it is long; `before` characters precede it on the first line. */
export function codeOf(value: unknown, indent: string, before = 0): string {
  const short = onOneLine(value);
  if (indent.length + before + short.length <= WIDTH) return short;
  const deeper = `${indent}  `;
  if (value instanceof Call) {
    const [last] = value.args.slice(-1);
    const first = value.args.slice(0, -1).map(onOneLine);
    return `${value.callee}(${[...first, codeOf(last, indent)].join(', ')})`;
  }
  if (Array.isArray(value))
    return `[\n${value.map((item) => `${deeper}${codeOf(item, deeper)},\n`).join('')}${indent}]`;
  if (isPlainObject(value)) {
    const lines = entriesOf(value).map(
      ([key, item]) => `${deeper}${entryOf(key, item, codeOf(item, deeper, keyOf(key).length))},\n`,
    );
    return `{\n${lines.join('')}${indent}}`;
  }
  return short;
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Name) return value.text;
  if (value instanceof Member) return value.name;
  if (value instanceof Call) return `${value.callee}(${value.args.map(onOneLine).join(', ')})`;
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (isDuration(value)) return onOneLine(durationCall(value));
  if (!isPlainObject(value)) return String(value);
  const entries = entriesOf(value).map(([key, item]) => entryOf(key, item, onOneLine(item)));
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const entriesOf = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);

function entryOf(key: string, item: unknown, code: string): string {
  return item instanceof Name && item.text === key ? key : `${keyOf(key)}: ${code}`;
}

/** `__proto__: x` would set the prototype, in quotes too. */
function keyOf(key: string): string {
  if (key === '__proto__') return `[${quoted(key)}]`;
  return IDENTIFIER.test(key) ? key : quoted(key);
}

function isDuration(value: unknown): value is Duration {
  return typeof (value as Partial<Duration> | null)?.toMilliseconds === 'function';
}

function durationCall(duration: Duration): Call {
  const unit = duration.unitLabel();
  const size = { millis: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000 }[unit] ?? 1;
  return new Call(`Duration.${unit}`, [duration.toMilliseconds() / size]);
}

/** Invisible characters are escaped, as in a comment. */
function quoted(text: string): string {
  return `'${printable(text.replace(/[\\']/g, '\\$&'))}'`;
}
