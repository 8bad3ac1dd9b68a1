import type { FlagType as GoFlagType } from '../go/flags';
import { dashed, type UpstreamFlag } from '../upstream/flag';
import type { Problems } from '../validate/problems';
import { isUnresolved } from '../validate/unresolved';
import { boolean, duration, type FlagType, integer, oneOf, rate, text } from './flag-type';
import type { Flags } from './objects/controller';

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
  level: integer(0),
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

/** The flags that props ask for. */
export function flagsOf(problems: Problems, flags: readonly Flag[], props: object): Flags {
  const given: { [flag: string]: string } = {};
  for (const { name, type, prop } of flags) {
    const value = prop === undefined ? undefined : valueAt(props, prop);
    if (prop === undefined || value === undefined) continue;
    if (isUnresolved(value)) {
      given[name] = value as string;
      continue;
    }
    const printed = type.print(value);
    if (printed === undefined) problems.add(`${prop} (${name})`, value, type.allowed);
    else given[name] = printed;
  }
  return given;
}
