import type { Construct } from 'constructs';
import { moveToEnd } from '../synth/move-to-end';
import { isInTree } from '../synth/object-registry';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { isUnresolved } from '../validate/unresolved';
import { Assignments } from './assignments';
import type { IAzureIdentity } from './azure-identity-interface';

/** Makes the object in another namespace, as a child of the first one. */
type Copy = (first: IAzureIdentity, namespace: string, shared: IdentityInNamespaces) => IAzureIdentity;

/** The objects of one Azure identity, at most one per namespace, which share an instance of this. */
export class IdentityInNamespaces {
  private first: IAzureIdentity | undefined;
  private readonly byNamespace = new Map<string | undefined, IAzureIdentity>();

  constructor(private readonly copy: Copy) {}

  public add(identity: IAzureIdentity): void {
    this.first ??= identity;
    this.byNamespace.set(identity.namespace, identity);
  }

  /** The object in a namespace, made at the first call. */
  public in(given: string): IAzureIdentity {
    const namespace = plainCopy(given);
    const { first } = this;
    if (!first) throw new Error('an identity must be added before it can be copied');
    const problems = Problems.in(`${first.node.path}: inNamespace`);
    if (isUnresolved(namespace)) problems.add('namespace', namespace, 'a namespace that is known before synth');
    problems.expect('namespace', namespace, DNS_LABEL);
    problems.throwIfAny();
    const known = this.byNamespace.get(namespace);
    if (known) return known;
    if (this.byNamespace.size === 1) Assignments.of(first).beforeWriting(() => this.sort());
    return this.copy(first, namespace, this);
  }

  /** Sorts the copies, so the order of calls does not matter. */
  private sort(): void {
    const copies = [...this.byNamespace.values()].filter((identity) => identity !== this.first && isInTree(identity));
    for (const copy of copies.sort((a, b) => (a.node.id < b.node.id ? -1 : 1)))
      moveToEnd(copy as IAzureIdentity & Construct);
  }
}
