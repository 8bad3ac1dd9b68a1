import { goBoolean } from './booleans';
import { goDuration } from './duration';
import { goFloat, goInteger, goLevel } from './numbers';

export type FlagType = 'bool' | 'int' | 'uint' | 'level' | 'float' | 'duration' | 'string' | 'severity';

/** The flags of a program, by name without dashes. */
export interface FlagTable {
  readonly [name: string]: FlagType;
}

export interface GivenFlag {
  readonly name: string;
  readonly value: string;
  /** Index in the arguments. */
  readonly index: number;
}

/** An argument that the program exits at. */
export interface FlagFault {
  /** Index in the arguments. */
  readonly index: number;
  readonly kind: 'no-flag' | 'unknown-flag' | 'no-value' | 'bad-value';
  /** The flag with its dashes, or the argument that is not a flag. */
  readonly written: string;
  /** For an unknown flag: a flag that differs only in case, or has this name with two dashes. */
  readonly meant?: string | undefined;
  /** The flag without dashes; undefined when it is not a flag. */
  readonly name: string | undefined;
  /** Type of the flag; undefined for an unknown flag. */
  readonly type: FlagType | undefined;
  /** The value after `=`, or for a known flag in the next argument; undefined without a value. */
  readonly value: string | undefined;
}

export interface ParsedFlags {
  /** In the given order; the last one of a name wins. */
  readonly given: readonly GivenFlag[];
  /** Why the program exits at startup, and what it would exit at next. */
  readonly faults: readonly FlagFault[];
  /** Index of the first argument that is not parsed as a flag; undefined when all are. */
  readonly ignoredFrom: number | undefined;
}

const ACCEPTS: { readonly [type in FlagType]: (text: string) => boolean } = {
  bool: (text) => goBoolean(text) !== undefined,
  int: (text) => !Number.isNaN(goInteger(text)),
  // klog's `Level`, and the number of a severity.
  level: (text) => !Number.isNaN(goLevel(text)),
  uint: (text) => goInteger(text) >= 0 && !/^[-+]/.test(text),
  float: (text) => !Number.isNaN(goFloat(text)),
  duration: (text) => goDuration(text) !== undefined,
  string: () => true,
  severity: (text) => /^(info|warning|error|fatal)$/i.test(text) || !Number.isNaN(goLevel(text)),
};

class Flags implements ParsedFlags {
  public readonly given: GivenFlag[] = [];
  public readonly faults: FlagFault[] = [];
  public ignoredFrom: number | undefined;

  constructor(
    private readonly table: FlagTable,
    private readonly args: readonly string[],
  ) {}

  /** Parses one flag, and its value from the next argument when it requires one; returns the next index. */
  public parse(index: number, dashed: string, name: string, inline: string | undefined): number {
    const type = Object.hasOwn(this.table, name) ? this.table[name] : undefined;
    const next = this.args[index + 1];
    const isNextValue = inline === undefined && next !== undefined && !next.startsWith('-');
    if (type === undefined) {
      const meant = Object.keys(this.table).find((flag) => flag.toLowerCase() === name.toLowerCase());
      const fault = { index, kind: 'unknown-flag', written: dashed, meant, name, type, value: inline } as const;
      return this.fail(fault, isNextValue ? 2 : 1);
    }
    const value = inline ?? (type === 'bool' ? 'true' : next);
    if (value === undefined) return this.fail({ index, kind: 'no-value', written: dashed, name, type, value });
    if (!ACCEPTS[type](value)) {
      return this.fail({ index, kind: 'bad-value', written: dashed, name, type, value }, isNextValue ? 2 : 1);
    }
    this.given.push({ name, value, index });
    return inline === undefined && type !== 'bool' ? index + 2 : index + 1;
  }

  /** Skips an argument that the program exits at, and its value. */
  public fail(fault: FlagFault, length = 1): number {
    this.faults.push(fault);
    return fault.index + length;
  }

  /** From here on arguments are not parsed as flags, except to find faults. */
  public end(index: number): number {
    this.ignoredFrom ??= index;
    return index + 1;
  }

  public notAFlag(index: number): number {
    const written = this.args[index] ?? '';
    return this.fail({ index, kind: 'no-flag', written, name: undefined, type: undefined, value: undefined });
  }
}

const nameAndValue = (text: string): [string, string | undefined] => {
  const at = text.indexOf('=', 1);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

/** Go's package `flag`, which MIC uses: it stops at the first argument that is not a flag. */
export function parseGoFlags(args: readonly string[], table: FlagTable): ParsedFlags {
  const flags = new Flags(table, args);
  for (let i = 0; i < args.length; ) {
    const arg = args[i] as string;
    const [, , rest] = /^(--?)(.+)$/s.exec(arg) ?? [];
    if (rest === undefined || arg === '--') {
      i = flags.end(i);
      continue;
    }
    const [name, value] = nameAndValue(rest);
    if (/^[-=]/.test(name)) i = flags.notAFlag(i);
    else i = flags.parse(i, `--${name}`, name, value);
  }
  return flags;
}

/** spf13/pflag, which NMI uses: it skips arguments that are not flags. Only letters have one dash. */
export function parsePflags(args: readonly string[], table: FlagTable): ParsedFlags {
  const flags = new Flags(table, args);
  for (let i = 0; i < args.length; ) {
    const arg = args[i] as string;
    if (arg === '--') i = flags.end(i);
    else if (!arg.startsWith('-') || arg === '-') i++;
    else if (arg.startsWith('--')) {
      const [name, value] = nameAndValue(arg.slice(2));
      i = /^[-=]/.test(name) ? flags.notAFlag(i) : flags.parse(i, `--${name}`, name, value);
    } else i = shorthand(flags, i, arg, table);
  }
  return flags;
}

/** `-v4`, `-v=4` and `-v 4`. The only letter of these programs has a value. */
function shorthand(flags: Flags, index: number, arg: string, table: FlagTable): number {
  const letter = arg.charAt(1);
  if (!Object.hasOwn(table, letter)) {
    const [long, value] = nameAndValue(arg.slice(1));
    const meant = Object.hasOwn(table, long) ? long : undefined;
    return flags.fail({ index, kind: 'unknown-flag', written: arg, meant, name: long, type: undefined, value });
  }
  const rest = arg.slice(2).replace(/^=/, '');
  return flags.parse(index, `-${letter}`, letter, arg.length > 2 ? rest : undefined);
}
