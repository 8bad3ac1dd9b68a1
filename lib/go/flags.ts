import { goBoolean } from './booleans';
import { goDuration } from './duration';
import { goFloat, goInteger, goLevel } from './numbers';

/** What a flag takes. */
export type FlagType = 'bool' | 'int' | 'uint' | 'level' | 'float' | 'duration' | 'string' | 'severity';

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

/** An argument that the program ends at. */
export interface FlagFault {
  /** Which of the arguments it is. */
  readonly index: number;
  readonly kind: 'no-flag' | 'unknown-flag' | 'no-value' | 'bad-value';
  /** The flag with its dashes, or the argument that is none, as it is written. */
  readonly written: string;
  /** Of an unknown flag: the one that differs in case only, or of a letter the long one. */
  readonly meant?: string | undefined;
  /** The flag without dashes, as it is written; undefined when it is no flag at all. */
  readonly name: string | undefined;
  /** What the flag takes; undefined for a flag that there is not. */
  readonly type: FlagType | undefined;
  /** What stands behind the `=`, or for a flag that there is as the next argument; undefined when nothing does. */
  readonly value: string | undefined;
}

/** What a parser made of the arguments. */
export interface ParsedFlags {
  /** In the order given; of two the last one counts. */
  readonly given: readonly GivenFlag[];
  /** Why the program ends instead of starting. */
  readonly fatal: FlagFault | undefined;
  /** That, and what it would end at when that is mended: of parsers that go on. */
  readonly faults: readonly FlagFault[];
  /** From which argument on they are not read as flags; undefined when all are. */
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

class Flags {
  public readonly given: GivenFlag[] = [];
  public readonly faults: FlagFault[] = [];
  public ignoredFrom: number | undefined;

  constructor(
    private readonly table: FlagTable,
    private readonly args: readonly string[],
    private readonly goesOn: boolean,
  ) {}

  public get parsed(): ParsedFlags {
    const { given, faults, ignoredFrom } = this;
    return { given, fatal: faults[0], faults, ignoredFrom };
  }

  /** Takes one flag, and its value from the next argument when it needs one; returns where to go on, or -1. */
  public take(index: number, dashed: string, name: string, inline: string | undefined): number {
    const type = Object.hasOwn(this.table, name) ? this.table[name] : undefined;
    const next = this.args[index + 1];
    const isNextValue = inline === undefined && next !== undefined && !next.startsWith('-');
    if (type === undefined) {
      const meant = Object.keys(this.table).find((flag) => flag.toLowerCase() === name.toLowerCase());
      const fault = { index, kind: 'unknown-flag', written: dashed, meant, name, type, value: inline } as const;
      return this.stop(fault, isNextValue ? 2 : 1);
    }
    const value = inline ?? (type === 'bool' ? 'true' : next);
    if (value === undefined) return this.stop({ index, kind: 'no-value', written: dashed, name, type, value });
    if (!ACCEPTS[type](value)) {
      return this.stop({ index, kind: 'bad-value', written: dashed, name, type, value }, isNextValue ? 2 : 1);
    }
    this.given.push({ name, value, index });
    return inline === undefined && type !== 'bool' ? index + 2 : index + 1;
  }

  /** Ends at an argument, or passes over it and what belongs to it. */
  public stop(fault: FlagFault, length = 1): number {
    this.faults.push(fault);
    return this.goesOn ? fault.index + length : -1;
  }

  /** From here on nothing is read as a flag, unless to find what is wrong with it. */
  public end(index: number): number {
    this.ignoredFrom ??= index;
    return this.goesOn ? index + 1 : -1;
  }

  public noFlag(index: number): number {
    const written = this.args[index] ?? '';
    return this.stop({ index, kind: 'no-flag', written, name: undefined, type: undefined, value: undefined });
  }
}

const nameAndValue = (text: string): [string, string | undefined] => {
  const at = text.indexOf('=', 1);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

/**
 * Go's own package `flag`, which MIC reads its arguments with: it stops at the first one that is no flag.
 *
 * @param goesOn whether to read on behind what the program ends at, to find all of it
 */
export function parseGoFlags(args: readonly string[], table: FlagTable, goesOn = false): ParsedFlags {
  const flags = new Flags(table, args, goesOn);
  for (let i = 0; i >= 0 && i < args.length; ) {
    const arg = args[i] as string;
    const [, , rest] = /^(--?)(.+)$/s.exec(arg) ?? [];
    if (rest === undefined || arg === '--') {
      i = flags.end(i);
      continue;
    }
    const [name, value] = nameAndValue(rest);
    if (/^[-=]/.test(name)) i = flags.noFlag(i);
    else i = flags.take(i, `--${name}`, name, value);
  }
  return flags.parsed;
}

/**
 * spf13/pflag, which NMI reads its arguments with: what is no flag is passed over. Letters have one dash only.
 *
 * @param goesOn as of `parseGoFlags`
 */
export function parsePflags(args: readonly string[], table: FlagTable, goesOn = false): ParsedFlags {
  const flags = new Flags(table, args, goesOn);
  for (let i = 0; i >= 0 && i < args.length; ) {
    const arg = args[i] as string;
    if (arg === '--') i = flags.end(i);
    else if (!arg.startsWith('-') || arg === '-') i++;
    else if (arg.startsWith('--')) {
      const [name, value] = nameAndValue(arg.slice(2));
      i = /^[-=]/.test(name) ? flags.noFlag(i) : flags.take(i, `--${name}`, name, value);
    } else i = shorthand(flags, i, arg, table);
  }
  return flags.parsed;
}

/** `-v4`, `-v=4` and `-v 4`. The only letter that these programs have takes a value. */
function shorthand(flags: Flags, index: number, arg: string, table: FlagTable): number {
  const letter = arg.charAt(1);
  if (!Object.hasOwn(table, letter)) {
    const long = nameAndValue(arg.slice(1))[0];
    const meant = Object.hasOwn(table, long) ? long : undefined;
    const value = nameAndValue(arg.slice(1))[1];
    return flags.stop({ index, kind: 'unknown-flag', written: arg, meant, name: long, type: undefined, value });
  }
  const rest = arg.slice(2).replace(/^=/, '');
  return flags.take(index, `-${letter}`, letter, arg.length > 2 ? rest : undefined);
}
