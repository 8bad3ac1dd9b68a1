import type { IConstruct } from 'constructs';
import { ObjectRegistry } from './object-registry';

/** The type of the metadata entries of a construct that hold its warnings. */
export const WARNING = 'aad-pod-identity:warning';

/** Says something at synthesis, once, on standard error: it is no error, but the cluster would not say it either. */
export function warn(construct: IConstruct, message: string): void {
  const isNew = ObjectRegistry.of(construct).warn(`Warning: ${construct.node.path}: ${message}`);
  if (isNew) construct.node.addMetadata(WARNING, message);
}

/** Has the warnings of an app handed to a function instead of standard error. */
export function collectWarnings(app: IConstruct, take: (warning: string) => void): void {
  ObjectRegistry.of(app).takeWarnings = take;
}
