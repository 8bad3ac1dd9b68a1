import type { IConstruct } from 'constructs';
import { isConstruct } from '../synth/scope';
import { isUnresolved } from '../values/unresolved';
import type { AssignToExternalOptions, AssignToOptions } from './assignment-options';

/** An AzureIdentity, rendered here or by somebody else. */
export interface IAzureIdentity extends IConstruct {
  /** Name of the object, which bindings refer to. */
  readonly name: string;

  /** Namespace of the object; undefined when the manifest does not state one. */
  readonly namespace?: string | undefined;

  /** Whether only pods of its own namespace may use it. */
  readonly namespaced: boolean;

  /** Client id, when it is known. */
  readonly clientId?: string | undefined;

  /**
   * Lets a workload use this identity: labels its pod template and makes the binding. The line may stand before or
   * after whatever else concerns the workload; the order of the calls changes nothing.
   *
   * - A workload with one identity is selected by the name of the identity (with a hash, when the identity is not
   *   `namespaced` or its name is no label value), and all such workloads share one AzureIdentityBinding.
   * - A workload with several identities has a selector of its own, and a binding for each of them.
   * - `selector` decides instead. A binding of the app that has this identity and selector is used, else one is made.
   *
   * Throws when the workload is no construct of this app, when it is known to be of another namespace than an identity
   * that is `namespaced`, and for an option that is not allowed. What depends on the finished app stops the synthesis
   * before anything is written: no pod template; host network, Windows or virtual nodes, and labels of an
   * AzurePodIdentityException, all of which go past NMI; another value under the label; two identities of one name
   * (upstream: pkg/mic/mic.go names what it assigns by pod and identity); a selector that would give this or another
   * workload an identity that was not assigned to it.
   *
   * @param workload a workload of any cdk8s-plus, an ApiObject, an object of a generated class; or a construct that holds
   * some, such as an `Include` or a `Helm`, for all workloads in it
   */
  assignTo(workload: IConstruct, options?: AssignToOptions): void;

  /**
   * Lets a workload that is not rendered here use this identity: makes the binding, and returns the labels that its pods
   * must carry, for the values of a Helm chart for example.
   *
   * Throws when the namespace is not that of an identity that is `namespaced`. A workload that gets several identities
   * is given the same id, namespace and selector for each.
   *
   * @param id what you call the workload: it is named so in messages
   * @returns the labels of the pod template, as in `{ aadpodidbinding: 'orders' }`
   */
  assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };

  /**
   * The same Azure identity as an AzureIdentity of another namespace: same name, same content. Twice for one namespace
   * is the same object, and for its own namespace it is this one. A `clientPassword` without a namespace is looked for
   * in the namespace of each. For an identity made by `fromName` it is another one that somebody else renders.
   *
   * @param namespace the namespace of the pods
   */
  inNamespace(namespace: string): IAzureIdentity;
}

/** By shape, for an identity of another copy of this package. */
export function isAzureIdentity(value: unknown): value is IAzureIdentity {
  if (!isConstruct(value)) return false;
  const { name, namespace, namespaced, clientId } = value as Partial<IAzureIdentity>;
  const isText = (given: unknown) => typeof given === 'string' || isUnresolved(given);
  const isOptional = (given: unknown) => given === undefined || isText(given);
  return isText(name) && typeof namespaced === 'boolean' && isOptional(namespace) && isOptional(clientId);
}
