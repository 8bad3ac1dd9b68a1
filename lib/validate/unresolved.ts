/** What cdk8s resolves at synth only. By shape: a second copy of cdk8s in the app has other classes. */
interface Producer {
  readonly produce?: unknown;
  readonly resolve?: unknown;
}

/**
 * Whether a value is known only at synth: a `Lazy`, an object with `resolve()` (a token of another CDK), or text that
 * holds such a token, as in `${Token[12]}`.
 */
export function isUnresolved(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('${') : isUnresolvedObject(value);
}

/** As `isUnresolved`, for objects and arrays whose content must be seen before it can be mapped to YAML's names. */
export function isUnresolvedObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { produce, resolve } = value as Producer;
  return typeof produce === 'function' || typeof resolve === 'function';
}

/** The content of a lazy object or array; what it contains may be lazy still. Anything else comes back as it is. */
export function resolveObject(value: unknown): unknown {
  let content = value;
  while (isUnresolvedObject(content)) {
    const { produce, resolve } = content as { produce?: () => unknown; resolve?: () => unknown };
    content = typeof produce === 'function' ? produce.call(content) : resolve?.call(content);
  }
  return content;
}

/** An object literal: the only kind of object that cdk8s renders as it is. */
export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}
