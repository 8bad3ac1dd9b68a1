import { type FieldPath, isMap, type Manifest, type ManifestMap } from './manifest';
import { gotAt, type Refusal } from './refusal';
import type { YamlValue } from './yaml-builder';

/** The values of a map of text, by key. */
export interface Texts {
  readonly [key: string]: string;
}

/**
 * Reads the fields of one object as the API server does: a field that is null is absent, one of a wrong type is a reason
 * to refuse the object, and names are compared with case.
 */
export class Fields {
  constructor(
    private readonly manifest: Manifest,
    private readonly refusals: Refusal[],
  ) {}

  /** A text; empty when it is absent. */
  public text(path: FieldPath): string {
    const value = this.manifest.at(path) ?? undefined;
    if (typeof value === 'string') return value;
    if (value !== undefined) this.refuse(path, 'text', needsQuotes(value));
    return '';
  }

  /** A whole number; undefined when it is absent. */
  public integer(path: FieldPath): number | undefined {
    const value = this.manifest.at(path) ?? undefined;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    if (value !== undefined) this.refuse(path, 'a whole number', typeof value === 'string' && 'Remove the quotes');
    return undefined;
  }

  /** Whether a field is true. */
  public flag(path: FieldPath): boolean {
    const value = this.manifest.at(path) ?? false;
    if (typeof value === 'boolean') return value;
    this.refuse(path, 'true or false', typeof value === 'string' && 'Remove the quotes');
    return false;
  }

  /** A map; empty when it is absent. */
  public map(path: FieldPath): ManifestMap {
    const value = this.manifest.at(path) ?? {};
    if (isMap(value)) return value;
    this.refuse(path, 'a map');
    return {};
  }

  /** A list; empty when it is absent. */
  public list(path: FieldPath): readonly YamlValue[] {
    const value = this.manifest.at(path) ?? [];
    if (Array.isArray(value)) return value;
    this.refuse(path, 'a list');
    return [];
  }

  /**
   * A map of text.
   *
   * @param nullText what an entry that is null becomes: Go's maps of the built-in kinds keep it as an empty text, the
   * schema of a custom resource drops it
   */
  public texts(path: FieldPath, nullText?: ''): Texts {
    const map = this.map(path);
    let texts: { [key: string]: string } | undefined;
    for (const key of Object.keys(map)) {
      const value = map[key];
      if (typeof value === 'string') continue;
      texts ??= { ...map } as { [key: string]: string };
      delete texts[key];
      if (value !== null) this.refuse([...path, key], 'text', needsQuotes(value));
      else if (nullText !== undefined) texts[key] = nullText;
    }
    return texts ?? (map as Texts);
  }

  /** Says why the API server refuses the object. */
  public refuse(path: FieldPath, allowed: string, hint?: string | false): void {
    const reason = `${gotAt(this.manifest, path)}; allowed: ${allowed}${hint ? `. ${hint}` : ''}`;
    this.refusals.push({ manifest: this.manifest, path, reason });
  }
}

function needsQuotes(value: YamlValue | undefined): string | false {
  return (typeof value === 'boolean' || typeof value === 'number') && 'Put it in quotes';
}
