import type { IConstruct } from 'constructs';
import { ObjectRegistry } from './object-registry';

/** What metadata of a construct a warning is, for tools that look for them. */
export const WARNING = 'cdk8s-aad-pod-identity:warning';

/** Says something at synthesis, once, on standard error: it is no error, but the cluster would not say it either. */
export function warn(construct: IConstruct, message: string): void {
  construct.node.addMetadata(WARNING, message);
  ObjectRegistry.of(construct).warn(`warning: ${construct.node.path}: ${message}`);
}

/** Has the warnings of an app handed to a function instead of standard error. */
export function collectWarnings(app: IConstruct, take: (warning: string) => void): void {
  ObjectRegistry.of(app).takeWarnings = take;
}
