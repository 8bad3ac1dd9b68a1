import { printable } from '../validate/printable';
import type { Position } from './position';

/** YAML or JSON that cannot be read, or that readers interpret differently. */
export class YamlError extends Error {
  /** The reason alone. */
  public readonly reason: string;

  constructor(file: string, { line, column }: Position, reason: string) {
    super(`${printable(file)}:${line}:${column}: ${reason}`);
    this.reason = reason;
  }
}

/** The same with an offset instead of a position, before lines are counted. */
export class YamlErrorAt extends Error {
  constructor(
    public readonly offset: number,
    reason: string,
  ) {
    super(reason);
  }
}
