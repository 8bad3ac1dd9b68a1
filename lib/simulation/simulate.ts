import { expectManifests } from '../manifests/expect-manifests';
import type { Manifests } from '../manifests/manifests';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { boolean, list, NON_EMPTY, optional, text } from '../validate/shape';
import type { Assignments } from './answer';
import type { FederationOptions } from './federation-options';
import type { SettingsOptions } from './settings';

/** What is not in the manifests: settings of MIC and NMI, which replace those in the manifests, and federated credentials. */
export interface SimulateOptions extends SettingsOptions, FederationOptions {}

/**
 * Which workload may get a token for which Azure identity, as MIC and NMI 1.8.17 and the webhook of Workload Identity
 * 1.6.0 decide. The manifests are treated as the whole cluster, and each workload as having a pod on a node.
 *
 * @example
 * simulate(Manifests.fromPaths(['dist'])).workloads.filter(({ identities }) => identities.length > 0);
 *
 * @throws Error with a line for each argument or option of the wrong kind
 * @throws ManifestError when there is no single answer: the API server would refuse an object, an identity, binding or
 * exception appears twice with different content, or controllers disagree or exit at startup; or a file with credentials cannot be read
 */
export function simulate(manifests: Manifests, options: SimulateOptions = {}): Assignments {
  expectManifests('simulate', manifests);
  const problems = Problems.in('simulate');
  const given = plainCopy(options);
  if (checkProps(problems, given, ['mode', 'forceNamespaced', 'issuer', 'federated'], 'options')) {
    optional(boolean)(problems, 'forceNamespaced', given.forceNamespaced);
    optional(text())(problems, 'issuer', given.issuer);
    optional(list(text(NON_EMPTY)))(problems, 'federated', given.federated);
  }
  problems.throwIfAny();
  // Loaded when needed: most programs that load the library only write manifests.
  const { simulationOf } = require('./simulation-of') as typeof import('./simulation-of');
  const { answerOf } = require('./answer') as typeof import('./answer');
  const { federationFacts } = require('./federation-options') as typeof import('./federation-options');
  return answerOf(simulationOf(manifests, options, federationFacts(given, 'simulate')));
}
