import type { IConstruct } from 'constructs';
import { ObjectRegistry } from './object-registry';

/** The type of the metadata entries of a construct that hold its warnings. */
export const WARNING = 'aad-pod-identity:warning';

/** Prints a warning at synth, once, on standard error: for what is no error, and the cluster would not report either. */
export function warn(construct: IConstruct, message: string): void {
  const isNew = ObjectRegistry.of(construct).warn(`Warning: ${construct.node.path}: ${message}`);
  if (isNew) construct.node.addMetadata(WARNING, message);
}

/** Passes the warnings of an app to a function instead of printing them. */
export function collectWarnings(app: IConstruct, onWarning: (warning: string) => void): void {
  ObjectRegistry.of(app).onWarning = onWarning;
}
