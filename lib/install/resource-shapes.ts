import type { Format } from '../validate/format';
import { QUALIFIED_NAME } from '../validate/kubernetes-names';
import { isQuantity, quantityOf } from '../validate/quantity';
import { known, map, object } from '../validate/shape';
import { isPlainObject, isUnresolved } from '../validate/unresolved';

// What the API server accepts of the resources of a container (k8s.io/kubernetes, pkg/apis/core/validation).

type Amounts = { [name: string]: unknown };

const QUANTITY = known((problems, field, value) => {
  if (isQuantity(value) && (quantityOf(value) ?? -1) >= 0) return;
  problems.add(field, value, 'an amount such as 200m, 1, 64Mi or 1.5Gi');
});

/** Other values are refused already, and lazy ones cannot be compared. */
const amountsOf = (amounts: unknown): Amounts => (isPlainObject(amounts) ? (amounts as Amounts) : {});

const OVERCOMMITTED = ['cpu', 'memory', 'ephemeral-storage'];
const isExtended = (name: string) => name.includes('/');

const RESOURCE_NAME: Format = {
  allowed: 'cpu, memory, ephemeral-storage, hugepages-…, or a name with a domain',
  accepts: (name) =>
    OVERCOMMITTED.includes(name) ||
    ((name.startsWith('hugepages-') || isExtended(name)) && QUALIFIED_NAME.accepts(name)),
};
const AMOUNTS = map(RESOURCE_NAME, QUANTITY);

export const RESOURCES = object({
  fields: { limits: AMOUNTS, requests: AMOUNTS },
  rules: (problems, field, value) => {
    const [limits, requests] = ['limits', 'requests'].map((name) => amountsOf((value as Amounts)[name]));
    for (const [name, amount] of Object.entries(limits ?? {})) {
      if (isExtended(name) && !Number.isInteger(quantityOf(amount) ?? 0)) {
        problems.add(`${field}.limits[${JSON.stringify(name)}]`, amount, 'a whole number: it cannot be shared');
      }
    }
    for (const [name, request] of Object.entries(requests ?? {})) {
      const given = limits && Object.hasOwn(limits, name) ? limits[name] : undefined;
      if (isUnresolved(given)) continue;
      const limit = quantityOf(given);
      const asked = quantityOf(request);
      const place = `${field}.requests[${JSON.stringify(name)}]`;
      if (asked === undefined) continue;
      if (!OVERCOMMITTED.includes(name) && asked !== limit) problems.add(place, request, 'the same as its limit');
      else if (limit !== undefined && asked > limit) problems.add(place, request, `at most the limit, ${given}`);
    }
  },
});
