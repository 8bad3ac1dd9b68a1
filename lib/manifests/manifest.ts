import { groupOf } from '../validate/kubernetes-names';
import { valueAt } from '../validate/path';
import { Problems } from '../validate/problems';
import { isClusterScoped } from './cluster-scoped';
import type { Position } from './position';
import type { DuplicateKeyAt, YamlDocument } from './yaml';
import type { YamlValue } from './yaml-value';

/** A map of YAML or JSON. */
export interface ManifestMap {
  /** The value of a key. */
  [key: string]: YamlValue;
}

/** Keys and indices of a field, from the outside in. */
export type FieldPath = readonly (string | number)[];

/** An object of a manifest, with its place in the file. */
export class Manifest {
  /** `metadata.name`, else `metadata.generateName`, else empty. */
  public readonly name: string;
  /** The group of `apiVersion`; empty for the core group. */
  public readonly group: string;
  /** @internal The object as it was read, when this is the same in another namespace. */
  public origin: Manifest = this;
  /** @internal The object as it is in its file, when a kustomization changes it. */
  public written: Manifest = this;
  private placed: string;

  /** @internal Use `Manifests`. */
  constructor(
    /** @internal */
    public readonly document: YamlDocument,
    /** The content, unchanged. */
    public readonly value: ManifestMap,
    /** @internal Path in its document: empty, or `["items", 3]` for an item of a `List`. */
    public readonly prefix: FieldPath,
    /** As in the file; for an item of a typed list without one, that of the list. */
    public readonly apiVersion: string,
    /** As `apiVersion`. */
    public readonly kind: string,
    defaultNamespace: string,
  ) {
    const { name, generateName, namespace } = this.metadata;
    this.group = groupOf(apiVersion);
    this.name = stringOf(name) || stringOf(generateName);
    this.placed = stringOf(namespace) || defaultNamespace;
  }

  /** `metadata.namespace`, else the default namespace of the options. Meaningless for cluster-scoped kinds. */
  public get namespace(): string {
    return this.placed;
  }

  /** @internal A kustomization sets its namespace. */
  public moveTo(namespace: string): void {
    if (!this.isClusterScoped) this.placed = namespace;
  }

  /** @internal The same object in another namespace. */
  public inNamespace(namespace: string): Manifest {
    const { document, value, prefix, apiVersion, kind } = this;
    const moved = new Manifest(document, value, prefix, apiVersion, kind, namespace);
    moved.moveTo(namespace);
    moved.origin = this.origin;
    return moved;
  }

  /** @internal The same object as a kustomization renders it. */
  public rendered(value: ManifestMap): Manifest {
    const { document, prefix, apiVersion, kind } = this;
    const changed = new Manifest(document, value, prefix, apiVersion, kind, this.namespace);
    changed.moveTo(this.namespace);
    changed.origin = this.origin === this ? changed : this.origin;
    changed.written = this;
    return changed;
  }

  /** The file, beginning with the given path; `<stdin>` for standard input. */
  public get file(): string {
    return this.document.file;
  }

  /** Its first line, from 1. */
  public get line(): number {
    return this.document.startOf(this.written.value).line;
  }

  /** Its first column, from 1. */
  public get column(): number {
    return this.document.startOf(this.written.value).column;
  }

  /** @internal Its first character in the file. */
  public get offset(): number {
    return this.document.offsetOf(this.written.value);
  }

  /** @internal Keys that a map of it has several times, with the places of the first and the last one. */
  public get duplicates(): readonly DuplicateKeyAt[] {
    const { length } = this.prefix;
    return this.document.duplicates
      .filter(({ path }) => path.length > length && this.prefix.every((key, i) => path[i] === key))
      .map(({ path, ...places }) => ({ path: path.slice(length), ...places }));
  }

  /** @internal Whether its document contains the character at an offset of the file. */
  public isAt(offset: number): boolean {
    return this.document.has(offset);
  }

  /** `metadata`, or an empty map. */
  public get metadata(): ManifestMap {
    return mapOf(this.value.metadata);
  }

  /** Whether its metadata has a namespace. */
  public get hasNamespace(): boolean {
    return stringOf(this.metadata.namespace) !== '';
  }

  /** Whether it is in no namespace, as a ClusterRole. */
  public get isClusterScoped(): boolean {
    return isClusterScoped(this.group, this.kind);
  }

  /** `Deployment shop/orders`, `ClusterRole nmi` */
  public get title(): string {
    return this.isClusterScoped ? `${this.kind} ${this.name}` : `${this.kind} ${this.namespace}/${this.name}`;
  }

  /** The place of a field, or of the nearest parent that is in the file. */
  public positionOf(path: FieldPath): Position {
    expectPath('positionOf', path);
    return path.length === 0
      ? this.document.startOf(this.written.value)
      : this.document.positionOf([...this.prefix, ...path]);
  }

  /** `dist/shop.k8s.yaml:12:3`, of a field or of the object. */
  public placeOf(path: FieldPath = []): string {
    const { line, column } = this.positionOf(path);
    return `${this.file}:${line}:${column}`;
  }

  /** The line of the file with a field, unchanged. For messages, use `excerptOf`. */
  public lineOf(path: FieldPath): string {
    return this.document.lineAt(this.positionOf(path));
  }

  /** The same without possible secrets, and the column of the field in it. */
  public excerptOf(path: FieldPath): { readonly text: string; readonly column: number } {
    return this.document.excerptAt(this.positionOf(path));
  }

  /** @internal The text of a line of its file, counted from 1. */
  public lineAt(line: number): string {
    return this.document.lineAt({ line, column: 1 });
  }

  /** The value at a path; undefined when the path is missing. */
  public at(path: FieldPath): YamlValue | undefined {
    expectPath('at', path);
    return valueAt(this.value, path) as YamlValue | undefined;
  }
}

/** JavaScript can pass a string, whose characters would be keys. */
function expectPath(call: string, path: unknown): void {
  if (Array.isArray(path)) return;
  const problems = Problems.in(`Manifest.${call}`);
  problems.add('path', path, "a list of keys, such as ['spec', 'clientID']");
  problems.throwIfAny();
}

/** A map, or an empty one for anything else. */
export function mapOf(value: YamlValue | undefined): ManifestMap {
  return isMap(value) ? value : {};
}

/** Whether a value is a map. */
export function isMap(value: YamlValue | undefined): value is ManifestMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list, or an empty one for anything else. */
export function listFrom(value: YamlValue | undefined): YamlValue[] {
  return Array.isArray(value) ? value : [];
}

/** A scalar as a string; empty for maps and lists. */
export function scalarText(value: YamlValue | undefined): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}

/** A string, or an empty one for anything else. */
export function stringOf(value: YamlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
