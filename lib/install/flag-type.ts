import { Duration } from 'cdk8s';
import { goBoolean } from '../go/booleans';
import { goDuration, LONGEST_GO_DURATION } from '../go/duration';
import { goFloat, goInteger } from '../go/numbers';
import { type Format, show } from '../validate/format';

/** What a flag takes: as a typed prop, and as the text that Go's parsers read. */
export interface FlagType {
  /** For messages: what the prop may be. */
  readonly allowed: string;
  /** For messages: what the text may be. */
  readonly allowedText: string;
  /** A prop as text; undefined when it is not allowed. */
  print(value: unknown): string | undefined;
  /** Whether the controller starts with this text. */
  starts(text: string): boolean;
  /** The prop that means the same as a text; undefined when there is none. */
  parse(text: string): unknown;
}

/** Text that follows a format. The controllers start with any. */
export function text(format: Format): FlagType {
  return {
    allowed: format.allowed,
    allowedText: 'text',
    print: (value) => (typeof value === 'string' && format.accepts(value) ? value : undefined),
    starts: () => true,
    parse: (given) => (format.accepts(given) ? given : undefined),
  };
}

/** One of some words; the controller refuses others. */
export function oneOf(...words: string[]): FlagType {
  const allowed = words.map(show).join(' or ');
  const accepts = (given: string) => words.includes(given);
  return { ...text({ allowed, accepts }), allowedText: allowed, starts: accepts };
}

/** A list of texts that follow a format, joined by commas. */
export function list(format: Format): FlagType {
  const accepts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && format.accepts(item));
  return {
    allowed: `a list, each ${format.allowed}`,
    allowedText: 'text',
    print: (value) => (accepts(value) ? value.join(',') : undefined),
    starts: () => true,
    parse: (given) => (accepts(given.split(',')) ? given.split(',') : undefined),
  };
}

const MOST = 2 ** 31 - 1;

/** A whole number. */
export function integer(least: number, most = MOST): FlagType {
  const allowed = `a whole number, ${most === MOST ? `${least} or more` : `${least} to ${most}`}`;
  const inRange = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  return {
    allowed,
    allowedText: allowed,
    print: (value) => (typeof value === 'number' && inRange(value) ? String(value) : undefined),
    starts: (given) => inRange(goInteger(given)),
    parse: (given) => (inRange(goInteger(given)) ? goInteger(given) : undefined),
  };
}

/** A port. The flags are text, which an empty one of would end the controller. */
export const port = integer(1, 65535);

/** A number of 1 or more: as its burst the client takes the whole part, which it refuses to start with when it is 0. */
export const rate: FlagType = {
  allowed: 'a number, 1 or more',
  allowedText: 'a number, 1 or more (or below 0: without a limit)',
  print: (value) => (typeof value === 'number' && Number.isFinite(value) && value >= 1 ? String(value) : undefined),
  starts: (given) => goFloat(given) >= 1 || goFloat(given) <= 0,
  parse: (given) => (goFloat(given) >= 1 ? goFloat(given) : undefined),
};

/** A boolean; printed behind `=`, because Go's `flag` takes a word behind a blank for the end of the flags. */
export const boolean: FlagType = {
  allowed: 'true or false',
  allowedText: 'true or false',
  print: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  starts: (given) => goBoolean(given) !== undefined,
  parse: goBoolean,
};

/** Units of cdk8s, and how Go writes them; it knows no days. */
const UNITS: readonly { go: string; label: string; milliseconds: number; make: (amount: number) => Duration }[] = [
  { go: 'h', label: 'hours', milliseconds: 3_600_000, make: (amount) => Duration.hours(amount) },
  { go: 'm', label: 'minutes', milliseconds: 60_000, make: (amount) => Duration.minutes(amount) },
  { go: 's', label: 'seconds', milliseconds: 1000, make: (amount) => Duration.seconds(amount) },
  { go: 'ms', label: 'millis', milliseconds: 1, make: (amount) => Duration.millis(amount) },
];

const unitOf = (milliseconds: number) => UNITS.find(({ milliseconds: size }) => milliseconds % size === 0);

/** A duration, printed in the unit that it was made with. `least` is in milliseconds. */
export function duration(least: 0 | 1): FlagType {
  const allowed = `a Duration of cdk8s, ${least === 0 ? '0 or more' : 'more than 0'}`;
  return {
    allowed,
    allowedText: `a duration with its unit, such as 90s or 1h30m, ${least === 0 ? '0 or more' : 'more than 0'}`,
    print: (value) => {
      const milliseconds = millisecondsOf(value);
      if (milliseconds === undefined || milliseconds < least || milliseconds >= LONGEST_GO_DURATION) return undefined;
      if (!Number.isInteger(milliseconds)) return undefined;
      const made = UNITS.find(({ label }) => label === (value as Duration).unitLabel());
      const unit = made && milliseconds % made.milliseconds === 0 ? made : unitOf(milliseconds);
      return unit && `${milliseconds / unit.milliseconds}${unit.go}`;
    },
    starts: (given) => (goDuration(given) ?? -1) >= (least === 0 ? 0 : Number.MIN_VALUE),
    parse: (given) => {
      const milliseconds = goDuration(given);
      if (milliseconds === undefined || milliseconds < least || !Number.isInteger(milliseconds)) return undefined;
      // In the unit of the text, when it has one unit.
      const written = /^\d+(h|m|s|ms)$/.exec(given)?.[1];
      const unit = written ? UNITS.find(({ go }) => go === written) : unitOf(milliseconds);
      return unit?.make(milliseconds / unit.milliseconds);
    },
  };
}

/** A duration that the flag takes as a number of seconds. */
export function seconds(least: number): FlagType {
  const plain = integer(least);
  return {
    ...plain,
    allowed: `a Duration of cdk8s, in whole seconds, ${least} or more`,
    print: (value) => {
      const milliseconds = millisecondsOf(value);
      return milliseconds === undefined ? undefined : plain.print(milliseconds / 1000);
    },
    parse: (given) => (plain.starts(given) ? Duration.seconds(goInteger(given)) : undefined),
  };
}

/** By shape: a second copy of cdk8s has a class of its own. */
function millisecondsOf(value: unknown): number | undefined {
  const { toMilliseconds } = (value ?? {}) as Partial<Duration>;
  return typeof toMilliseconds === 'function' ? (value as Duration).toMilliseconds({ integral: false }) : undefined;
}
