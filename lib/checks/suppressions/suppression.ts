import type { Place } from '../excerpt';

/** A finding that is meant, with the reason. */
export interface Suppression {
  /** The id of the rule: `binding-without-identity`. */
  readonly rule: string;
  /**
   * The objects: `KIND NAMESPACE/NAME`, `NAMESPACE/NAME` for every kind, `KIND NAME` for kinds without a namespace. In
   * each part `*` stands for any characters, as in `AzureIdentity shop/*`.
   */
  readonly object: string;
  /** Why it is meant. */
  readonly reason: string;
}

/** A suppression of a file, with its place. */
export interface PlacedSuppression extends Suppression {
  readonly place?: Place;
}

/** Annotations of this prefix, with the id of a rule behind it, suppress; the value is the reason. */
export const SUPPRESSION_PREFIX = 'aad-pod-identity.checks/';

/** What patterns of objects look like. */
export const OBJECT_PATTERN = {
  allowed:
    'KIND NAMESPACE/NAME, NAMESPACE/NAME, or KIND NAME of a kind without a namespace; * stands for any characters',
  accepts: (text: string) => /^(\S+ )?[^\s/]+\/[^\s/]+$/.test(text) || /^[^\s/]+ [^\s/]+$/.test(text),
};

/** Whether a pattern means an object, which is given as in a finding: `AzureIdentity shop/orders`. */
export function matcherOf(pattern: string): (object: string) => boolean {
  const withKind = pattern.includes(' ') ? pattern : `* ${pattern}`;
  const parts = withKind.split('*').map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^ /]*')}$`);
  return (object) => expression.test(object);
}
