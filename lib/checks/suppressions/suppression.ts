import type { Place } from '../excerpt';

/** A finding that is accepted, with the reason. */
export interface Suppression {
  /** The id of the rule: `binding-without-identity`. */
  readonly rule: string;
  /**
   * The objects: `KIND NAMESPACE/NAME`, `NAMESPACE/NAME` for every kind, `KIND NAME` for kinds without a namespace. In
   * each part `*` matches any characters, as in `AzureIdentity shop/*`.
   */
  readonly object: string;
  /** Why the finding is accepted. */
  readonly reason: string;
}

/** A suppression, with its place in a config file. */
export interface PlacedSuppression extends Suppression {
  readonly place?: Place;
}

/** Prefix of annotations that suppress a rule: `aad-pod-identity.checks/RULE: reason`. */
export const SUPPRESSION_PREFIX = 'aad-pod-identity.checks/';

/** Patterns of objects. */
export const OBJECT_PATTERN = {
  allowed: 'KIND NAMESPACE/NAME, NAMESPACE/NAME, or KIND NAME for a kind without a namespace; * matches any characters',
  accepts: (text: string) => /^(\S+ )?[^\s/]+\/[^\s/]+$/.test(text) || /^[^\s/]+ [^\s/]+$/.test(text),
};

/** Matches an object as findings name it, `AzureIdentity shop/orders`, with a pattern. */
export function matcherOf(pattern: string): (object: string) => boolean {
  const withKind = pattern.includes(' ') ? pattern : `* ${pattern}`;
  const parts = withKind.split('*').map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^ /]*')}$`);
  return (object) => expression.test(object);
}
