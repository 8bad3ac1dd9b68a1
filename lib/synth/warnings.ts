import type { IConstruct } from 'constructs';

/** The type of the metadata entries of a construct that hold its warnings. */
export const WARNING = 'aad-pod-identity:warning';

const given = new WeakMap<IConstruct, Set<string>>();

/**
 * Tells, once in an app, what works by accident or is probably not meant: on standard error, and as metadata of the
 * construct.
 */
export function warn(construct: IConstruct, message: string): void {
  const { root } = construct.node;
  const known = given.get(root) ?? new Set();
  given.set(root, known);
  const line = `${construct.node.path}: ${message}`;
  if (known.has(line)) return;
  known.add(line);
  construct.node.addMetadata(WARNING, message);
  console.warn(`Warning: ${line}`);
}
