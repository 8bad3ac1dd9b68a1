import type { IConstruct } from 'constructs';
import { isConstruct } from '../synth/scope';
import type { Problems } from '../validate/problems';
import { isUnresolved } from '../validate/unresolved';
import type {
  AssignToExternalOptions,
  AssignToExternalStage,
  AssignToOptions,
  ExternalAssignment,
} from './assignment-options';

/** An AzureIdentity, rendered by this app or not. */
export interface IAzureIdentity extends IConstruct {
  /** Name of the object, which bindings refer to. */
  readonly name: string;

  /** Namespace of the object; undefined when the manifest has none. */
  readonly namespace?: string | undefined;

  /** Whether only pods of its own namespace may use it. */
  readonly namespaced: boolean;

  /** Client id, if it is known. */
  readonly clientId?: string | undefined;

  /**
   * Lets a workload use this identity: labels its pod template and makes the binding. The order of all calls does not
   * matter: the call may come before or after others that change the workload.
   *
   * - A workload with one identity gets the name of the identity as its selector (with a hash when the identity is not
   *   `namespaced`, or its name is not a label value). All such workloads share one AzureIdentityBinding.
   * - A workload with several identities gets a selector of its own, and a binding for each identity.
   * - `selector` overrides this. A binding in the app with this identity and selector is used; otherwise one is made.
   *
   * Throws when the workload is not a construct of this app, when it is known to be in another namespace than a
   * `namespaced` identity, and for an invalid option. Other mistakes fail synth, before anything is written: no pod
   * template; host network (unless the pods mount a volume of the Secrets Store CSI driver, which asks NMI on the node),
   * Windows or virtual nodes, and labels of an AzurePodIdentityException, which all bypass NMI; another value of the label;
   * two identities with the same name (upstream: pkg/mic/mic.go names what it assigns by pod and identity); a selector that
   * would give this or another workload an identity that was not assigned to it.
   *
   * At the last stage of Workload Identity, namespace, host network, nodes and exceptions do not matter. The namespace is
   * checked in the call: make the `WorkloadIdentity` before it then, or pass `stage`.
   *
   * @param workload a workload of any cdk8s-plus, an ApiObject, or an object of a generated class; or a construct that
   * contains some, such as an `Include` or a `Helm`, for all workloads in it
   */
  assignTo(workload: IConstruct, options?: AssignToOptions): void;

  /**
   * Lets a workload that this app does not render use this identity: makes the binding, and returns the labels that its
   * pods need, for example for the values of a Helm chart.
   *
   * Throws when the identity is `namespaced` and in another namespace. For a workload with several identities, pass the
   * same id, namespace and selector each time.
   *
   * @param id your name for the workload, used in messages
   * @returns the labels of the pod template, as in `{ aadpodidbinding: 'orders' }`; with a `stage`, labels, annotations
   * and ServiceAccount
   */
  assignToExternal(id: string, options: AssignToExternalStage): ExternalAssignment;
  assignToExternal(id: string, options: AssignToExternalOptions): { [key: string]: string };

  /**
   * The same Azure identity as an AzureIdentity in another namespace, with the same name and content. A second call for a
   * namespace returns the same object, and a call for its own namespace this one. A `clientPassword` without a namespace is
   * in the namespace of each. For an identity made by `fromName`, the other one is not rendered by this app either.
   *
   * @param namespace the namespace of the pods
   */
  inNamespace(namespace: string): IAzureIdentity;
}

/** Throws when a value is not an identity: it cannot be used for anything then. */
export function expectIdentity(problems: Problems, field: string, value: unknown): asserts value is IAzureIdentity {
  if (isAzureIdentity(value)) return;
  problems.add(field, value, 'an AzureIdentity, or AzureIdentity.fromName(…) for one made elsewhere');
  problems.throwIfAny();
}

/** By shape, for an identity of another copy of this package. */
export function isAzureIdentity(value: unknown): value is IAzureIdentity {
  if (!isConstruct(value)) return false;
  const { name, namespace, namespaced, clientId } = value as Partial<IAzureIdentity>;
  const isText = (given: unknown) => typeof given === 'string' || isUnresolved(given);
  const isOptional = (given: unknown) => given === undefined || isText(given);
  return isText(name) && typeof namespaced === 'boolean' && isOptional(namespace) && isOptional(clientId);
}
