import type { CheckConfig } from './check-config';

/**
 * The options, without null values. Refuses options of the wrong type, which JavaScript and config files can have.
 *
 * @param call prefix of messages
 * @throws Error with a line for each
 */
export function checkOptions(call: string, options: unknown): CheckConfig {
  const { checkConfig } = require('./check-config') as typeof import('./check-config');
  const { Problems } = require('../validate/problems') as typeof import('../validate/problems');
  const problems = Problems.in(call);
  const config = checkConfig(problems, options);
  problems.throwIfAny();
  return config;
}
