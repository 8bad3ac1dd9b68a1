import type { ApiObject } from 'cdk8s';
import { Unreadable } from '../validate/plain-copy';
import type { Problems } from '../validate/problems';
import type { Json } from './pod-template';

/** What is added to the manifest of an object; `own` is what it renders by itself. */
type Completion = (own: () => Json) => Json;

/** The completions of one object, where they are applied through its class. */
interface Completed {
  readonly all: Completion[];
  /** Its class renders by itself now. */
  isSuspended: boolean;
}

const completed = new WeakMap<ApiObject, Completed>();
const classes = new WeakSet<object>();
let isThroughClasses = false;

/**
 * From now on, completes objects through the method of their class. In jsii, a call from another language passes by what an
 * instance has of its own, and an override there takes the property of the instance.
 */
export function completeThroughClasses(): void {
  isThroughClasses = true;
}

/**
 * Adds to what an object renders. This works for every kind of construct, and keeps what the user adds and patches, before
 * or after. A JSON patch would fail without the parent fields, and a later patch could undo it.
 *
 * @returns renders the object without that
 */
export function completeJson(object: ApiObject, completion: Completion): () => Json {
  if (!isThroughClasses && !isOverridden(object)) {
    const { toJson } = object;
    const own = () => toJson.call(object);
    object.toJson = () => completion(own);
    return own;
  }
  const entry = completed.get(object) ?? { all: [], isSuspended: false };
  completed.set(object, entry);
  entry.all.push(completion);
  completeClass(object.constructor.prototype);
  return () => suspended(entry, () => object.toJson());
}

/**
 * Refuses an override in another language that loses what was added: it renders what it likes, and nothing can be added
 * after it.
 */
export function refuseLoss(problems: Problems, object: ApiObject): void {
  const entry = completed.get(object);
  if (!entry || !isOverridden(object)) return;
  const own = suspended(entry, () => object.toJson());
  const expected = suspended(
    entry,
    completedBy(entry, () => own),
  );
  if (isSame(expected, rendered(object))) return;
  const override = new Unreadable('an override that loses what assign_to adds');
  const instead = 'Or use add_json_patch(…) instead of an override';
  problems.add('to_json', override, 'an override that only adds to what super().to_json() returns', instead);
}

/** What will be written; undefined when what an override adds comes too late: the pod template, say. */
function rendered(object: ApiObject): Json | undefined {
  try {
    return object.toJson();
  } catch {
    // An error of ours, in the words of that language. What the override throws by itself has been thrown before.
    return undefined;
  }
}

/** Whether both have the same content. An override may have added to lists before us, or after us. */
function isSame(one: Json, other: Json | undefined): boolean {
  return other !== undefined && contentOf(one) === contentOf(other);
}

function contentOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(contentOf).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const known = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${known
    .map(([key, inner]) => `${JSON.stringify(key)}:${contentOf(inner)}`)
    .sort()
    .join()}}`;
}

/** Whether another language renders the object: jsii then gives it a method that cannot be replaced. */
function isOverridden(object: ApiObject): boolean {
  return Object.getOwnPropertyDescriptor(object, 'toJson')?.writable === false;
}

function completeClass(prototype: ApiObject): void {
  if (classes.has(prototype)) return;
  classes.add(prototype);
  const { toJson } = prototype;
  prototype.toJson = function (this: ApiObject) {
    const entry = completed.get(this);
    const own = () => toJson.call(this);
    // The outermost class has completed it when a class calls the method of its base class.
    if (!entry || entry.isSuspended) return own();
    return suspended(entry, completedBy(entry, own));
  };
}

const completedBy = ({ all }: Completed, own: () => Json): (() => Json) =>
  all.reduce<() => Json>((inner, completion) => () => completion(inner), own);

function suspended(entry: Completed, render: () => Json): Json {
  const { isSuspended } = entry;
  entry.isSuspended = true;
  try {
    return render();
  } finally {
    entry.isSuspended = isSuspended;
  }
}
