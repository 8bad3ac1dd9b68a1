import { kindOf, show, showField } from './format';
import { printable } from './printable';

/** What is wrong with one field. */
export interface Problem {
  /** Path of the construct, name of the call, or file and line; empty when the field says it all. */
  readonly place: string;
  /** The field as YAML spells it. */
  readonly field: string;
  /** What was given, as it may be shown. */
  readonly given: string;
  /** What is allowed instead. */
  readonly allowed: string;
  /** How to write it instead. */
  readonly hint: string | undefined;
}

/** What may be shown of a value: all of it, unless the field may be secret; of keys always all; or only its kind. */
export const SHOWN = {
  value: showField,
  key: (_field: string, value: unknown) => show(value),
  kind: (_field: string, value: unknown) => kindOf(value),
} as const;

/** A problem in words, on one line. */
export function wordsOf({ place, field, given, allowed, hint }: Problem): string {
  const where = place === '' ? field : `${place}: ${field}`;
  return printable(`${where}: got ${given}; allowed: ${allowed}${hint ? `. ${hint}` : ''}`);
}

/** Problems as an Error: its message has a line for each. */
export class ProblemsError extends Error {
  constructor(public readonly problems: readonly Problem[]) {
    super(problems.map(wordsOf).join('\n'));
  }
}
