import type { ApiObject } from 'cdk8s';
import { ObjectRegistry } from '../synth/object-registry';
import { yamlSurprise } from '../synth/yaml-text';
import type { Format } from '../validate/format';
import { DNS_SUBDOMAIN, SELECTOR } from '../validate/kubernetes-names';
import type { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { isUnresolved } from '../validate/unresolved';
import { keepsPodIdentity, MigrationStage } from '../workload-identity/migration-stage';
import type { AssignToOptions } from './assignment-options';
import { checkReach } from './assignment-refusals';
import type { IAzureIdentity } from './azure-identity-interface';
import { factsOf } from './identity-facts';

const ENVIRONMENT_VARIABLE: Format = {
  allowed: 'the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit',
  accepts: (text) => /^[-._A-Za-z][-._A-Za-z0-9]*$/.test(text),
};
const POINTER: Format = {
  allowed: 'a JSON pointer such as "/spec/podTemplate"',
  accepts: (text) => /^(\/([^~]|~[01])+)+$/.test(text),
};
const OPTIONS: readonly (keyof AssignToOptions)[] = [
  ...(['selector', 'clientIdEnv', 'containers', 'podTemplate'] as const),
  ...(['stage', 'serviceAccountName', 'serviceAccountPath'] as const),
];

/** Checks the options of `assignTo`. */
export function checkOptions(problems: Problems, options: AssignToOptions): void {
  if (!checkProps(problems, options, OPTIONS, 'options')) problems.throwIfAny();
  const { selector, clientIdEnv, containers, podTemplate, serviceAccountPath } = options;
  checkSelector(problems, selector);
  if (isUnresolved(clientIdEnv)) problems.add('clientIdEnv', clientIdEnv, ENVIRONMENT_VARIABLE.allowed);
  problems.expectOptional('clientIdEnv', clientIdEnv, ENVIRONMENT_VARIABLE);
  checkText(problems, 'clientIdEnv', clientIdEnv);
  if (podTemplate !== undefined) problems.expectNow('podTemplate', podTemplate, POINTER);
  if (serviceAccountPath !== undefined) problems.expectNow('serviceAccountPath', serviceAccountPath, POINTER);
  checkStage(problems, options);
  if (containers === undefined) return;
  if (!Array.isArray(containers) || containers.length === 0 || containers.some((name) => typeof name !== 'string')) {
    problems.add('containers', containers, 'a list of container names');
  } else if (clientIdEnv === undefined) {
    problems.add('containers', containers, 'no containers without clientIdEnv, the variable to set in them');
  }
}

/** Checks the options of Workload Identity. */
export function checkStage(
  problems: Problems,
  { stage, serviceAccountName }: Pick<AssignToOptions, 'stage' | 'serviceAccountName'>,
): void {
  const stages = Object.values(MigrationStage);
  if (stage !== undefined && !stages.includes(stage)) problems.add('stage', stage, stages.join(', '));
  if (serviceAccountName === undefined) return;
  problems.expectNow('serviceAccountName', serviceAccountName, DNS_SUBDOMAIN);
  checkText(problems, 'serviceAccountName', serviceAccountName);
}

/** Refuses what is known now at the line that is wrong; a Lazy is not resolved before synth. */
export function checkReachNow(
  problems: Problems,
  identity: IAzureIdentity,
  podNamespace: string | undefined,
  scope: ApiObject | IAzureIdentity,
  stage: MigrationStage | undefined,
): void {
  if (!keepsPodIdentity(stage)) return;
  const isLate = ObjectRegistry.of(identity).isLate(identity) || isUnresolved(podNamespace);
  if (!isLate) checkReach(problems, factsOf(identity), podNamespace, scope);
}

/** Checks a value of the label `aadpodidbinding`. */
export function checkSelector(problems: Problems, selector: unknown): void {
  if (selector === undefined) return;
  if (isUnresolved(selector)) problems.add('selector', selector, 'a string that is known before synth');
  problems.expect('selector', selector, SELECTOR);
  checkText(problems, 'selector', selector);
}

/** Objects that are not ours are not inspected, so the strings that go into them are checked here. */
function checkText(problems: Problems, field: string, value: unknown): void {
  const allowed = typeof value === 'string' ? yamlSurprise(value) : undefined;
  if (allowed) problems.add(field, value, allowed);
}

/** Tokens are replaced in objects, but not in what is derived from them, such as a hash. */
export function checkName(problems: Problems, { name }: IAzureIdentity, selector: unknown): void {
  if (selector === undefined && typeof name === 'string' && isUnresolved(name)) refuseLateName(problems, name);
}

/** A label that is derived from the name could not be. */
export function refuseLateName(problems: Problems, name: string): void {
  problems.add('metadata.name', name, 'an identity name that is known before synth', 'Set selector');
}
