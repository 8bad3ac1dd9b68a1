import type { FlagType as GoFlagType } from '../go/flags';
import { dashed, type UpstreamFlag } from '../upstream/flag';
import { boolean, duration, type FlagType, integer, oneOf, rate, text, verbosity } from './flag-type';

/** A flag of a controller, with the prop and the Helm value that set it. */
export interface Flag {
  /** With dashes. */
  readonly name: string;
  readonly type: FlagType;
  /** The prop that sets only this flag; undefined when there is none. */
  readonly prop: string | undefined;
  /** The Helm value that is printed unchanged, unless it is false, empty or 0. */
  readonly value: string | undefined;
  /** Whether the chart also prints false, empty values and 0. */
  readonly always: boolean;
  /** Whether the last release has it. */
  readonly isCurrent: boolean;
}

const ANY = text({ allowed: 'a string', accepts: () => true });

/** What the program accepts. */
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

/** The flags of a program, some with a prop or a stricter type, by name without dashes. */
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
