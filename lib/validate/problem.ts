import { printable } from './printable';

/** What is wrong with one field. */
export interface Problem {
  /** Path of the construct, name of the call, or file and line; empty when the field is enough. */
  readonly place: string;
  /** The field as YAML spells it. */
  readonly field: string;
  /** What `given` is: the field's value, a key in it (of a label, say), or the name of an unknown field. */
  readonly fault: 'value' | 'unknown field' | `${string}key`;
  /** What was given, as it may be printed. */
  readonly given: string;
  /** What is allowed instead; for an unknown field the known ones. */
  readonly allowed: string;
  /** How to write it instead. */
  readonly hint: string | undefined;
}

/** A problem in words, on one line. */
export function wordsOf({ place, field, fault, given, allowed, hint }: Problem): string {
  const where = [place, field].filter((part) => part !== '').join(': ');
  return printable(`${where}: ${faultIn(fault, given, allowed)}${hint ? `. ${hint}` : ''}`);
}

function faultIn(fault: Problem['fault'], given: string, allowed: string): string {
  if (fault === 'unknown field') return `unknown field ${given}; known fields: ${allowed}`;
  return `${fault === 'value' ? 'got' : `invalid ${fault}`} ${given}; allowed: ${allowed}`;
}

/** Problems as an Error: its message has a line for each. */
export class ProblemsError extends Error {
  public readonly problems!: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(wordsOf).join('\n'));
    // Not enumerable: Node would print them once more below the message.
    Object.defineProperty(this, 'problems', { value: problems });
  }
}
