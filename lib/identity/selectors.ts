import { createHash } from 'node:crypto';
import { yamlSurprise } from '../synth/yaml-text';
import { SELECTOR } from '../validate/kubernetes-names';
import type { IdentityFacts } from './identity-facts';

const LONGEST_SELECTOR = 63;
const LONGEST_NAME = 253;
const BINDING = '-binding';
const KIND = 'AzureIdentityBinding';

/**
 * The selector of the workloads that use one identity only: its name. Where that does not do, a hash tells it from
 * others: identities that are not namespaced may meet those of one name in another namespace.
 */
export function selectorOfIdentity({ name, namespace, namespaced }: IdentityFacts): string {
  if (namespaced && SELECTOR.accepts(name) && yamlSurprise(name) === undefined) return name;
  return withHash(name, LONGEST_SELECTOR, ['AzureIdentity', namespace ?? '', name]);
}

/** The selector of a workload with several identities. `key` tells it from all other workloads. */
export function selectorOfWorkload(name: string, key: readonly string[]): string {
  return withHash(name, LONGEST_SELECTOR, key);
}

/** The name of the binding of an identity for a selector. `isOwn`: the selector is that of one workload. */
export function bindingName(identity: IdentityFacts, selector: string, isOwn: boolean): string {
  const { name } = identity;
  if (selector === selectorOfIdentity(identity)) {
    if (name.length + BINDING.length <= LONGEST_NAME) return `${name}${BINDING}`;
    return `${withHash(name, LONGEST_NAME - BINDING.length, [KIND, name])}${BINDING}`;
  }
  const readable = `${name}-${selector.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  // The hash in such a selector does for the name.
  if (isOwn && readable.length <= LONGEST_NAME) return readable;
  return withHash(readable, LONGEST_NAME, [KIND, name, selector]);
}

/** A text cut so that it fits with a hash behind it, which begins with a letter: YAML takes some digits for numbers. */
function withHash(text: string, longest: number, key: readonly string[]): string {
  const hash = `h${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 9)}`;
  const head = text
    .replaceAll(/[^-\w.]/g, '-')
    .slice(0, longest - hash.length - 1)
    .replaceAll(/^[-_.]+|[-_.]+$/g, '');
  return head === '' ? hash : `${head}-${hash}`;
}
