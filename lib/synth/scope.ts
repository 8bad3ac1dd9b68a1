import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { Problems } from '../validate/problems';

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
 * @param needsChart whether it must be in a chart
 * @throws when scope or id cannot be used: nothing else can be checked then
 */
export function problemsAt(scope: unknown, id: unknown, needsChart = true): Problems {
  const isId = typeof id === 'string' && id !== '';
  if (!isConstruct(scope)) {
    const problems = Problems.in(isId ? id : '');
    problems.addKind('scope', scope, 'a Chart, or a construct in a Chart');
    if (!isId) problems.add('id', id, 'a non-empty string');
    problems.throwIfAny();
  }
  const place = scope as Construct;
  if (!isId) {
    const problems = Problems.of(place);
    problems.add('id', id, 'a non-empty string');
    problems.throwIfAny();
  }
  const problems = Problems.at(place, id as string);
  if (needsChart && !place.node.scopes.some((above) => Chart.isChart(above))) {
    problems.add('scope', kindOfConstruct(place), 'a Chart, or a construct in a Chart');
    problems.throwIfAny();
  }
  if (isTaken(place, id as string)) {
    problems.add('id', id, `an id that no other construct in ${place.node.path || 'the app'} has`);
    problems.throwIfAny();
  }
  return problems;
}

/** Throws when an argument is not a construct. */
export function expectConstruct(call: string, scope: unknown, allowed: string): asserts scope is IConstruct {
  if (isConstruct(scope)) return;
  const problems = Problems.in(call);
  problems.addKind('scope', scope, allowed);
  problems.throwIfAny();
}

function kindOfConstruct(construct: Construct): string {
  return construct.constructor.name;
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
