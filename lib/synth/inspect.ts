import type { Problems } from '../values/problems';
import { isPlainObject, isUnresolved, isUnresolvedObject } from '../values/unresolved';
import type { TextRule } from './yaml-text';

/**
 * Looks at everything that will be written, leaf by leaf: text that would not come back from YAML as it is, and values
 * that have no form in YAML. Returns whether something is resolved at synth only, so that it must be seen again then.
 *
 * @param textRule which text comes back depends on what writes it
 * @param root where the object is: `metadata`, or nothing for a whole manifest
 */
export function inspectObject(object: object, problems: Problems, textRule: TextRule, root?: string): boolean {
  return new Inspection(problems, textRule, root === undefined ? [] : [root], false).object(object);
}

/** As `inspectObject`, for a manifest as it will be written: nothing in it can be late any more. */
export function inspectManifest(manifest: object, problems: Problems, textRule: TextRule): void {
  new Inspection(problems, textRule, [], true).object(manifest);
}

class Inspection {
  constructor(
    private readonly problems: Problems,
    private readonly textRule: TextRule,
    /** Keys and indices that lead to where the inspection is; put into words only when there is a problem. */
    private readonly path: (string | number)[],
    private readonly isRendered: boolean,
  ) {}

  public object(object: object): boolean {
    let late = false;
    for (const key of Object.keys(object)) {
      const allowed = this.textRule(key, true);
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

  /** Of nothing in a list, cdk8s makes `null`; a patch may mean it. */
  private item(i: number, item: unknown): boolean {
    if (item !== undefined && (item !== null || this.isRendered)) return this.at(i, item);
    this.path.push(i);
    if (!this.problems.has(this.field)) this.report(item, 'in a list, a value');
    this.path.pop();
    return false;
  }

  private value(value: unknown): boolean {
    if (typeof value === 'string') {
      const allowed = this.textRule(value, false);
      if (allowed) this.report(value, allowed);
      return isUnresolved(value);
    }
    if (typeof value === 'boolean' || value === undefined || value === null) return false;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) this.report(value, 'a finite number');
      return false;
    }
    if (isUnresolvedObject(value) && !this.isRendered) return true;
    if (Array.isArray(value)) return value.map((item, i) => this.item(i, item)).includes(true);
    if (isPlainObject(value)) return this.object(value);
    // What is no map, say, is refused already, and by name.
    if (!this.problems.has(this.field)) this.report(value, 'text, numbers, booleans, lists and plain objects');
    return false;
  }

  private report(value: unknown, allowed: string): void {
    this.problems.add(this.field, value, allowed);
  }

  private get field(): string {
    return this.path.reduce<string>(fieldOf, '');
  }
}

/** `spec.podLabels["app.kubernetes.io/name"]`, `spec.auxiliaryTenantIDs[0]` */
export function fieldOf(field: string, key: string | number): string {
  if (typeof key === 'number') return `${field}[${key}]`;
  if (!/^[A-Za-z][\w-]*$/.test(key)) return `${field}[${JSON.stringify(key)}]`;
  return field === '' ? key : `${field}.${key}`;
}
