import { goInteger } from '../../go/numbers';
import type { Value } from './chart-values';
import { isMap } from './coalesce';

/** Whether a value is true for `if` and `with` of Go's text/template. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** What `{{ value }}` prints; nothing for null, because Helm removes `<no value>`. */
export function goText(value: Value): string {
  return value === null || value === undefined ? '' : goFormat(value);
}

/** `%v` of Go's fmt. */
function goFormat(value: Value): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (isMap(value)) {
    const keys = Object.keys(value).sort(byBytes);
    return `map[${keys.map((key) => `${key}:${goFormat(value[key])}`).join(' ')}]`;
  }
  return typeof value === 'number' ? goFloat(value) : String(value);
}

/** A float64 by `%v`: the shortest digits that are read back, with an exponent from 1e+06 and below 1e-04. */
function goFloat(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The order in which Go iterates over the keys of a map. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** `int` of the chart's function library (github.com/spf13/cast, ToInt): 0 for anything but a number. */
export function goInt(value: Value): number {
  if (typeof value === 'string') return goInteger(value.replace(/\.0*$/, '')) || 0;
  return typeof value === 'number' || typeof value === 'bigint' || value === true ? Math.trunc(Number(value)) : 0;
}
