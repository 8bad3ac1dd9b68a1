import { isPlainText } from '../../validate/plain-text';

/** What readers of YAML refuse or change, in quotes too, and what people do not see. */
const unseen = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** A scalar as it is written in YAML, on one line: in quotes when it would be read as another thing without. */
export function plainYaml(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isPlain =
    isPlainText(value) &&
    /^[\w./][^#]*$/u.test(value) &&
    !/(: |:$|\s$)/.test(value) &&
    value.replace(unseen(), escapeOf) === value;
  return isPlain ? value : JSON.stringify(value).replace(unseen(), escapeOf);
}

/** An argument as an item of a list in YAML: `- --v=5`. */
export function argumentItem(argument: string): string {
  return `- ${/^--?\w[\w./,$()+=:-]*$/.test(argument) && !argument.endsWith(':') ? argument : plainYaml(argument)}`;
}

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
