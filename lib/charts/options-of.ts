import { expectConstruct } from '../synth/scope';
import { plainCopy } from '../values/plain-copy';
import { Problems } from '../values/problems';
import { checkProps } from '../values/props';

/**
 * The options of a call about charts, checked as those of a config file are.
 *
 * @param names the options that there are; all of a config when not given
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
  const { checkConfig } = require('../checks/check-config') as typeof import('../checks/check-config');
  const config = checkConfig(problems, options);
  problems.throwIfAny();
  return config as Options;
}
