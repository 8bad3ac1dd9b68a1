import {
  DEFAULT_SCALAR_STYLE_RULES,
  defineScalarTag,
  dump,
  FAILSAFE_SCHEMA,
  NOT_RESOLVED,
  SCALAR_STYLE,
  type ScalarLayout,
} from 'js-yaml';
import { plainScalar } from '../values/plain-scalar';
import { isPlainText } from '../values/plain-text';

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
  // Last: text that only other readers take for something else. Nothing is of this tag, so it gets quotes.
  defineScalarTag('tag:yaml.org,2002:other', {
    implicit: true,
    resolve: (text) => (isPlainText(text) ? NOT_RESOLVED : text),
    identify: () => false,
  }),
);

/** Some readers drop blanks from the end of a block. */
function quoteBlankEnd(layout: ScalarLayout): void {
  if (layout.style === SCALAR_STYLE.LITERAL_BLOCK && /\n[ \t]+$/.test(layout.node.value)) {
    layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
  }
}

const OPTIONS = {
  schema: SCHEMA,
  scalarStyleRules: [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteBlankEnd],
  lineWidth: -1,
  noRefs: true,
};

/**
 * A document of YAML that every reader reads back as it is; faster than the writer in cdk8s, which whole charts are
 * written with.
 */
export function writeYaml(value: object): string {
  return `---\n${dump(value, OPTIONS)}`;
}
