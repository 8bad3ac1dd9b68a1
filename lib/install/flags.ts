import type { FlagType as GoFlagType } from '../go/flags';
import { dashed, type UpstreamFlag } from '../upstream/flag';
import { boolean, duration, type FlagType, integer, oneOf, rate, text, verbosity } from './flag-type';

/** A flag of a controller, the prop and the Helm value that set it. */
export interface Flag {
  /** As the controller spells it, with its dashes. */
  readonly name: string;
  readonly type: FlagType;
  /** The prop of the install that is printed as it is; undefined when more depends on it. */
  readonly prop: string | undefined;
  /** The Helm value that is printed as it is, unless it is false, empty or 0. */
  readonly value: string | undefined;
  /** Whether the chart prints the value whatever it is. */
  readonly always: boolean;
  /** Whether the last release has it. */
  readonly isCurrent: boolean;
}

const ANY = text({ allowed: 'a string', accepts: () => true });

/** What the program itself starts with. */
const BY_GO_TYPE: { readonly [type in GoFlagType]: FlagType } = {
  bool: boolean,
  duration: duration(0),
  float: rate,
  int: integer(0),
  level: verbosity,
  severity: ANY,
  string: ANY,
  uint: integer(0),
};

/** The flags of a program, with what the install knows about some of them, by name without dashes. */
export function flagsWith(
  flags: readonly UpstreamFlag[],
  own: { readonly [name: string]: { readonly type?: FlagType; readonly prop?: string } },
): readonly Flag[] {
  return flags.map(({ name, type, words, value, always = false, until }) => ({
    name: dashed(name),
    type: own[name]?.type ?? (words ? oneOf(...words) : BY_GO_TYPE[type]),
    prop: own[name]?.prop,
    value,
    always,
    isCurrent: until === undefined,
  }));
}
export const orderOf = (flags: readonly Flag[]): string[] => flags.map(({ name }) => name);

/** What stands at `mic.leaderElection.name` of an object; undefined when the way there ends early. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
