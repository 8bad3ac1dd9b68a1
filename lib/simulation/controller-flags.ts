import { goBoolean } from '../go/booleans';
import { type FlagFault, type GivenFlag, parseGoFlags, parsePflags } from '../go/flags';
import type { Program } from '../upstream/flag';
import { defaultOf, FLAG_TABLES, flagOf } from '../upstream/flags';
import type { Version } from '../upstream/version';
import { nearest } from '../validate/nearest';
import { placeholderIn } from '../validate/placeholder';

export class ControllerFlags {
  /** All flags in their order, with those after an argument that the program exits at. */
  public readonly given: readonly GivenFlag[];
  /** Arguments that the program exits at, except placeholders, whose value is not known; fixing one shows the next. */
  public readonly faults: readonly FlagFault[];
  /** Index of the first argument that is not parsed as a flag; undefined when all are. */
  public readonly ignoredFrom: number | undefined;

  constructor(
    private readonly program: Program,
    private readonly version: Version | undefined,
    args: readonly string[],
  ) {
    const parse = program === 'mic' ? parseGoFlags : parsePflags;
    const { given, faults, ignoredFrom } = parse(args, FLAG_TABLES[program]);
    this.given = given;
    this.faults = faults.filter(({ index }) => !placeholderIn(args[index] ?? '', 'argument'));
    this.ignoredFrom = ignoredFrom;
  }

  /** A flag that is given; the last one wins. */
  public find(name: string): GivenFlag | undefined {
    return this.given.findLast((flag) => flag.name === name);
  }

  /** The value of a flag, else the default of this version; empty where it depends on the host, or on a version that is unknown. */
  public value(name: string): string {
    return this.find(name)?.value ?? this.defaultOf(name);
  }

  public isOn(name: string): boolean {
    return goBoolean(this.value(name)) === true;
  }

  /** A flag as the program sees it: before the first argument that it exits or stops parsing at. */
  public effective(name: string): Pick<GivenFlag, 'value'> & Partial<GivenFlag> {
    const end = Math.min(this.faults[0]?.index ?? Infinity, this.ignoredFrom ?? Infinity);
    const given = this.given.findLast((flag) => flag.name === name && flag.index < end);
    return given ?? { value: this.defaultOf(name) };
  }

  private defaultOf(name: string): string {
    const isKnown = this.version !== undefined || !flagOf(this.program, name)?.earlierDefault;
    return isKnown ? (defaultOf(this.program, name, this.version) ?? '') : '';
  }

  /** Whether a flag is among the arguments, even if misspelt or with an invalid value. */
  public mentions(name: string): boolean {
    return this.find(name) !== undefined || this.faults.some((fault) => this.meant(fault) === name);
  }

  /** The flag of a faulty argument, or the one that was probably meant. */
  public meant({ name, type }: FlagFault): string | undefined {
    if (name === undefined || type !== undefined) return name;
    const table = FLAG_TABLES[this.program];
    // A flag and its value in one argument.
    const [word = ''] = name.split(/\s/, 1);
    return Object.hasOwn(table, word) ? word : nearest(word, Object.keys(table));
  }
}
