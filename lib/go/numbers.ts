const INTEGER = /^[-+]?(0[xX](_?[\da-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?\d)*)$/;

/** strconv.ParseInt with base 0 and 64 bits; NaN for what it refuses. */
export function goInteger(text: string): number {
  if (!INTEGER.test(text)) return Number.NaN;
  const digits = text
    .replace(/^[-+]/, '')
    .replaceAll('_', '')
    .replace(/^0(?=\d)/, '0o');
  const value = BigInt(digits) * (text.startsWith('-') ? -1n : 1n);
  return value === BigInt.asIntN(64, value) ? Number(value) : Number.NaN;
}

/** strconv.ParseInt with base 10 and 32 bits, as klog parses levels; NaN for what it refuses. */
export function goLevel(text: string): number {
  const value = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : Number.NaN;
}

/** strconv.ParseFloat; NaN for what it refuses. */
export function goFloat(text: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** strconv.ParseInt with base 10; as a string, why it refuses the text. */
export function goDecimal(text: string, bits: 32 | 64): number | 'not a whole number' | 'too large' {
  if (!/^[-+]?\d+$/.test(text)) return 'not a whole number';
  const value = BigInt(text.replace(/^\+/, ''));
  return value === BigInt.asIntN(bits, value) ? Number(value) : 'too large';
}
