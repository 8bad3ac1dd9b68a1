import { plainScalar } from '../../go/yaml-scalar';

/** A scalar as it is written in YAML: in quotes when it would be read as another thing without. */
export function plainYaml(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = plainScalar(value) === value && /^[\w./][^\n#]*$/u.test(value) && !/(: |:$|\s$)/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
