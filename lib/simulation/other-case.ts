import { otherCaseOf } from '../manifests/half-object';
import { type Manifest, mapOf } from '../manifests/manifest';
import { show } from '../validate/format';

/** Words about a field of `spec` that is there only in another case; empty when it is not, or has another value. */
export function otherCaseIn(manifest: Manifest, field: string, value?: string): string {
  const spec = mapOf(manifest.value.spec);
  const key = otherCaseOf(spec, field);
  if (key === undefined || (value !== undefined && spec[key] !== value)) return '';
  return `: it has the key ${show(key).slice(1, -1)}, in another case. Write ${field}`;
}
