import { type Format, kindOf, show, showField } from './format';
import { nearestKey } from './nearest';
import { type Problem, ProblemsError, wordsOf } from './problem';
import { isSecretField } from './secret-fields';
import { isUnresolved } from './unresolved';

/** JavaScript and YAML have numbers where a string is expected. */
function notAString(value: unknown, { allowed, accepts }: Format): string | undefined {
  if ((typeof value !== 'number' && typeof value !== 'boolean') || allowed.startsWith('a string')) return undefined;
  const text = String(value);
  return accepts(text) ? `Expected a string: write ${JSON.stringify(text)}` : 'Expected a string';
}

/** What a value is once everything is known. */
export type Resolution = (value: unknown) => unknown;

/** A check made again before anything is written, on what is known then. */
export type DeferredCheck = (problems: Problems, known: Resolution) => void;

/** A construct, as far as it matters here. */
interface Node {
  readonly node: { readonly path: string };
}

/**
 * Collects the problems of one construct, and throws them as one Error: a line for each problem, with the path of the
 * construct, the field as YAML spells it, the value, and what is allowed.
 */
export class Problems {
  /** For a construct that is about to be made. */
  public static at(scope: Node, id: string): Problems {
    // The path is made when it is needed: most constructs have no problem.
    return new Problems(() => (scope.node.path === '' ? id : `${scope.node.path}/${id}`));
  }

  /** For an existing construct. */
  public static of(construct: Node): Problems {
    return new Problems(() => construct.node.path);
  }

  /** For a call that makes no construct. */
  public static in(call: string): Problems {
    return new Problems(() => call);
  }

  /** For values of a file: `place` returns where a field is. */
  public static located(place: (field: string) => string): Problems {
    return new Problems(place, false);
  }

  /** Each once, by its words: a value that sets both controllers is one problem. */
  private problems: Map<string, Problem> | undefined;
  private deferredChecks: DeferredCheck[] | undefined;

  private constructor(
    private readonly place: (field: string) => string,
    private readonly hasTokens = true,
  ) {}

  /** Adds a problem. `hint`: how to write it instead. The value of a field that may be secret is not printed. */
  public add(field: string, value: unknown, allowed: string, hint?: string): void {
    this.push(field, 'value', showField(field, value), allowed, hint);
  }

  /** As `add`, for a key in a map, which is always printed. `fault`: which key, such as `label key`. */
  public addKey(field: string, key: unknown, allowed: string, hint?: string, fault: Problem['fault'] = 'key'): void {
    this.push(field, fault, show(key), allowed, hint);
  }

  /** Adds an unknown field, with the known one that was probably meant. */
  public addUnknown(field: string, name: string, known: readonly string[]): void {
    const meant = nearestKey(name, known);
    this.addKey(field, name, known.join(', '), meant && `Write ${meant}`, 'unknown field');
  }

  /** As `add`, for a value that must not be printed. */
  public addKind(field: string, value: unknown, allowed: string): void {
    this.push(field, 'value', kindOf(value), allowed);
  }

  private push(field: string, fault: Problem['fault'], given: string, allowed: string, hint?: string): void {
    this.keep({ place: this.place(field), field, fault, given, allowed, hint });
  }

  private keep(problem: Problem): void {
    this.problems ??= new Map();
    const words = wordsOf(problem);
    if (!this.problems.has(words)) this.problems.set(words, problem);
  }

  /** Whether a field has a problem already. */
  public has(field: string): boolean {
    return this.found.some((problem) => problem.field === field && problem.place === this.place(field));
  }

  /** Whether a value is known at synth only, and cannot be checked before. Nothing in a file is. */
  public isLate(value: unknown): boolean {
    return this.hasTokens && isUnresolved(value);
  }

  /**
   * Whether a value is known at synth only; then it is checked there. A string that still has a token then, which another
   * tool replaces later, is not checked.
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
    const hint = isSecretField(field)
      ? undefined
      : typeof value === 'string'
        ? format.hint?.(value)
        : notAString(value, format);
    this.add(field, value, format.allowed, hint);
  }

  /** As `expect`, for a value that may be left out. */
  public expectOptional(field: string, value: unknown, format: Format): void {
    if (value !== undefined) this.expect(field, value, format);
  }

  /** Keeps a check of a value that is known at synth only. */
  public defer(check: DeferredCheck): void {
    this.deferredChecks ??= [];
    this.deferredChecks.push(check);
  }

  /** The checks that were kept. */
  public get deferred(): DeferredCheck[] | undefined {
    return this.deferredChecks;
  }

  /** Runs checks that were kept, and those that they keep in turn. */
  public settle(checks: readonly DeferredCheck[], known: Resolution): void {
    for (const check of checks) check(this, known);
    for (const check of this.deferredChecks ?? []) check(this, known);
  }

  /** The problems, in the order in which they were added. */
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

  /** All problems as one Error. */
  public get error(): ProblemsError {
    return new ProblemsError(this.found);
  }

  /**
   * Throws everything collected, if anything.
   *
   * @throws ProblemsError
   */
  public throwIfAny(): void {
    if (this.problems) throw this.error;
  }
}
