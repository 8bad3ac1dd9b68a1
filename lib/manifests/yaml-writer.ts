import {
  DEFAULT_SCALAR_STYLE_RULES,
  type DumpOptions,
  defineScalarTag,
  dump,
  FAILSAFE_SCHEMA,
  NOT_RESOLVED,
  SCALAR_STYLE,
} from 'js-yaml';
import { plainScalar } from '../values/plain-scalar';

/** Kinds of scalars that have no quotes; text that go-yaml would take for one of them gets quotes. */
const tag = (name: string, is: (value: unknown) => boolean) =>
  defineScalarTag(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    resolve: (text) => {
      const value = plainScalar(text);
      return is(value) ? value : NOT_RESOLVED;
    },
    identify: is,
    represent: String,
  });

const SCHEMA = FAILSAFE_SCHEMA.withTags(
  tag('null', (value) => value === null),
  tag('bool', (value) => typeof value === 'boolean'),
  tag('float', (value) => typeof value === 'number'),
);

/**
 * A document of YAML that go-yaml reads back as it is; faster than the writer in cdk8s, which whole charts are written
 * with.
 */
export function writeYaml(value: object): string {
  const text = dump(value, { schema: SCHEMA, lineWidth: -1, noRefs: true, scalarStyleRules: RULES });
  // Now they stand in double quotes only.
  return `---\n${text.replace(UNSEEN, escapeOf)}`;
}

/** What a reader does not see, except line feeds and tabs, which YAML's styles are for. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** So that a manifest shows what is in it, all of it. */
function quoteUnseen(layout: ScalarLayout): void {
  if (layout.node.value.search(UNSEEN) >= 0) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}

type ScalarLayout = Parameters<NonNullable<DumpOptions['scalarStyleRules']>[number]>[0];

const RULES = [quoteUnseen, ...Object.values(DEFAULT_SCALAR_STYLE_RULES)];

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) as number).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
