import { plainInteger } from '../values/plain-scalar';

const MOST_INTEGER = 2n ** 63n - 1n;

/**
 * The text that a number becomes as a key (sigs.k8s.io/yaml): integers as they are, others as Go writes a float32;
 * undefined when it refuses it.
 */
export function keyOfNumber(text: string, value: number): string | undefined {
  const integer = plainInteger(text);
  if (integer !== undefined) return integer <= MOST_INTEGER ? String(integer) : undefined;
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return undefined;
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [digits = '', exponent = ''] = shortest(single).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${digits}e${power}`));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** As few digits as tell a float32 from its neighbours. */
function shortest(single: number): string {
  for (let digits = 0; ; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
}
