import type { Problems } from '../validate/problems';
import { isPlainObject, isUnresolved, isUnresolvedObject } from '../validate/unresolved';
import { yamlSurprise } from './yaml-text';

/**
 * Looks at everything that will be written, leaf by leaf: text that would not come back from YAML as it is, and values
 * that have no form in YAML. Returns whether something is resolved at synth only, so that it must be seen again then.
 *
 * @param root where the object is: `metadata`, or nothing for a whole manifest
 */
export function inspectObject(object: object, problems: Problems, root?: string): boolean {
  return new Inspection(problems, root === undefined ? [] : [root]).object(object);
}

class Inspection {
  constructor(
    private readonly problems: Problems,
    /** Keys and indices that lead to where the inspection is; put into words only when there is a problem. */
    private readonly path: (string | number)[],
  ) {}

  public object(object: object): boolean {
    let late = false;
    for (const key of Object.keys(object)) {
      const allowed = yamlSurprise(key) ?? (key === '<<' ? 'a key other than the merge key of YAML' : undefined);
      if (allowed) this.report(key, `as a key, ${allowed}`);
      late = this.at(key, (object as Record<string, unknown>)[key]) || late;
    }
    return late;
  }

  private at(key: string | number, value: unknown): boolean {
    this.path.push(key);
    const late = this.value(value);
    this.path.pop();
    return late;
  }

  private value(value: unknown): boolean {
    if (typeof value === 'string') {
      const allowed = yamlSurprise(value);
      if (allowed) this.report(value, allowed);
      return isUnresolved(value);
    }
    if (typeof value === 'boolean' || value === undefined || value === null) return false;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) this.report(value, 'a finite number');
      return false;
    }
    if (isUnresolvedObject(value)) return true;
    if (Array.isArray(value)) return value.map((item, i) => this.at(i, item)).includes(true);
    if (isPlainObject(value)) return this.object(value);
    this.report(value, 'text, numbers, booleans, lists and plain objects');
    return false;
  }

  private report(value: unknown, allowed: string): void {
    this.problems.add(this.path.reduce<string>(fieldOf, ''), value, allowed);
  }
}

/** `spec.podLabels["app.kubernetes.io/name"]`, `spec.auxiliaryTenantIDs[0]` */
export function fieldOf(field: string, key: string | number): string {
  if (typeof key === 'number') return `${field}[${key}]`;
  if (!/^[A-Za-z][\w-]*$/.test(key)) return `${field}[${JSON.stringify(key)}]`;
  return field === '' ? key : `${field}.${key}`;
}

/** Whether a Lazy or another token object stands somewhere in a value. */
export function hasUnresolvedObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isUnresolvedObject(value) || Object.values(value).some(hasUnresolvedObject);
}
