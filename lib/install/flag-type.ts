import type { Duration } from 'cdk8s';
import { goBoolean } from '../go/booleans';
import { goDuration, LONGEST_GO_DURATION } from '../go/duration';
import { goFloat, goInteger, goLevel } from '../go/numbers';
import { type Format, show } from '../validate/format';

/** The values of a flag: as a typed prop, and as the string that Go's parsers read. */
export interface FlagType {
  /** For messages: allowed values of the prop. */
  readonly allowed: string;
  /** For messages: allowed strings. */
  readonly allowedText: string;
  /** The prop as a string; undefined when it is not allowed. */
  print(value: unknown): string | undefined;
  /** Whether the controller starts with this string. */
  starts(text: string): boolean;
  /** The prop that prints this string, or means the same; undefined when there is none. */
  parse(text: string): unknown;
}

/** A string that follows a format. The controllers start with any string. */
export function text(format: Format): FlagType {
  return {
    allowed: format.allowed,
    allowedText: 'a string',
    print: (value) => (typeof value === 'string' && format.accepts(value) ? value : undefined),
    starts: () => true,
    parse: (given) => (format.accepts(given) ? given : undefined),
  };
}

/** One of some words; with others the controller exits at startup. */
export function oneOf(...words: string[]): FlagType {
  const allowed = words.map(show).join(' or ');
  const accepts = (given: string) => words.includes(given);
  return { ...text({ allowed, accepts }), allowedText: allowed, starts: accepts };
}

/** A list of strings that follow a format, joined by commas. */
export function list(format: Format): FlagType {
  const accepts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && format.accepts(item));
  return {
    ...text(format),
    allowed: `a list, each ${format.allowed}`,
    print: (value) => (accepts(value) ? value.join(',') : undefined),
    parse: (given) => (accepts(given.split(',')) ? given.split(',') : undefined),
  };
}

const MOST = 2 ** 31 - 1;

function number(allowed: string, accepts: (value: number) => boolean, read: (text: string) => number): FlagType {
  return {
    allowed,
    allowedText: allowed,
    print: (value) => (typeof value === 'number' && accepts(value) ? String(value) : undefined),
    starts: (given) => accepts(read(given)),
    parse: (given) => (accepts(read(given)) ? read(given) : undefined),
  };
}

const isWhole = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && value >= least && value <= most;

/** A whole number. */
export function integer(least: number, most = MOST): FlagType {
  const range = most === MOST ? `${least} or more` : `${least} to ${most}`;
  return number(`a whole number, ${range}`, isWhole(least, most), goInteger);
}

/** A klog level: 32 bits in base 10 (k8s.io/klog/v2, Level.Set). Below 0 it also hides messages of level 0. */
export const verbosity: FlagType = {
  ...number('a whole number', isWhole(-MOST - 1, MOST), goLevel),
  allowedText: 'a whole number, in base 10',
};

/** A port. With an empty string the controller would exit at startup. */
export const port = integer(1, 65535);

/** A number of 1 or more: its whole part is the client's burst, which must not be 0. */
export const rate: FlagType = {
  ...number('a number, 1 or more', (value) => Number.isFinite(value) && value >= 1, goFloat),
  allowedText: 'a number, 1 or more (or below 0: without a limit)',
  starts: (given) => goFloat(given) >= 1 || goFloat(given) <= 0,
};

/** A boolean; printed after `=`, because Go's `flag` stops parsing at a value after a space. */
export const boolean: FlagType = {
  allowed: 'true or false',
  allowedText: 'true or false',
  print: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  starts: (given) => goBoolean(given) !== undefined,
  parse: goBoolean,
};

/** Units of cdk8s, and how Go writes them; Go has no days. */
const UNITS = [
  { go: 'h', label: 'hours', milliseconds: 3_600_000 },
  { go: 'm', label: 'minutes', milliseconds: 60_000 },
  { go: 's', label: 'seconds', milliseconds: 1000 },
  { go: 'ms', label: 'millis', milliseconds: 1 },
] as const;

/** cdk8s is loaded here: values of Helm, and manifests, have no Durations. */
function durationOf(amount: number, unit: (typeof UNITS)[number]['label']): Duration {
  const { Duration } = require('cdk8s') as typeof import('cdk8s');
  return Duration[unit](amount);
}

const unitOf = (milliseconds: number) => UNITS.find(({ milliseconds: size }) => milliseconds % size === 0);

/** A duration, printed in the unit it was created with. `least` is in milliseconds. */
export function duration(least: 0 | 1): FlagType {
  const allowed = `a cdk8s Duration, ${least === 0 ? '0 or more' : 'more than 0'}`;
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
      // In the unit of the string, when it has only one.
      const written = /^\d+(h|m|s|ms)$/.exec(given)?.[1];
      const unit = written ? UNITS.find(({ go }) => go === written) : unitOf(milliseconds);
      return unit && durationOf(milliseconds / unit.milliseconds, unit.label);
    },
  };
}

/** A duration that the flag expects as a number of seconds. */
export function seconds(least: number): FlagType {
  const plain = integer(least);
  return {
    ...plain,
    allowed: `a cdk8s Duration, in whole seconds, ${least} or more`,
    print: (value) => {
      const milliseconds = millisecondsOf(value);
      return milliseconds === undefined ? undefined : plain.print(milliseconds / 1000);
    },
    parse: (given) => (plain.starts(given) ? durationOf(goInteger(given), 'seconds') : undefined),
  };
}

/** By shape: a second copy of cdk8s has another class. */
function millisecondsOf(value: unknown): number | undefined {
  const { toMilliseconds } = (value ?? {}) as Partial<Duration>;
  return typeof toMilliseconds === 'function' ? (value as Duration).toMilliseconds({ integral: false }) : undefined;
}
