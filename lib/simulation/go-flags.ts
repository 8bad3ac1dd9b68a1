/** What a flag takes. */
export type FlagType = 'bool' | 'int' | 'uint' | 'float' | 'duration' | 'text' | 'severity';

/** The flags of a program, by name without dashes. */
export interface FlagTable {
  readonly [name: string]: FlagType;
}

/** A flag that was given. */
export interface GivenFlag {
  readonly name: string;
  readonly value: string;
  /** Which of the arguments it is. */
  readonly index: number;
}

/** What a parser made of the arguments. */
export interface ParsedFlags {
  /** In the order given; of two the last one counts. */
  readonly given: readonly GivenFlag[];
  /** Why the program ends instead of starting. */
  readonly fatal: { readonly index: number; readonly reason: string } | undefined;
  /** From which argument on they are not read as flags; undefined when all are. */
  readonly ignoredFrom: number | undefined;
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** strconv.ParseBool; undefined for anything else. */
export function parseBool(text: string): boolean | undefined {
  return TRUE.includes(text) ? true : FALSE.includes(text) ? false : undefined;
}

const INTEGER = /^[-+]?(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][\d_]*)$/;
const ACCEPTS: { readonly [type in FlagType]: (text: string) => boolean } = {
  bool: (text) => parseBool(text) !== undefined,
  int: (text) => INTEGER.test(text),
  uint: (text) => INTEGER.test(text) && !/^[-+]/.test(text),
  float: (text) => /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text),
  duration: (text) => /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(text),
  text: () => true,
  severity: (text) => /^(info|warning|error|fatal|\d+)$/i.test(text),
};

class Flags {
  public readonly given: GivenFlag[] = [];
  public fatal: ParsedFlags['fatal'];
  public ignoredFrom: number | undefined;

  constructor(
    private readonly table: FlagTable,
    private readonly args: readonly string[],
  ) {}

  /** Takes one flag, and its value from the next argument when it needs one; returns where to go on, or -1. */
  public take(index: number, dashed: string, name: string, inline: string | undefined): number {
    const type = Object.hasOwn(this.table, name) ? this.table[name] : undefined;
    if (type === undefined) {
      const meant = Object.keys(this.table).find((flag) => flag.toLowerCase() === name.toLowerCase());
      return this.stop(index, `there is no flag ${dashed}${meant ? `; write --${meant}` : ''}`);
    }
    const value = inline ?? (type === 'bool' ? 'true' : this.args[index + 1]);
    if (value === undefined) return this.stop(index, `${dashed} needs a value`);
    if (!ACCEPTS[type](value)) return this.stop(index, `${JSON.stringify(value)} is no value of ${dashed}`);
    this.given.push({ name, value, index });
    return inline === undefined && type !== 'bool' ? index + 2 : index + 1;
  }

  public stop(index: number, reason: string): number {
    this.fatal = { index, reason };
    return -1;
  }
}

const nameAndValue = (text: string): [string, string | undefined] => {
  const at = text.indexOf('=', 1);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

/** Go's own package `flag`, which MIC reads its arguments with: it stops at the first one that is no flag. */
export function parseGoFlags(args: readonly string[], table: FlagTable): ParsedFlags {
  const flags = new Flags(table, args);
  for (let i = 0; i >= 0 && i < args.length; ) {
    const arg = args[i] as string;
    const [, , rest] = /^(--?)(.+)$/s.exec(arg) ?? [];
    if (rest === undefined || arg === '--') {
      flags.ignoredFrom = i;
      break;
    }
    const [name, value] = nameAndValue(rest);
    if (/^[-=]/.test(name)) i = flags.stop(i, `${arg} is no flag`);
    else i = flags.take(i, `--${name}`, name, value);
  }
  return flags;
}

/** spf13/pflag, which NMI reads its arguments with: what is no flag is passed over. Letters have one dash only. */
export function parsePflags(args: readonly string[], table: FlagTable): ParsedFlags {
  const flags = new Flags(table, args);
  for (let i = 0; i >= 0 && i < args.length; ) {
    const arg = args[i] as string;
    if (arg === '--') {
      flags.ignoredFrom = i;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') i++;
    else if (arg.startsWith('--')) {
      const [name, value] = nameAndValue(arg.slice(2));
      i = /^[-=]/.test(name) ? flags.stop(i, `${arg} is no flag`) : flags.take(i, `--${name}`, name, value);
    } else i = shorthand(flags, i, arg, table);
  }
  return flags;
}

/** `-v4`, `-v=4` and `-v 4`. The only letter that these programs have takes a value. */
function shorthand(flags: Flags, index: number, arg: string, table: FlagTable): number {
  const letter = arg.charAt(1);
  if (!Object.hasOwn(table, letter)) {
    const long = nameAndValue(arg.slice(1))[0];
    const hint = Object.hasOwn(table, long) ? `; write --${long}` : '';
    return flags.stop(index, `there is no flag -${letter}, as in ${arg}${hint}`);
  }
  const rest = arg.slice(2).replace(/^=/, '');
  return flags.take(index, `-${letter}`, letter, arg.length > 2 ? rest : undefined);
}
