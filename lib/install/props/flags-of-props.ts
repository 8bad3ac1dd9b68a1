import { madeOf } from '../../synth/lazily';
import { valueOfField } from '../../validate/path';
import type { Problems } from '../../validate/problems';
import type { FlagType } from '../flag-type';
import type { Flag } from '../flags';
import type { Flags } from '../objects/controller';

/** The methods of a Duration may throw: it is known by its shape only. */
function printedBy(type: FlagType, value: unknown): string | undefined {
  try {
    return type.print(value);
  } catch {
    return undefined;
  }
}

/** The flags that the props set. */
export function flagsOf(problems: Problems, flags: readonly Flag[], props: object): Flags {
  const given: { [flag: string]: string } = {};
  for (const { name, type, prop } of flags) {
    const value = prop === undefined ? undefined : valueOfField(props, prop);
    if (prop === undefined || value === undefined) continue;
    const print = (found: Problems, known: unknown) => {
      const printed = printedBy(type, known);
      if (printed === undefined) found.add(`${prop} (${name})`, known, type.allowed);
      return printed;
    };
    const isLate = problems.later(value, print);
    const text = isLate ? madeOf(value, (known) => printedBy(type, known) ?? known) : print(problems, value);
    if (text !== undefined) given[name] = text as string;
  }
  return given;
}
