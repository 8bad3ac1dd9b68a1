import type { IConstruct } from 'constructs';
import { type Format, kindOf, show } from './format';
import { isUnresolved } from './unresolved';

/** A check made again before anything is written, on what is known then. */
export type DeferredCheck = (problems: Problems) => void;

/**
 * Collects what is wrong with one construct, and throws it as one Error: a line for each problem, with the construct
 * path, the field as YAML spells it, the value, and what is allowed.
 */
export class Problems {
  /** For a construct that is about to be made. */
  public static at(scope: IConstruct, id: string): Problems {
    // The path is made when it is needed: most constructs have no problem.
    return new Problems(() => (scope.node.path === '' ? id : `${scope.node.path}/${id}`));
  }

  /** For a construct that is there. */
  public static of(construct: IConstruct): Problems {
    return new Problems(() => construct.node.path);
  }

  /** For a call that makes no construct. */
  public static in(call: string): Problems {
    return new Problems(() => call);
  }

  /** For values of a file: what stands before a field tells where it is. */
  public static located(place: (field: string) => string): Problems {
    return new Problems(place, false);
  }

  /** Each once: what two controllers are told in one value is one problem. */
  private lines: Set<string> | undefined;
  private later: DeferredCheck[] | undefined;

  private constructor(
    private readonly place: (field: string) => string,
    private readonly hasTokens = true,
  ) {}

  /** Adds a problem. `hint` goes behind what is allowed: how to write it instead. */
  public add(field: string, value: unknown, allowed: string, hint?: string): void {
    this.push(`${this.placed(field)}: got ${show(value)}; allowed: ${allowed}${hint ? `. ${hint}` : ''}`);
  }

  /** As `add`, for a value that must not be shown. */
  public addKind(field: string, value: unknown, allowed: string): void {
    this.push(`${this.placed(field)}: got ${kindOf(value)}; allowed: ${allowed}`);
  }

  /** Whether something is wrong with a field already. */
  public has(field: string): boolean {
    return this.found.some((line) => line.startsWith(`${this.placed(field)}: got `));
  }

  private placed(field: string): string {
    const place = this.place(field);
    return place === '' ? field : `${place}: ${field}`;
  }

  /** Whether a value is known at synth only, and cannot be checked before. In a file of values nothing is. */
  public isLate(value: unknown): boolean {
    return this.hasTokens && isUnresolved(value);
  }

  /** Checks a value that must be there. Lazy values and tokens pass. */
  public expect(field: string, value: unknown, format: Format): void {
    if (this.isLate(value) || (typeof value === 'string' && format.accepts(value))) return;
    this.add(field, value, format.allowed, typeof value === 'string' ? format.hint?.(value) : undefined);
  }

  /** As `expect`, for a value that may be left out. */
  public expectOptional(field: string, value: unknown, format: Format): void {
    if (value !== undefined) this.expect(field, value, format);
  }

  /** Keeps a check of what is known at synth only. */
  public defer(check: DeferredCheck): void {
    this.later = [...(this.later ?? []), check];
  }

  /** The checks that were kept. */
  public get deferred(): DeferredCheck[] | undefined {
    return this.later;
  }

  /** What was found, a line for each problem. */
  public get found(): readonly string[] {
    return [...(this.lines ?? [])];
  }

  public get areNone(): boolean {
    return this.lines === undefined;
  }

  /** Adds the problems of another construct. */
  public include(other: Problems): void {
    for (const line of other.lines ?? []) this.push(line);
  }

  private push(line: string): void {
    this.lines ??= new Set();
    this.lines.add(line);
  }

  /** Throws everything collected, if anything. */
  public throwIfAny(): void {
    if (this.lines) throw new Error(this.found.join('\n'));
  }
}
