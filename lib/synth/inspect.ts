import { fieldAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { isPlainObject, isUnresolved, isUnresolvedObject } from '../validate/unresolved';
import type { TextRule } from './yaml-text';

/**
 * Checks every leaf that will be written: strings that YAML readers would reinterpret, and values that YAML cannot hold.
 * Returns whether something is known at synth only, and must be checked again then.
 *
 * @param textRule which strings are refused; depends on the YAML writer
 * @param root where the object is: `metadata`, or nothing for a whole manifest
 */
export function inspectObject(object: object, problems: Problems, textRule: TextRule, root?: string): boolean {
  return new Inspection(problems, textRule, root === undefined ? [] : [root], false).object(object);
}

/** As `inspectObject`, for a manifest as it will be written: nothing in it is late any more. */
export function inspectManifest(manifest: object, problems: Problems, textRule: TextRule): void {
  new Inspection(problems, textRule, [], true).object(manifest);
}

class Inspection {
  constructor(
    private readonly problems: Problems,
    private readonly textRule: TextRule,
    /** Where the inspection is; put into words only for a problem. */
    private readonly path: (string | number)[],
    private readonly isRendered: boolean,
  ) {}

  public object(object: object): boolean {
    let late = false;
    for (const key of Object.keys(object)) {
      const allowed = this.textRule(key, true);
      if (allowed) this.problems.addKey(this.field, key, allowed);
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

  /** cdk8s turns undefined in a list into `null`; in a patch, null may be intended. */
  private item(i: number, item: unknown): boolean {
    if (item !== undefined && (item !== null || this.isRendered)) return this.at(i, item);
    this.path.push(i);
    if (!this.problems.has(this.field)) this.report(item, 'a value, in a list');
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
    // Refused already where the type of the field is known.
    if (!this.problems.has(this.field)) this.report(value, 'a string, number, boolean, list or map');
    return false;
  }

  private report(value: unknown, allowed: string): void {
    this.problems.add(this.field, value, allowed);
  }

  private get field(): string {
    return fieldAt(this.path);
  }
}
