/** What cdk8s resolves at synth. By shape: a second copy of cdk8s in the app has other classes. */
interface Producer {
  readonly produce?: unknown;
  readonly resolve?: unknown;
}

/**
 * Whether a value is known only at synth: a `Lazy`, an object with `resolve()` (a token of another CDK), or a string
 * with such a token, as in `${Token[12]}`.
 */
export function isUnresolved(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('${') : isUnresolvedObject(value);
}

/** As `isUnresolved`, but without strings: whether the content of a value can be read now. */
export function isUnresolvedObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { produce, resolve } = value as Producer;
  return typeof produce === 'function' || typeof resolve === 'function';
}

const MOST_STEPS = 100;

/** The content of a Lazy or token, which may contain others. Any other value is returned as it is. */
export function resolveObject(value: unknown): unknown {
  let content = value;
  for (let step = 0; step < MOST_STEPS && isUnresolvedObject(content); step++) {
    const { produce, resolve } = content as { produce?: () => unknown; resolve?: () => unknown };
    content = typeof produce === 'function' ? produce.call(content) : resolve?.call(content);
  }
  return content;
}

/** Whether a value is an object literal: the only kind of object that is rendered as it is. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || isForeignPrototype(prototype);
}

/** `Object.prototype` of another realm, such as that in which Jest runs tests. */
function isForeignPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}
