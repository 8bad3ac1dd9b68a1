import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isConstruct } from '../synth/scope';
import { isKindWithoutPods } from '../upstream/pod-templates';
import { groupOf } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { settingsOf } from '../workload-identity/stage-settings';
import { checkName, checkOptions, checkReachNow } from './assignment-checks';
import type { AssignToOptions } from './assignment-options';
import { refuseObject } from './assignment-refusals';
import { Assignments } from './assignments';
import type { IAzureIdentity } from './azure-identity-interface';

const NO_OPTIONS: AssignToOptions = {};

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
  else checkReachNow(found, identity, object.metadata.namespace, object, settingsOf(object, given.stage)?.stage);
  found.throwIfAny();
  Assignments.of(identity).addObject(object, { identity, options: given });
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
