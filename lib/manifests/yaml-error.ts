import { printable } from '../values/printable';
import type { Position } from './position';

/** YAML or JSON that cannot be read, or that readers would understand in different ways. */
export class YamlError extends Error {
  /** The reason alone. */
  public readonly reason: string;

  constructor(file: string, { line, column }: Position, reason: string) {
    super(`${printable(file)}:${line}:${column}: ${reason}`);
    this.reason = reason;
  }
}

/** The same with an offset instead of a position: nobody has counted the lines yet. */
export class YamlErrorAt extends Error {
  constructor(
    public readonly offset: number,
    reason: string,
  ) {
    super(reason);
  }
}
