/** strconv.ParseInt with base 0; NaN when it refuses. */
export function goInteger(text: string): number {
  const [, sign, digits = ''] =
    /^([-+]?)(0[xX]_?[\da-fA-F]+|0[bB]_?[01]+|0[oO]?_?[0-7]+|0|[1-9]\d*(?:_\d+)*)$/.exec(text) ?? [];
  if (sign === undefined) return Number.NaN;
  const plain = digits.replaceAll('_', '').replace(/^0(?=\d)/, '0o');
  return (sign === '-' ? -1 : 1) * Number(plain);
}

/** strconv.ParseFloat; NaN when it refuses. */
export function goFloat(text: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
