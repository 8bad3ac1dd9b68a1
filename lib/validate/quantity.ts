// Amounts of resources (k8s.io/apimachinery/pkg/api/resource, Quantity).

const SUFFIXES: { readonly [suffix: string]: number } = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const SHAPE = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:([eE][-+]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** Whether a value is a quantity: a string such as `200m` or `1.5Gi`, or a number. */
export function isQuantity(value: unknown): value is string | number {
  return quantityOf(value) !== undefined;
}

/** The amount; undefined when it is not a quantity. */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const [, digits, exponent = '', suffix = ''] = (typeof value === 'string' && SHAPE.exec(value)) || [];
  return digits === undefined ? undefined : Number(digits + exponent) * (SUFFIXES[suffix] ?? Number.NaN);
}
