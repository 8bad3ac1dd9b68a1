import type { IConstruct } from 'constructs';
import type { Format } from './format';
import { type Problem, ProblemsError, SHOWN, wordsOf } from './problem';
import { isSecretField } from './secret-fields';
import { isUnresolved } from './unresolved';

/** What a value is once everything is known. */
export type Resolution = (value: unknown) => unknown;

/** A check made again before anything is written, on what is known then. */
export type DeferredCheck = (problems: Problems, known: Resolution) => void;

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

  /** Each once, by its words: what two controllers are given in one value is one problem. */
  private problems: Map<string, Problem> | undefined;
  private deferredChecks: DeferredCheck[] | undefined;

  private constructor(
    private readonly place: (field: string) => string,
    private readonly hasTokens = true,
  ) {}

  /**
   * Adds a problem. `hint` goes behind what is allowed: how to write it instead. Of a field that may be secret the value
   * is not shown.
   */
  public add(field: string, value: unknown, allowed: string, hint?: string): void {
    this.push(field, SHOWN.value(field, value), allowed, hint);
  }

  /** As `add`, for a key in a field, which is shown whatever the field is. */
  public addKey(field: string, key: string, allowed: string, hint?: string): void {
    this.push(field, SHOWN.key(field, key), allowed, hint);
  }

  /** As `add`, for a value that must not be shown. */
  public addKind(field: string, value: unknown, allowed: string): void {
    this.push(field, SHOWN.kind(field, value), allowed);
  }

  private push(field: string, given: string, allowed: string, hint?: string): void {
    this.keep({ place: this.place(field), field, given, allowed, hint });
  }

  private keep(problem: Problem): void {
    this.problems ??= new Map();
    const words = wordsOf(problem);
    if (!this.problems.has(words)) this.problems.set(words, problem);
  }

  /** Whether something is wrong with a field already. */
  public has(field: string): boolean {
    return this.found.some((problem) => problem.field === field && problem.place === this.place(field));
  }

  /** Whether a value is known at synth only, and cannot be checked before. In a file of values nothing is. */
  public isLate(value: unknown): boolean {
    return this.hasTokens && isUnresolved(value);
  }

  /**
   * Whether a value is known at synth only; then it is checked there. Of text that holds a token still, which another
   * tool replaces after that, nothing is known.
   */
  public later(value: unknown, check: (problems: Problems, known: unknown) => void): boolean {
    if (!this.isLate(value)) return false;
    this.defer((problems, resolved) => {
      const known = resolved(value);
      if (!isUnresolved(known)) check(problems, known);
    });
    return true;
  }

  /** Checks a value that must be there. Lazy values and tokens are checked at synth. */
  public expect(field: string, value: unknown, format: Format): void {
    if (!this.later(value, (problems, known) => problems.expectNow(field, known, format))) {
      this.expectNow(field, value, format);
    }
  }

  /** As `expect`, for a value that must be known already. */
  public expectNow(field: string, value: unknown, format: Format): void {
    if (typeof value === 'string' && format.accepts(value)) return;
    // A hint quotes a part of the value.
    const hint = typeof value === 'string' && !isSecretField(field) ? format.hint?.(value) : undefined;
    this.add(field, value, format.allowed, hint);
  }

  /** As `expect`, for a value that may be left out. */
  public expectOptional(field: string, value: unknown, format: Format): void {
    if (value !== undefined) this.expect(field, value, format);
  }

  /** Keeps a check of what is known at synth only. */
  public defer(check: DeferredCheck): void {
    this.deferredChecks ??= [];
    this.deferredChecks.push(check);
  }

  /** The checks that were kept. */
  public get deferred(): DeferredCheck[] | undefined {
    return this.deferredChecks;
  }

  /** Makes the checks that others kept, and those that they keep in turn. */
  public settle(checks: readonly DeferredCheck[], known: Resolution): void {
    for (const check of checks) check(this, known);
    for (const check of this.deferredChecks ?? []) check(this, known);
  }

  /** What was found. */
  public get found(): readonly Problem[] {
    return [...(this.problems?.values() ?? [])];
  }

  public get areNone(): boolean {
    return this.problems === undefined;
  }

  /** Adds the problems of another construct. */
  public include(other: Problems): void {
    for (const problem of other.found) this.keep(problem);
  }

  /**
   * Throws everything collected, if anything.
   *
   * @throws ProblemsError
   */
  public throwIfAny(): void {
    if (this.problems) throw new ProblemsError(this.found);
  }
}
