import { groupOf } from '../validate/kubernetes-names';
import { isClusterScoped } from './cluster-scoped';
import type { Position } from './position';
import type { YamlDocument } from './yaml';
import type { YamlValue } from './yaml-value';

/** A map as YAML and JSON have it. */
export interface ManifestMap {
  /** The value of a key. */
  [key: string]: YamlValue;
}

/** Keys and indices that lead to a field. */
export type FieldPath = readonly (string | number)[];

/** An object as a manifest tells it, with the place it was read from. */
export class Manifest {
  /** `metadata.name`, else `metadata.generateName`, else empty. */
  public readonly name: string;
  /** `metadata.namespace`, else the namespace that manifests without one go to. Says nothing for cluster-wide kinds. */
  public readonly namespace: string;
  /** The group of `apiVersion`; empty for the core group. */
  public readonly group: string;

  /** @internal Use `Manifests`. */
  constructor(
    private readonly document: YamlDocument,
    /** The content, with nothing taken away and nothing added. */
    public readonly value: ManifestMap,
    /** Where it is in its document: empty, or `["items", 3]` for an item of a `List`. */
    private readonly prefix: FieldPath,
    /** As in the text; for an item of a typed list without one, what the list says. */
    public readonly apiVersion: string,
    /** As `apiVersion`. */
    public readonly kind: string,
    defaultNamespace: string,
  ) {
    const { name, generateName, namespace } = this.metadata;
    this.group = groupOf(apiVersion);
    this.name = textOf(name) || textOf(generateName);
    this.namespace = textOf(namespace) || defaultNamespace;
  }

  /** The file, as the path that was given leads to it; `<stdin>` for standard input. */
  public get file(): string {
    return this.document.file;
  }

  /** The line that it begins at, from 1. */
  public get line(): number {
    return this.document.startOf(this.value).line;
  }

  /** The column that it begins at, from 1. */
  public get column(): number {
    return this.document.startOf(this.value).column;
  }

  /** `metadata`, or an empty map. */
  public get metadata(): ManifestMap {
    return mapOf(this.value.metadata);
  }

  /** Whether it states its namespace. */
  public get hasNamespace(): boolean {
    return textOf(this.metadata.namespace) !== '';
  }

  /** Whether it is in no namespace, as a ClusterRole. */
  public get isClusterScoped(): boolean {
    return isClusterScoped(this.group, this.kind);
  }

  /** `Deployment shop/orders`, `ClusterRole nmi` */
  public get title(): string {
    return this.isClusterScoped ? `${this.kind} ${this.name}` : `${this.kind} ${this.namespace}/${this.name}`;
  }

  /** Where a field of the object is, or the nearest one above it that is in the text. */
  public positionOf(path: FieldPath): Position {
    return path.length === 0 ? this.document.startOf(this.value) : this.document.positionOf([...this.prefix, ...path]);
  }

  /** `dist/shop.k8s.yaml:12:3`, of a field or of the object. */
  public placeOf(path: FieldPath = []): string {
    const { line, column } = this.positionOf(path);
    return `${this.file}:${line}:${column}`;
  }

  /** The line of the text that a field is on. */
  public lineOf(path: FieldPath): string {
    return this.document.lineAt(this.positionOf(path));
  }

  /** The value at a path; undefined when it is not there. */
  public at(path: FieldPath): YamlValue | undefined {
    let value: YamlValue | undefined = this.value;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as ManifestMap)[key];
    }
    return value;
  }
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

function textOf(value: YamlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
