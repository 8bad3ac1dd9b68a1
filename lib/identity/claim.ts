import { show } from '../validate/format';
import type { Problems } from '../validate/problems';
import type { AssignToOptions } from './assignment-options';
import type { IAzureIdentity } from './azure-identity-interface';
import { describe, factsOf } from './identity-facts';

/** One call of `assignTo`. */
export interface Claim {
  readonly identity: IAzureIdentity;
  readonly options: AssignToOptions;
  /** Set when the call was for all workloads in a construct: then objects without a pod template are skipped. */
  readonly group?: { hasWorkload: boolean };
}

/** Options of a workload, not of one of its identities, in words. */
const COMMON = {
  selector: 'selector',
  stage: 'stage',
  serviceAccountName: 'ServiceAccount',
  serviceAccountPath: 'path to the ServiceAccount',
} as const;

/** An option that must be the same in all calls for a workload. */
export function commonOption<Name extends keyof typeof COMMON>(
  problems: Problems,
  all: readonly Claim[],
  name: Name,
): AssignToOptions[Name] | undefined {
  const claims = all.filter(({ options }) => options[name] !== undefined);
  const [value, ...others] = new Set(claims.map(({ options }) => options[name]));
  if (others.length > 0) {
    const byValue = claims.map(({ identity, options }) => `${show(options[name])} for ${describe(factsOf(identity))}`);
    problems.add(
      name,
      [...new Set(byValue)].sort().join(', '),
      `the same ${COMMON[name]} for all identities of a workload`,
    );
  }
  return value;
}
