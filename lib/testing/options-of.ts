import { expectConstruct } from '../synth/scope';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';

/**
 * The options of a call with charts, checked like those of a config file; they override those of the file in `config`.
 *
 * @param names the known options; default: all of a config file
 */
export function optionsOf<Options extends object>(
  call: string,
  scope: unknown,
  given: Options,
  names?: readonly string[],
): Options {
  expectConstruct(call, scope, 'a chart or an app');
  const problems = Problems.located(() => call);
  const options = plainCopy(given);
  if (!checkProps(problems, options, names ?? Object.keys(options ?? {}), 'options')) problems.throwIfAny();
  const { checkConfig, readConfig } = require('../checks/check-config') as typeof import('../checks/check-config');
  const { config: file, ...own } = options as { config?: unknown };
  if (file !== undefined && file !== null && typeof file !== 'string') problems.add('config', file, 'a path');
  const config = checkConfig(problems, own);
  problems.throwIfAny();
  return { ...(typeof file === 'string' ? readConfig(file) : {}), ...config } as Options;
}
