import { reasonOf } from '../validate/system-error';
import { type Invisible, invisibleIn } from './invisible';
import { isKustomization, type Kustomization, kustomizationsIn } from './kustomization';
import { isMap, listFrom, Manifest, type ManifestMap } from './manifest';
import { ManifestError } from './manifest-error';
import type { IgnoredDocument, ManifestsOptions } from './manifests-options';
import { type Overlaid, overlaid } from './overlays';
import { readText } from './read-text';
import type { SourceFile } from './source-files';
import { lineOfAction, RENDER_HELM, unrenderedByName, unrenderedObject } from './unrendered';
import { type YamlDocument, YamlText } from './yaml';
import { YamlError } from './yaml-error';
import type { YamlValue } from './yaml-value';

const HALF_OBJECT = 'apiVersion and kind are both required, as strings: the API server refuses the object';

/** Files to objects. Continues after a problem, to report all of them at once. */
export class Reader {
  public readonly ignored: IgnoredDocument[] = [];
  public readonly incomplete: string[] = [];
  public readonly unread: string[] = [];
  public readonly invisible: Invisible[] = [];
  public overlaid: Overlaid | undefined;
  private readonly objects: Manifest[] = [];
  private readonly kustomizations: Kustomization[] = [];
  private readonly namespace: string;

  constructor(
    private readonly options: ManifestsOptions,
    private readonly problems: string[],
  ) {
    this.namespace = options.namespace ?? 'default';
  }

  public file(source: SourceFile): void {
    const { file } = source;
    const unrendered = unrenderedByName(file);
    if (unrendered) {
      if (isKustomization(file)) this.kustomizations.push(...kustomizationsIn(source));
      this.unrendered(file, `${file}:1:1`, unrendered);
      return;
    }
    let text: string;
    try {
      text = readText(file, source.read());
    } catch (error) {
      this.problems.push(error instanceof YamlError ? error.message : `${file}:1:1: ${reasonOf(error)}`);
      return;
    }
    try {
      this.text(file, text);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const line = lineOfAction(text);
      if (line === undefined) this.problems.push(error.message);
      else this.unrendered(file, `${file}:${line}:1`, `a Helm template, not YAML. ${RENDER_HELM} (${error.message})`);
    }
  }

  public done(): Manifest[] {
    if (this.problems.length > 0) throw new ManifestError(this.problems);
    this.overlaid = overlaid(this.objects, this.kustomizations);
    return [...this.overlaid.objects];
  }

  private text(file: string, text: string): void {
    const objects: Manifest[] = [];
    const yaml = new YamlText(file, text);
    for (const document of yaml.documents) this.document(document, objects);
    const hasActions = text.includes('{{');
    for (const object of objects) {
      const unrendered = unrenderedObject(object, hasActions);
      if (unrendered) {
        this.unrendered(file, object.placeOf(), unrendered);
        return;
      }
    }
    for (const object of objects) this.objects.push(object);
    for (const { unread } of yaml.documents) {
      if (unread) this.unread.push(`${file}:${unread.line}:${unread.column}`);
    }
    for (const invisible of invisibleIn(yaml, text, objects)) this.invisible.push(invisible);
  }

  private document(document: YamlDocument, objects: Manifest[]): void {
    const { value } = document;
    if (value === null) return;
    if (isMap(value) && this.add(document, value, [], {}, objects)) return;
    const { line, column } = document.start;
    if (isMap(value) && isHalf(value)) {
      // No other kind of file looks like this, and ignoring it would hide a mistake.
      this.problems.push(`${document.file}:${line}:${column}: ${HALF_OBJECT}`);
    } else this.ignored.push({ file: document.file, line });
  }

  /** Whether it is an object, or a list of objects. */
  private add(
    document: YamlDocument,
    value: ManifestMap,
    path: (string | number)[],
    list: { apiVersion?: string; kind?: string },
    objects: Manifest[],
  ): boolean {
    const apiVersion = value.apiVersion ?? list.apiVersion;
    const kind = value.kind ?? list.kind;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '') return false;
    if (!isList(kind, value.items)) {
      objects.push(new Manifest(document, value, path, apiVersion, kind, this.namespace));
      return true;
    }
    // The items of a typed list, such as DeploymentList, may have no apiVersion and kind.
    const typed = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    listFrom(value.items).forEach((item, i) => {
      const at = [...path, 'items', i];
      if (isMap(item) && this.add(document, item, at, typed, objects)) return;
      const { line, column } = document.positionOf(at);
      this.problems.push(
        `${document.file}:${line}:${column}: an item of a list without apiVersion and kind: the API server refuses it`,
      );
    });
    return true;
  }

  private unrendered(file: string, place: string, reason: string): void {
    if (this.options.allowPartial) this.incomplete.push(file);
    else this.problems.push(`${place}: ${reason}`);
  }
}

function isHalf({ apiVersion, kind, metadata, items }: ManifestMap): boolean {
  return (isMap(metadata) || Array.isArray(items)) && (kind ?? apiVersion) !== undefined;
}

function isList(kind: string, items: YamlValue | undefined): boolean {
  return kind === 'List' || (kind.endsWith('List') && Array.isArray(items));
}
