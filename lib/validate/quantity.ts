// Amounts of resources (k8s.io/apimachinery/pkg/api/resource, Quantity).

const SUFFIXES = new Map([
  ...['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i) => [suffix, Number(`1e${3 * i - 9}`)] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, 2 ** (10 * i + 10)] as const),
]);

const SHAPE = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:([eE][-+]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** Whether a value is a quantity: a string such as `200m` or `1.5Gi`, or a number. */
export function isQuantity(value: unknown): value is string | number {
  return quantityOf(value) !== undefined;
}

/** The amount; undefined when it is not a quantity. */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const [, digits, exponent = '', suffix = ''] = (typeof value === 'string' && SHAPE.exec(value)) || [];
  return digits === undefined ? undefined : Number(digits + exponent) * (SUFFIXES.get(suffix) ?? Number.NaN);
}
