import type { IConstruct } from 'constructs';
import { type Format, show } from './format';
import { isUnresolved } from './unresolved';

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

  private readonly lines: string[] = [];

  private constructor(private readonly path: () => string) {}

  /** Adds a problem. `hint` goes behind what is allowed: how to write it instead. */
  public add(field: string, value: unknown, allowed: string, hint?: string): void {
    this.lines.push(`${this.path()}: ${field}: got ${show(value)}; allowed: ${allowed}${hint ? `. ${hint}` : ''}`);
  }

  /** Checks a value that must be there. Lazy values and tokens pass. */
  public expect(field: string, value: unknown, format: Format): void {
    if (isUnresolved(value) || (typeof value === 'string' && format.accepts(value))) return;
    this.add(field, value, format.allowed, typeof value === 'string' ? format.hint?.(value) : undefined);
  }

  /** As `expect`, for a value that may be left out. */
  public expectOptional(field: string, value: unknown, format: Format): void {
    if (value !== undefined) this.expect(field, value, format);
  }

  /** A new collection for the same construct. */
  public forSameConstruct(): Problems {
    return new Problems(this.path);
  }

  /** Adds the problems of another construct. */
  public include(other: Problems): void {
    this.lines.push(...other.lines);
  }

  /** Throws everything collected, if anything. */
  public throwIfAny(): void {
    if (this.lines.length > 0) throw new Error(this.lines.join('\n'));
  }
}
