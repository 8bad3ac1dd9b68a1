import { createHash } from 'node:crypto';
import { SELECTOR } from './kubernetes-names';
import { isUnresolved } from './unresolved';

/** An AzureIdentity, as far as names are derived from it. */
export interface NamedIdentity {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether it is usable in its own namespace only. */
  readonly namespaced: boolean;
}

const LONGEST_SELECTOR = 63;
const LONGEST_NAME = 253;
const BINDING = '-binding';
const KIND = 'AzureIdentityBinding';

/** Names of objects that cdk8s writes without quotes, and YAML 1.2 reads as numbers. */
const OCTAL = /^0o-?[0-7]+$/;

/**
 * The selector of workloads that use only this identity: its name. With a hash when the name is not a label value, or when
 * the identity is not namespaced, because there may be one with the same name in another namespace.
 */
export function selectorOfIdentity(identity: NamedIdentity): string {
  return nameOfIdentity(identity, identity.namespaced);
}

function nameOfIdentity({ name, namespace }: NamedIdentity, isOnly: boolean): string {
  if (isOnly && SELECTOR.accepts(name) && !OCTAL.test(name)) return name;
  return withHash(name, LONGEST_SELECTOR, ['AzureIdentity', namespace ?? '', name]);
}

/**
 * The name of the ServiceAccount, in a namespace, of workloads that use only this identity: its selector. With a hash when
 * the identity is of another namespace, because there may be one with the same name in this.
 */
export function accountOfIdentity(identity: NamedIdentity, namespace: string | undefined): string {
  return nameOfIdentity(identity, identity.namespaced && identity.namespace === namespace);
}

/** The selector of a workload with several identities. `key` identifies the workload. */
export function selectorOfWorkload(name: string, key: readonly string[]): string {
  return withHash(name, LONGEST_SELECTOR, key);
}

/** The name of the binding of an identity for a selector. `isOwn`: only one workload has the selector. */
export function bindingName(identity: NamedIdentity, selector: string, isOwn: boolean): string {
  const { name } = identity;
  if (selector === selectorOfIdentity(identity)) {
    if (name.length + BINDING.length <= LONGEST_NAME) return `${name}${BINDING}`;
    return `${withHash(name, LONGEST_NAME - BINDING.length, [KIND, name])}${BINDING}`;
  }
  const readable = `${name}-${selector.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  // Such a selector already contains a hash; a token in a name must stay whole.
  if ((isOwn || isUnresolved(name)) && readable.length <= LONGEST_NAME) return readable;
  return withHash(readable, LONGEST_NAME, [KIND, name, selector]);
}

/** A string, cut to fit, plus a hash. The hash starts with a letter, because YAML reads some digits as numbers. */
function withHash(text: string, longest: number, key: readonly string[]): string {
  const hash = `h${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 9)}`;
  const head = text
    .replaceAll(/[^-\w.]/g, '-')
    .slice(0, longest - hash.length - 1)
    .replaceAll(/^[-_.]+|[-_.]+$/g, '');
  return head === '' ? hash : `${head}-${hash}`;
}
