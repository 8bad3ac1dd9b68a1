import {
  DEFAULT_SCALAR_STYLE_RULES,
  defineScalarTag,
  dump,
  FAILSAFE_SCHEMA,
  NOT_RESOLVED,
  SCALAR_STYLE,
  type ScalarLayout,
} from 'js-yaml';
import { plainScalar } from '../go/yaml-scalar';
import { isPlainText } from '../validate/plain-text';
import { isPlainObject } from '../validate/unresolved';

/** The writer asks each type in turn what the same text is. */
let last = { text: '', value: plainScalar('') };
function scalarOf(text: string): unknown {
  if (last.text !== text) last = { text, value: plainScalar(text) };
  return last.value;
}

/** Types of scalars without quotes; strings that go-yaml would read as one of them get quotes. */
const tag = (name: string, is: (value: unknown) => boolean) =>
  defineScalarTag(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    resolve: (text) => {
      const value = scalarOf(text);
      return is(value) ? value : NOT_RESOLVED;
    },
    identify: is,
    represent: String,
  });

const SCHEMA = FAILSAFE_SCHEMA.withTags(
  tag('null', (value) => value === null),
  tag('bool', (value) => typeof value === 'boolean'),
  tag('float', (value) => typeof value === 'number'),
  // Last: strings that only other readers read as something else. No value has this tag, so they get quotes.
  defineScalarTag('tag:yaml.org,2002:other', {
    implicit: true,
    resolve: (text) => (isPlainText(text) ? NOT_RESOLVED : text),
    identify: () => false,
  }),
);

/** Some readers drop blanks at the end of a block. */
function quoteBlankEnd(layout: ScalarLayout): void {
  if (layout.style === SCALAR_STYLE.LITERAL_BLOCK && /\n[ \t]+$/.test(layout.node.value)) {
    layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
  }
}

const OPTIONS = {
  schema: SCHEMA,
  scalarStyleRules: [quoteUnseen, ...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteBlankEnd],
  lineWidth: -1,
  noRefs: true,
};

/**
 * A document of YAML that every reader reads back unchanged. Faster than the writer in cdk8s, which writes whole charts.
 */
export function writeYaml(value: object): string {
  const words = wordsOf(value, '');
  if (words !== undefined) return `---\n${words}`;
  const text = dump(value, OPTIONS);
  // These are now only in double quotes.
  return `---\n${isUsual(text) ? text : text.replace(unseen(), escapeOf)}`;
}

/** Invisible characters, except line feeds and tabs, for which YAML has styles. */
const unseen = () => /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

const isUsual = (text: string) => /^[\n\t -~]*$/.test(text);

function quoteUnseen(layout: ScalarLayout): void {
  const { value } = layout.node;
  if (!isUsual(value) && value.search(unseen()) >= 0) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) as number).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** A string that is written as it is, wherever it is, if readers see text in it. */
const WORD = /^[\w/][\w./-]{0,255}$/;

/** Ten times as fast, for objects of nothing but words and integers, as AzureIdentities are; undefined for all others. */
function wordsOf(value: object, indent: string): string | undefined {
  let text = '';
  for (const [key, child] of Object.entries(value)) {
    if (!isWord(key)) return undefined;
    if (isWord(child) || Number.isSafeInteger(child)) text += `${indent}${key}: ${child}\n`;
    else {
      const block = isPlainObject(child) ? wordsOf(child, `${indent}  `) : undefined;
      if (block === undefined) return undefined;
      text += `${indent}${key}:\n${block}`;
    }
  }
  // An empty object has another form.
  return text || undefined;
}

const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value) && isPlainText(value);
