import { defineScalarTag, dump, FAILSAFE_SCHEMA, NOT_RESOLVED } from 'js-yaml';
import { plainScalar } from '../go/yaml-scalar';

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
  return `---\n${dump(value, { schema: SCHEMA, lineWidth: -1, noRefs: true })}`;
}
