import { plainInteger } from '../go/yaml-scalar';

const MOST_INTEGER = 2n ** 63n - 1n;

/**
 * A number as a key (sigs.k8s.io/yaml): integers unchanged, others as Go prints a float32; undefined when it refuses the
 * key.
 */
export function keyOfNumber(text: string, value: number): string | undefined {
  const integer = plainInteger(text);
  if (integer !== undefined) return integer <= MOST_INTEGER ? String(integer) : undefined;
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [digits = '', exponent = ''] = shortest(single).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${digits}e${power}`));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The shortest digits that identify a float32. */
function shortest(single: number): string {
  for (let digits = 0; ; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
}
