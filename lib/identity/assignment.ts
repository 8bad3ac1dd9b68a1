import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ObjectRegistry } from '../synth/object-registry';
import { isConstruct } from '../synth/scope';
import { yamlSurprise } from '../synth/yaml-text';
import { BINDING_LABEL } from '../upstream/api';
import { isKindWithoutPods } from '../upstream/pod-templates';
import type { Format } from '../validate/format';
import { DNS_LABEL, groupOf, SELECTOR } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { isUnresolved } from '../validate/unresolved';
import type { AssignToExternalOptions, AssignToOptions } from './assignment-options';
import { checkReach, refuseObject } from './assignment-refusals';
import { Assignments } from './assignments';
import type { IAzureIdentity } from './azure-identity-interface';
import { factsOf } from './identity-facts';

const ENVIRONMENT_VARIABLE: Format = {
  allowed: 'the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit',
  accepts: (text) => /^[-._A-Za-z][-._A-Za-z0-9]*$/.test(text),
};
const NO_OPTIONS: AssignToOptions = {};
const POINTER: Format = {
  allowed: 'a JSON pointer such as "/spec/podTemplate"',
  accepts: (text) => /^(\/([^~]|~[01])+)+$/.test(text),
};

/** Behind `IAzureIdentity.assignTo`. */
export function assignTo(identity: IAzureIdentity, workload: IConstruct, options = NO_OPTIONS): void {
  const problems = Problems.in(`${identity.node.path}: assignTo`);
  const object = isConstructOf(identity, workload, problems) ? onlyObjectOf(workload) : undefined;
  const given = options === NO_OPTIONS ? options : plainCopy(options);
  if (given !== NO_OPTIONS) checkOptions(problems, given);
  checkName(problems, identity, given.selector);
  problems.throwIfAny();
  if (!object) {
    Assignments.of(identity).addGroup(workload, identity, given);
    return;
  }
  const found = Problems.of(object);
  if (given.podTemplate === undefined && isKindWithoutPods(groupOf(object.apiVersion), object.kind))
    refuseObject(found, object, undefined);
  else checkReachNow(found, identity, object.metadata.namespace, object);
  found.throwIfAny();
  Assignments.of(identity).addObject(object, { identity, options: given });
}

/** Behind `IAzureIdentity.assignToExternal`. */
export function assignToExternal(
  identity: IAzureIdentity,
  id: string,
  given: AssignToExternalOptions,
): { [key: string]: string } {
  const options = plainCopy(given);
  const problems = Problems.in(`${identity.node.path}: assignToExternal`);
  if (typeof id !== 'string' || id === '')
    problems.add('id', plainCopy<unknown>(id), 'a string: your name for the workload');
  if (!checkProps(problems, options, ['namespace', 'selector'], 'options')) problems.throwIfAny();
  const { namespace, selector } = options;
  if (isUnresolved(namespace)) problems.add('namespace', namespace, 'a namespace that is known before synth');
  problems.expect('namespace', namespace, DNS_LABEL);
  checkSelector(problems, selector);
  if (selector === undefined && isUnresolved(identity.name)) refuseLateName(problems, identity.name);
  problems.throwIfAny();
  checkReachNow(problems, identity, namespace, identity);
  problems.throwIfAny();
  return { [BINDING_LABEL]: Assignments.of(identity).addExternal(id, namespace, identity, selector) };
}

/** Refuses what is known now at the line that is wrong; a Lazy is not resolved before synth. */
function checkReachNow(
  problems: Problems,
  identity: IAzureIdentity,
  podNamespace: string | undefined,
  scope: ApiObject | IAzureIdentity,
): void {
  const isLate = ObjectRegistry.of(identity).isLate(identity) || isUnresolved(podNamespace);
  if (!isLate) checkReach(problems, factsOf(identity), podNamespace, scope);
}

function isConstructOf(identity: IAzureIdentity, workload: unknown, problems: Problems): boolean {
  if (!isConstruct(workload)) {
    problems.addKind(
      'workload',
      workload,
      'a construct: a workload, or an Include, a Helm or another construct that contains workloads',
    );
    return false;
  }
  if (workload.node.root === identity.node.root) return true;
  problems.add('workload', workload.node.path, 'a workload in the same app as the identity');
  return false;
}

/** The object itself, or the one main object of a construct, as in the workloads of cdk8s-plus. */
function onlyObjectOf(workload: IConstruct): ApiObject | undefined {
  if (ApiObject.isApiObject(workload)) return workload;
  const { node } = workload;
  // With both, reading defaultChild throws.
  if (node.tryFindChild('Resource') && node.tryFindChild('Default')) return undefined;
  return node.defaultChild && onlyObjectOf(node.defaultChild);
}

function checkOptions(problems: Problems, options: AssignToOptions): void {
  const names = ['selector', 'clientIdEnv', 'containers', 'podTemplate'];
  if (!checkProps(problems, options, names, 'options')) problems.throwIfAny();
  const { selector, clientIdEnv, containers, podTemplate } = options;
  checkSelector(problems, selector);
  if (isUnresolved(clientIdEnv)) problems.add('clientIdEnv', clientIdEnv, ENVIRONMENT_VARIABLE.allowed);
  problems.expectOptional('clientIdEnv', clientIdEnv, ENVIRONMENT_VARIABLE);
  checkText(problems, 'clientIdEnv', clientIdEnv);
  if (podTemplate !== undefined) problems.expectNow('podTemplate', podTemplate, POINTER);
  if (containers === undefined) return;
  if (!Array.isArray(containers) || containers.length === 0 || containers.some((name) => typeof name !== 'string')) {
    problems.add('containers', containers, 'a list of container names');
  } else if (clientIdEnv === undefined) {
    problems.add('containers', containers, 'no containers without clientIdEnv, the variable to set in them');
  }
}

function checkSelector(problems: Problems, selector: unknown): void {
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
function checkName(problems: Problems, { name }: IAzureIdentity, selector: unknown): void {
  if (selector === undefined && typeof name === 'string' && isUnresolved(name)) refuseLateName(problems, name);
}

function refuseLateName(problems: Problems, name: string): void {
  problems.add('metadata.name', name, 'an identity name that is known before synth', 'Set selector');
}
