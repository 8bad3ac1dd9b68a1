import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { Problems } from '../validate/problems';

const IN_CHART = 'a Chart, or a construct in a Chart';

/** Whether a value is a construct; never throws. */
export function isConstruct(value: unknown): value is Construct {
  try {
    return Construct.isConstruct(value) && typeof value.node.path === 'string';
  } catch {
    // A Proxy.
    return false;
  }
}

/**
 * Problems for a construct that is about to be made.
 *
 * @param call what makes it, such as `new Demo`
 * @param needsChart whether it must be in a chart
 * @throws when scope or id cannot be used: nothing else can be checked then
 */
export function problemsAt(call: string, scope: unknown, id: unknown, needsChart = true): Problems {
  const isId = typeof id === 'string' && id !== '';
  if (!isConstruct(scope) || !isId) {
    const known = isConstruct(scope) ? scope.node.path : isId ? id : '';
    const wrong = Problems.in(known === '' ? call : `${call}: ${known}`);
    if (!isConstruct(scope)) wrong.addKind('scope', scope, IN_CHART);
    if (!isId) wrong.add('id', id, 'a non-empty string');
    throw wrong.error;
  }
  const problems = Problems.at(scope, id);
  if (needsChart && !scope.node.scopes.some((above) => Chart.isChart(above)))
    problems.add('scope', scope.constructor.name, IN_CHART);
  else if (isTaken(scope, id))
    problems.add('id', id, `an id that no other construct in ${scope.node.path || 'the app'} has`);
  problems.throwIfAny();
  return problems;
}

/** Throws when an argument is not a construct. */
export function expectConstruct(call: string, scope: unknown, allowed: string): asserts scope is IConstruct {
  if (isConstruct(scope)) return;
  const problems = Problems.in(call);
  problems.addKind('scope', scope, allowed);
  problems.throwIfAny();
}

/**
 * Whether another construct has the id. `constructs` keeps children in an object literal, where the id `constructor` looks
 * taken: for such ids, the prototype of that object is removed.
 */
function isTaken(scope: Construct, id: string): boolean {
  if (id in Object.prototype) {
    const node = scope.node as unknown as { _children?: object };
    node._children ??= {};
    Object.setPrototypeOf(node._children, null);
  }
  return scope.node.tryFindChild(id) !== undefined;
}
