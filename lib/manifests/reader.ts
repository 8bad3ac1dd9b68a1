import { posix } from 'node:path';
import { reasonOf } from '../validate/system-error';
import { describeHalf, isHalf, otherCaseOf } from './half-object';
import { describeInvisible, type Invisible, invisibleIn } from './invisible';
import { Kustomization } from './kustomization';
import { isMap, listFrom, Manifest, type ManifestMap } from './manifest';
import { ManifestError } from './manifest-error';
import type { IgnoredDocument, ReadingOptions } from './manifests-options';
import type { OtherText } from './other-text';
import { type Overlaid, overlaid } from './overlays';
import { readText } from './read-text';
import type { SourceFile } from './source-files';
import {
  describeUnrendered,
  folderOf,
  isKustomization,
  isTemplateOfChart,
  lineOfAction,
  type Unrendered,
  unrenderedByName,
  unrenderedObject,
} from './unrendered';
import { type YamlDocument, YamlText } from './yaml';
import { YamlError } from './yaml-error';
import type { YamlValue } from './yaml-value';

/** What manifests of pod identity, of its controllers and of pods that use it contain. */
const ABOUT_IDENTITIES = /aad-?pod-?id|azure-?(?:pod-?|assigned-?)?identit|usePodIdentity/i;

/** Files to objects. Continues after a problem, to report all of them at once. */
export class Reader {
  public readonly ignored: IgnoredDocument[] = [];
  public readonly unrendered: Unrendered[] = [];
  public readonly unread: string[] = [];
  public readonly broken: string[] = [];
  public readonly invisible: Invisible[] = [];
  public readonly others: OtherText[] = [];
  public overlaid: Overlaid | undefined;
  private readonly objects: Manifest[] = [];
  private readonly kustomizations: Kustomization[] = [];
  /** Files that are lists, as JSON patches are. */
  private readonly lists = new Map<string, YamlValue>();
  /** All that were read, normalized. */
  private readonly files = new Set<string>();
  private readonly namespace: string;

  constructor(
    private readonly options: ReadingOptions,
    private readonly problems: string[],
  ) {
    this.namespace = options.namespace ?? 'default';
  }

  public file(source: SourceFile): void {
    const { ignored, objects, problems, unrendered } = this;
    const read = [objects, problems, unrendered].map(({ length }) => length);
    const [first, seen] = [ignored.length, this.invisible.length];
    this.read(source);
    const isNothing = [objects, problems, unrendered].every(({ length }, i) => length === read[i]);
    const document = ignored[first];
    if (source.isFound !== false || !isNothing || !document) return;
    const hidden = this.invisible.slice(seen).map(({ character, count }) => `; ${describeInvisible(character, count)}`);
    problems.push(`${document.file}:${document.line}:1: no manifest: it has no apiVersion and kind${hidden.join('')}`);
  }

  private read({ file, isFound = false, read }: SourceFile): void {
    this.files.add(posix.normalize(file));
    let bytes: Uint8Array;
    try {
      bytes = read();
    } catch (error) {
      this.problems.push(error instanceof YamlError ? error.message : `${file}:1:1: ${reasonOf(error)}`);
      return;
    }
    const what = unrenderedByName(file);
    let text: string | undefined;
    try {
      text = readText(file, bytes);
      this.text(file, text, isFound, what);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      this.unreadable(file, text ?? Buffer.from(bytes).toString('latin1'), isFound, what, error);
    }
  }

  public done(): Manifest[] {
    const isNothing = this.options.skipInFolders && !this.options.allowPartial && this.objects.length === 0;
    if (isNothing) this.problems.push(...this.broken, ...this.unrendered.map(describeUnrendered));
    if (this.problems.length > 0) throw new ManifestError([...new Set(this.problems)]);
    this.overlaid = overlaid(this.objects, this.kustomizations, this.lists, this.files);
    return [...this.overlaid.objects];
  }

  /** What kubectl refuses too. In a folder it hides the others only if it has to do with pod identity. */
  private refuse(problem: string, text: string, isFound: boolean): void {
    const mayBeSkipped = isFound && this.options.skipInFolders && !ABOUT_IDENTITIES.test(plainOf(text));
    (mayBeSkipped ? this.broken : this.problems).push(problem);
  }

  /** A file that is not YAML: a manifest with a mistake, a template, or something else. */
  private unreadable(
    file: string,
    text: string,
    isFound: boolean,
    what: Unrendered['what'] | undefined,
    error: YamlError,
  ): void {
    if (what) {
      this.skip({ path: file, what, place: `${file}:1:1` }, isFound);
      return;
    }
    this.others.push({ file, line: 1, content: plainOf(text) });
    const line = lineOfAction(text);
    const isOfChart = line !== undefined && isTemplateOfChart(file, text);
    if (isFound && !isOfChart && !looksLikeManifest(text)) this.ignored.push({ file, line: 1 });
    else if (line === undefined) this.refuse(error.message, text, isFound);
    else {
      const place = `${file}:${line}:1`;
      this.skip({ path: file, what: isOfChart ? 'templates of Helm' : 'templates', place }, isFound);
    }
  }

  private text(file: string, text: string, isFound: boolean, what: Unrendered['what'] | undefined): void {
    const objects: Manifest[] = [];
    const yaml = new YamlText(file, text);
    // Flux has objects of its own that are called Kustomization.
    if (what) {
      for (const document of yaml.documents)
        if (isMap(document.value)) this.add(document, document.value, [], {}, objects);
      if (objects.length === 0 || objects.some(isKustomization)) {
        const [first] = yaml.documents;
        if (what === 'a kustomization' && isMap(first?.value)) this.kustomizations.push(new Kustomization(first));
        this.skip({ path: file, what, place: `${file}:1:1` }, isFound);
        return;
      }
    } else for (const document of yaml.documents) this.document(document, objects, text, isFound);
    const hasActions = text.includes('{{');
    for (const object of objects) {
      const unrendered = unrenderedObject(object, hasActions);
      if (unrendered) {
        this.skip({ path: file, what: unrendered, place: object.placeOf() }, isFound);
        return;
      }
    }
    for (const object of objects) this.objects.push(object);
    for (const { unread } of yaml.documents) {
      if (unread) this.unread.push(`${file}:${unread.line}:${unread.column}`);
    }
    // Files of other programs may have them.
    if (isFound && objects.length === 0 && !ABOUT_IDENTITIES.test(text)) return;
    for (const invisible of invisibleIn(yaml, text, objects)) this.invisible.push(invisible);
  }

  private document(document: YamlDocument, objects: Manifest[], text: string, isFound: boolean): void {
    const { value } = document;
    if (value === null) return;
    if (Array.isArray(value)) this.lists.set(posix.normalize(document.file), value);
    if (isMap(value) && this.add(document, value, [], {}, objects)) return;
    if (isMap(value) && isHalf(value, isFound)) {
      // No other kind of file looks like this, and ignoring it would hide a mistake.
      const { reason, key } = describeHalf(value);
      const { line, column } = key === undefined ? document.start : document.positionOf([key]);
      this.refuse(`${document.file}:${line}:${column}: ${reason}`, text, isFound);
    } else this.ignored.push({ file: document.file, line: document.start.line });
    this.others.push({ file: document.file, line: document.start.line, content: value });
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
    const items = otherCaseOf(value, 'items');
    if (items !== undefined) {
      const { line, column } = document.positionOf([...path, items]);
      this.problems.push(
        `${document.file}:${line}:${column}: the items of a ${kind} are in items. Write items instead of ${items}`,
      );
    }
    const typed = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    listFrom(value.items).forEach((item, i) => {
      const at = [...path, 'items', i];
      if (isMap(item) && this.add(document, item, at, typed, objects)) return;
      const { line, column } = document.positionOf(at);
      const hint = isMap(item) ? describeHalf(item).hint : '';
      this.problems.push(
        `${document.file}:${line}:${column}: an item of a list without apiVersion and kind: the API server refuses it${hint}`,
      );
    });
    return true;
  }

  /** Skips a file, and all others of its folder in one line, unless it must be rendered first. */
  private skip({ path: file, what, place }: Omit<Unrendered, 'command'>, isFound: boolean): void {
    const path = isFound ? folderOf(file) : file;
    if (this.unrendered.some((one) => one.path === path && (one.what === what || one.what === 'a Helm chart'))) return;
    const one = { path, what, place: isFound ? path : place, command: this.options.command ?? '…' };
    const mayBeSkipped = this.options.allowPartial || (isFound && this.options.skipInFolders);
    if (!mayBeSkipped) this.problems.push(describeUnrendered(one));
    this.unrendered.push(one);
  }
}

const API_VERSION = /^(?:- )?apiVersion[ \t]*:|(?:^|[{,])[ \t]*"apiVersion"[ \t]*:/m;
const KIND = /^(?:- | {2})?kind[ \t]*:|(?:^|[{,])[ \t]*"kind"[ \t]*:/m;

/** UTF-16 without a byte order mark has zeros. */
const plainOf = (text: string) => text.replaceAll('\0', '');

/** Whether a file that is not YAML was probably meant as a manifest. */
function looksLikeManifest(text: string): boolean {
  const plain = plainOf(text);
  return API_VERSION.test(plain) && KIND.test(plain);
}

function isList(kind: string, items: YamlValue | undefined): boolean {
  return kind === 'List' || (kind.endsWith('List') && Array.isArray(items));
}
