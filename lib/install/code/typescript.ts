import type { Duration } from 'cdk8s';

/** An expression that is no literal. */
export class Call {
  constructor(
    public readonly callee: string,
    public readonly args: readonly unknown[],
  ) {}
}

/** A name. */
export class Name {
  constructor(public readonly text: string) {}
}

const WIDTH = 110;

/** A value as TypeScript, on lines of their own below `indent` where it is long; `before` characters stand before it. */
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
  if (isPlain(value)) {
    const lines = entriesOf(value).map(
      ([key, item]) => `${deeper}${keyOf(key)}: ${codeOf(item, deeper, keyOf(key).length)},\n`,
    );
    return `{\n${lines.join('')}${indent}}`;
  }
  return short;
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Name) return value.text;
  if (value instanceof Call) return `${value.callee}(${value.args.map(onOneLine).join(', ')})`;
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (isDuration(value)) return onOneLine(durationCall(value));
  if (!isPlain(value)) return String(value);
  const entries = entriesOf(value).map(([key, item]) => `${keyOf(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && value.constructor === Object;
const entriesOf = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);
const keyOf = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

function isDuration(value: unknown): value is Duration {
  return typeof (value as Partial<Duration> | null)?.toMilliseconds === 'function';
}

function durationCall(duration: Duration): Call {
  const unit = duration.unitLabel();
  const size = { millis: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000 }[unit] ?? 1;
  return new Call(`Duration.${unit}`, [duration.toMilliseconds() / size]);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
