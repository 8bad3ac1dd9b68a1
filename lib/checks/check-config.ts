import type { FieldPath } from '../manifests/manifest';
import { NotAFileError, readFile } from '../manifests/read-file';
import { MOST_BYTES, readText } from '../manifests/read-text';
import { YamlText } from '../manifests/yaml';
import { YamlError } from '../manifests/yaml-error';
import { ISSUER } from '../simulation/federation-options';
import { Mode } from '../upstream/mode';
import { GUID } from '../validate/azure-values';
import { quoted } from '../validate/format';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { boolean, list, object, oneOf, type Shape, text } from '../validate/shape';
import { reasonOf } from '../validate/system-error';
import { isPlainObject } from '../validate/unresolved';
import type { CheckOptions } from './checked-cluster';
import { excerptOf } from './excerpt';
import type { FailOn } from './fail-on';
import { OBJECT_PATTERN, type Suppression } from './suppressions/suppression';

/** Settings of a check, in a config file or in the properties of the cdk8s-cli plugin. */
export interface CheckConfig extends CheckOptions {
  /**
   * The lowest severity that fails the check: `error` or `warning`.
   *
   * @default warning
   */
  readonly failOn?: FailOn;

  /**
   * The namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;

  /**
   * Files and folders to leave out, as `exclude` of `Manifests.fromPaths`.
   *
   * @default - none
   */
  readonly exclude?: readonly string[];
}

const words = text({ allowed: 'a string', accepts: (given) => given.trim() !== '' });
const version: Shape = (problems, field, value) => {
  if (typeof value === 'string' && /^v?1\.\d+/.test(value)) return;
  // YAML reads 1.30 as the number 1.3.
  problems.add(field, value, 'a version such as "1.29"', typeof value === 'number' ? 'Put it in quotes' : undefined);
};

const FIELDS: { readonly [name in keyof Required<CheckConfig>]: Shape } = {
  failOn: oneOf('error', 'warning'),
  namespace: text(DNS_LABEL),
  exclude: list(words),
  mode: oneOf(...Object.values(Mode)),
  forceNamespaced: boolean,
  issuer: text(ISSUER),
  federated: list(words),
  wholeCluster: boolean,
  networkPlugin: words,
  kubernetesVersion: version,
  kubeletClientId: text(GUID),
  nodeResourceGroup: words,
  aksAddon: boolean,
  suppressions: list(
    // A missing reason is a finding, not an invalid config.
    object({ fields: { rule: words, object: text(OBJECT_PATTERN), reason: text() }, required: ['rule', 'object'] }),
  ),
};

export const CONFIG_FIELDS = Object.keys(FIELDS) as (keyof CheckConfig)[];

/** Checks a config and adds its problems. */
export function checkConfig(problems: Problems, value: unknown): CheckConfig {
  if (!isPlainObject(value)) {
    problems.add('config', value, `a map with ${CONFIG_FIELDS.join(', ')}`);
    return {};
  }
  const config: { [name: string]: unknown } = {};
  for (const [name, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue;
    const shape = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof CheckConfig] : undefined;
    if (!shape) {
      problems.addUnknown('', name, CONFIG_FIELDS);
      continue;
    }
    shape(problems, name, given);
    config[name] = given;
  }
  if (!Array.isArray(config.suppressions)) return config;
  const suppressions = (config.suppressions as Suppression[]).filter(isPlainObject).map((entry) => ({
    ...entry,
    reason: entry.reason ?? '',
  }));
  return { ...config, suppressions };
}

/**
 * Reads a config file.
 *
 * @throws Error with a line for each problem
 */
export function readConfig(file: string): CheckConfig {
  try {
    return new ConfigFile(file, readText(file, readFile(file, MOST_BYTES))).config();
  } catch (error) {
    if (error instanceof YamlError) throw new Error(error.message);
    if ((error as NodeJS.ErrnoException).code || error instanceof NotAFileError)
      throw new Error(`${file}: ${reasonOf(error)}`);
    throw error;
  }
}

class ConfigFile {
  private readonly yaml: YamlText;

  constructor(
    private readonly file: string,
    content: string,
  ) {
    this.yaml = new YamlText(file, content);
  }

  public config(): CheckConfig {
    const [document, second] = this.yaml.documents;
    if ((second && second.value !== null) || document?.unread)
      throw new Error(`${this.file}: a config must be a single document`);
    if (!document || document.value === null) return {};
    const [twice] = document.duplicates;
    if (twice) {
      const { first, last, path } = twice;
      throw new Error(
        `${this.file}:${last.line}:${last.column}: duplicate key ${quoted(String(path.at(-1)))}, first in line ${first.line}`,
      );
    }
    const problems = Problems.located((field) => {
      const { line, column } = document.positionOf(pathOf(field));
      return `${this.file}:${line}:${column}`;
    });
    const config = checkConfig(problems, document.value);
    problems.throwIfAny();
    const placed = config.suppressions?.map((entry, i) => {
      const position = document.positionOf(['suppressions', i]);
      const shown = document.excerptAt(position);
      const excerpt = excerptOf(shown.text, shown.column);
      return { ...entry, place: { file: this.file, ...position, excerpt } };
    });
    return { ...config, ...(placed && { suppressions: placed }) };
  }
}

/** `suppressions[0].rule` as keys. */
function pathOf(field: string): FieldPath {
  return field.split(/[.[\]]+/).flatMap((key) => (key === '' ? [] : [/^\d+$/.test(key) ? Number(key) : key]));
}
