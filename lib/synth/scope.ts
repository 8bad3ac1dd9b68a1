import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { Problems } from '../values/problems';

/** Whether a value is a construct, whatever else was passed. */
export function isConstruct(value: unknown): value is Construct {
  try {
    return Construct.isConstruct(value) && typeof value.node.path === 'string';
  } catch {
    // A Proxy.
    return false;
  }
}

/**
 * The problems of a construct that is about to be made.
 *
 * @param needsChart whether it must be in a chart
 * @throws when there is no such place for it, or no id: nothing more can be said then
 */
export function problemsAt(scope: unknown, id: unknown, needsChart = true): Problems {
  const isId = typeof id === 'string' && id !== '';
  if (!isConstruct(scope)) {
    const problems = Problems.in(isId ? id : '');
    problems.addKind('scope', scope, 'a Chart, or a construct in one');
    if (!isId) problems.add('id', id, 'text that is not empty');
    problems.throwIfAny();
  }
  const place = scope as Construct;
  if (!isId) {
    const problems = Problems.of(place);
    problems.add('id', id, 'text that is not empty');
    problems.throwIfAny();
  }
  const problems = Problems.at(place, id as string);
  if (needsChart && !place.node.scopes.some((above) => Chart.isChart(above))) {
    problems.add('scope', kindOfConstruct(place), 'a Chart, or a construct in one');
    problems.throwIfAny();
  }
  if (isTaken(place, id as string)) {
    problems.add('id', id, `an id that no other construct in ${place.node.path || 'the app'} has`);
    problems.throwIfAny();
  }
  return problems;
}

/** Refuses what is no construct, for calls that take one. */
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
 * Makes an id possible, and returns whether another construct has it. `constructs` keeps children in an object literal, in which a child that is called
 * `constructor` seems to be there already: such an id gets an object without a prototype.
 */
function isTaken(scope: Construct, id: string): boolean {
  if (id in Object.prototype) {
    const node = scope.node as unknown as { _children?: object };
    node._children ??= {};
    Object.setPrototypeOf(node._children, null);
  }
  return scope.node.tryFindChild(id) !== undefined;
}
