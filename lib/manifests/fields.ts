import { type Format, kindOf } from '../validate/format';
import { isSecretPath } from '../validate/secret-fields';
import { type FieldPath, isMap, type Manifest, type ManifestMap } from './manifest';
import { gotAt, type Refusal } from './refusal';
import { setKey, type YamlValue } from './yaml-value';

export interface Texts {
  readonly [key: string]: string;
}

/**
 * Reads the fields of a map in an object as the API server does: a null field is absent, names are case-sensitive, and a
 * field of a wrong type is a reason to refuse the object. Its value is then read as it was probably meant, for callers that
 * keep refused objects.
 */
export class Fields {
  /**
   * The fields of the object itself.
   *
   * @param folded a field below which names are read in any case
   */
  public static of(manifest: Manifest, refusals: Refusal[], folded?: string): Fields {
    return new Fields(manifest, refusals, undefined, '', manifest.value, folded);
  }

  private constructor(
    private readonly manifest: Manifest,
    private readonly refusals: Refusal[],
    private readonly parent: Fields | undefined,
    private readonly key: string | number,
    private readonly values: ManifestMap,
    private readonly folded: string | true | undefined,
  ) {}

  /** The fields of a field that is a map; none when it is absent. */
  public in(key: string): Fields {
    const folded = this.folded === key || this.folded === true || undefined;
    return new Fields(this.manifest, this.refusals, this, key, this.map(key), folded);
  }

  /** The fields of each map in a list; none when it is absent. */
  public each(key: string): Fields[] {
    const list = this.value(key);
    if (list === undefined) return [];
    if (!Array.isArray(list)) {
      this.refuse(key, 'a list');
      return [];
    }
    const parent = new Fields(this.manifest, this.refusals, this, key, {}, undefined);
    const found: Fields[] = [];
    for (const [i, item] of list.entries())
      if (isMap(item)) found.push(new Fields(this.manifest, this.refusals, parent, i, item, undefined));
    return found;
  }

  /** A string; empty when it is absent. */
  public text(key: string, format?: Format): string {
    const value = this.value(key);
    if (typeof value !== 'string') {
      if (value !== undefined) this.refuse(key, 'a string', needsQuotes(value));
      return needsQuotes(value) ? String(value) : '';
    }
    if (format && value !== '' && !format.accepts(value)) this.refuse(key, format.allowed, format.hint?.(value));
    return value;
  }

  /** Checks that a field is a string or absent. Another value may be a secret and is not shown. */
  public hiddenText(key: string): void {
    const value = this.value(key);
    if (value !== undefined && typeof value !== 'string') this.refuseHidden([key], value);
  }

  /** The same of a field of each map in a list. */
  public hiddenTexts(key: string, field: string): void {
    const list = this.value(key);
    const isText = (item: YamlValue) => !isMap(item) || typeof (item[field] ?? '') === 'string';
    // Nearly all are.
    if (Array.isArray(list) && list.every(isText)) return;
    for (const item of this.each(key)) item.hiddenText(field);
  }

  /** A whole number; undefined when it is absent. */
  public integer(key: string): number | undefined {
    const value = this.value(key);
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    if (value !== undefined) this.refuse(key, 'a whole number', typeof value === 'string' && 'Remove the quotes');
    return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
  }

  public flag(key: string): boolean {
    const value = this.value(key);
    if (typeof value === 'boolean') return value;
    if (value !== undefined) this.refuse(key, 'true or false', typeof value === 'string' && 'Remove the quotes');
    return value === 'true';
  }

  /** A map; empty when it is absent. */
  public map(key: string): ManifestMap {
    const value = this.value(key);
    if (isMap(value)) return value;
    if (value !== undefined) this.refuse(key, 'a map');
    return {};
  }

  /** Checks that a field is a list of strings or absent. As in `hiddenText`, no item is shown. */
  public listOfText(key: string): void {
    const list = this.value(key);
    if (list === undefined) return;
    const wrong = Array.isArray(list) ? list.findIndex((item) => typeof item !== 'string') : undefined;
    if (wrong === undefined) this.refuse(key, 'a list of strings');
    else if (wrong >= 0) this.refuseHidden([key, wrong], (list as YamlValue[])[wrong]);
  }

  /**
   * A map of strings.
   *
   * @param nullText the value of a null entry: Go's maps of the built-in kinds keep it as an empty string, the schema of a
   * custom resource drops it
   */
  public texts(key: string, nullText?: '', format?: Format): Texts {
    const map = this.map(key);
    let texts: { [key: string]: string } | undefined;
    for (const entry of Object.keys(map)) {
      const value = map[entry];
      if (typeof value === 'string') {
        if (format && !format.accepts(value)) this.refuse([key, entry], format.allowed, format.hint?.(value));
        continue;
      }
      texts ??= { ...map } as { [key: string]: string };
      delete texts[entry];
      if (value !== null) this.refuse([key, entry], 'a string', needsQuotes(value));
      else if (nullText !== undefined) setKey(texts, entry, nullText);
      if (needsQuotes(value)) setKey(texts, entry, String(value));
    }
    return texts ?? (map as Texts);
  }

  /** Adds a reason why the API server refuses the object. */
  public refuse(field: string | FieldPath, allowed: string, hint?: string | false): void {
    const path = [...this.path, ...(typeof field === 'string' ? [field] : field)];
    // The hint of a format quotes a part of the value.
    const mayHint = hint && !(typeof this.manifest.at(path) === 'string' && isSecretPath(path, this.manifest.kind));
    this.add(path, `${gotAt(this.manifest, path)}; allowed: ${allowed}${mayHint ? `. ${hint}` : ''}`);
  }

  private refuseHidden(field: FieldPath, value: YamlValue | undefined): void {
    const hint = needsQuotes(value);
    this.add([...this.path, ...field], `got ${kindOf(value)}; allowed: a string${hint ? `. ${hint}` : ''}`);
  }

  private add(path: FieldPath, reason: string): void {
    this.refusals.push({ manifest: this.manifest, path, reason });
  }

  /** Computed when needed: most objects are correct. */
  private get path(): FieldPath {
    return this.parent ? [...this.parent.path, this.key] : [];
  }

  private value(key: string): YamlValue | undefined {
    // Callers ask for the names of fields, which no object inherits.
    const value = this.values[key];
    if (value !== undefined) return value ?? undefined;
    if (this.folded !== true) return undefined;
    const name = Object.keys(this.values).find((other) => other.toLowerCase() === key.toLowerCase());
    return name === undefined ? undefined : (this.values[name] ?? undefined);
  }
}

function needsQuotes(value: YamlValue | undefined): string | false {
  return (typeof value === 'boolean' || typeof value === 'number') && 'Put it in quotes';
}
