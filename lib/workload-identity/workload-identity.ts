import { Construct } from 'constructs';
import { parseSemver } from '../go/semver';
import { isInTree, ObjectRegistry } from '../synth/object-registry';
import { problemsAt } from '../synth/scope';
import { warn } from '../synth/warnings';
import { authorityHostOf, CLOUDS_WITH_HOST } from '../upstream/authority-hosts';
import { TOKEN_EXPIRATION } from '../upstream/workload-identity';
import { GUID } from '../validate/azure-values';
import type { Problems } from '../validate/problems';
import { readProps } from '../validate/props';
import { Injection } from './injection';
import { MigrationStage } from './migration-stage';
import { refuseSettings } from './refused-settings';
import { areUsed, setSettings, settledBy } from './stage-settings';
import { TokenExchange } from './token-exchange';
import type { WorkloadIdentityProps } from './workload-identity-props';

const PROPS: readonly (keyof WorkloadIdentityProps)[] = [
  ...(['stage', 'injection', 'tenantId', 'azureEnvironment'] as const),
  ...(['tokenExpiration', 'proxyPort', 'exchange', 'kubernetesVersion'] as const),
];
const ENUMS = [
  ['stage', Object.values(MigrationStage)],
  ['injection', Object.values(Injection)],
  ['exchange', Object.values(TokenExchange)],
] as const;
const RANGES = [
  ['tokenExpiration', TOKEN_EXPIRATION.least, TOKEN_EXPIRATION.most, 'seconds'],
  ['proxyPort', 1, 65_535, 'a port'],
] as const;

const NOT_USED =
  'is for no workload: no identity is assigned to one below its scope. Pods that you label yourself are not moved; use assignTo.';

/**
 * Moves workloads from AAD Pod Identity to Azure Workload Identity: each workload below `scope` that an identity is
 * assigned to, before or after. The nearest one above a workload decides. Renders nothing itself: at synth the workloads get
 * labels, and a ServiceAccount that is annotated with the identity.
 *
 * Throws one Error that names the construct, the field, the value and what is allowed: also for a second one in a scope.
 * Fails synth, before anything is written, for workloads that would not start at their stage, or could obtain other
 * identities than those assigned to them; warns of what may not do what was meant.
 *
 * @example
 * new WorkloadIdentity(chart, 'workload-identity', { stage: MigrationStage.DUAL });
 * @see https://azure.github.io/azure-workload-identity/docs/
 */
export class WorkloadIdentity extends Construct {
  /** The stage of the workloads below its scope. */
  public readonly stage: MigrationStage;

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    const problems = problemsAt('new WorkloadIdentity', scope, id, false);
    const given = readProps(problems, props, PROPS);
    checkSettings(problems, given);
    const other = settledBy(scope);
    if (other) {
      const allowed = `one WorkloadIdentity for each scope; ${other.node.path} is for it already`;
      problems.add('scope', scope.node.path === '' ? 'the app' : scope.node.path, allowed);
    }
    problems.throwIfAny();
    super(scope, id);
    this.stage = given.stage;
    setSettings(scope, this, given);
    ObjectRegistry.of(this).lastly(() => {
      if (isInTree(this) && !areUsed(scope)) warn(this, NOT_USED);
    });
  }
}

function checkSettings(problems: Problems, props: WorkloadIdentityProps): void {
  for (const [name, values] of ENUMS) {
    const value = props[name];
    if (value === undefined && name !== 'stage') continue;
    if (!(values as readonly unknown[]).includes(value)) problems.add(name, value, values.join(', '));
  }
  for (const [name, least, most, unit] of RANGES) {
    const value = props[name];
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) continue;
    problems.add(name, value, `${unit}: a whole number from ${least} to ${most}`);
  }
  const { tenantId, azureEnvironment, kubernetesVersion, injection, exchange } = props;
  if (tenantId !== undefined) problems.expectNow('tenantId', tenantId, GUID);
  if (azureEnvironment !== undefined) {
    problems.expectNow('azureEnvironment', azureEnvironment, {
      allowed: CLOUDS_WITH_HOST.join(', '),
      accepts: (text) => authorityHostOf(text) !== undefined,
    });
  }
  if (kubernetesVersion !== undefined) {
    const format = { allowed: 'a version such as "1.32"', accepts: (text: string) => parseSemver(text) !== undefined };
    problems.expectNow('kubernetesVersion', kubernetesVersion, format);
  }
  refuseSettings(problems, props);
  const needsTenant =
    injection === Injection.MANIFEST
      ? 'a GUID with Injection.MANIFEST, which has no webhook that knows the tenant'
      : exchange === TokenExchange.IDENTITY_BINDING
        ? 'a GUID with TokenExchange.IDENTITY_BINDING, which needs it on the ServiceAccounts'
        : undefined;
  if (tenantId === undefined && needsTenant) problems.add('tenantId', tenantId, needsTenant);
}
