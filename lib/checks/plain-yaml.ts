import { quoted } from '../values/format';
import { plainScalar } from '../values/plain-scalar';
import { printable } from '../values/printable';

/** A scalar as it is written in YAML: in quotes when it would be read as another thing without. */
export function plainYaml(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = plainScalar(value) === value && /^[\w./][^\n#]*$/u.test(value) && !/(: |:$|\s$)/.test(value);
  return isPlain && printable(value) === value ? value : quoted(value);
}
