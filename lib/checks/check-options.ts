import type { CheckConfig } from './check-config';

/**
 * The options, without what is null. Refuses those that are of another type than they must be, as JavaScript or a file of somebody's may have them.
 *
 * @param call what messages begin with
 * @throws Error with a line for each
 */
export function checkOptions(call: string, options: unknown): CheckConfig {
  const { checkConfig } = require('./check-config') as typeof import('./check-config');
  const { Problems } = require('../values/problems') as typeof import('../values/problems');
  const problems = Problems.in(call);
  const config = checkConfig(problems, options);
  problems.throwIfAny();
  return config;
}
