import { posix } from 'node:path';
import type { Kustomization } from '../../manifests/kustomization';
import { isMap, listFrom, type Manifest, mapOf, scalarText, stringOf } from '../../manifests/manifest';
import { isPatch } from '../../manifests/patch';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Cluster } from '../../simulation/cluster';
import { API_GROUP, BINDING_LABEL } from '../../upstream/api';
import type { Path } from '../../validate/path';

/** A place that may give pods the label of pod identity, besides known pod templates. */
export interface LabelMention {
  /** `ConfigMap shop/values (app.yaml:5:3)`, `values.yaml:1` */
  readonly where: string;
  /** The label; undefined when it is not recognised. */
  readonly label: string | undefined;
}

/** Every place in what was read, was skipped, or is no object that may give pods the label. */
export function labelMentions({ manifests, workloads }: Cluster): LabelMention[] {
  const { objects, others, overlaid } = manifests;
  const templates = new Map(workloads.map(({ manifest, template }) => [manifest, template]));
  const kustomizations = overlaid?.kustomizations ?? [];
  const patches = overlaid?.patches ?? [];
  const files = [...objects.map(({ file }) => file), ...patches.map(({ file }) => file)];
  const read = new Set([...files, ...others.map(({ file }) => file)].map((file) => posix.normalize(file)));
  const isWhole = kustomizations.every((one) => rendersOnly(one, read, kustomizations));
  const inputs = new Set(kustomizations.flatMap((one) => one.inputs));
  // What known kustomizations make of objects is known.
  const patchFiles = new Set(isWhole ? kustomizations.flatMap((one) => one.patchFiles.map(({ file }) => file)) : []);
  const isKnown = (file: string) => patchFiles.has(posix.normalize(file));
  const mayChange = (one: Manifest) =>
    !isKnown(one.file) && (!isWhole || isPatch(one) || inputs.has(posix.normalize(one.file)));
  return [
    ...objects.flatMap((one) => inObject(one, templates.get(one))),
    ...patches.filter(mayChange).flatMap((one) => inObject(one, undefined)),
    ...others
      .filter(({ file }) => !isKnown(file))
      .flatMap(({ file, line, content }) =>
        labelsIn(content).map(({ label }) => ({ where: `${file}:${line}`, label })),
      ),
    ...(isWhole ? [] : kustomizations).flatMap(({ document }) =>
      labelsIn(document.value).map(({ label, path }) => {
        const { line, column } = document.positionOf(path);
        return { where: `${document.file}:${line}:${column}`, label };
      }),
    ),
  ];
}

/** Whether a kustomization renders only what was read. */
function rendersOnly(one: Kustomization, read: ReadonlySet<string>, all: readonly Kustomization[]): boolean {
  const { resources, bases, components, helmCharts, generators } = mapOf(one.document.value);
  const listed = [resources, bases, components].flatMap((list) => listFrom(list));
  const isRead = (path: string) => {
    const known = posix.normalize(path).replace(/(?<=.)\/$/, '');
    return read.has(known) || all.some(({ folder }) => posix.normalize(folder) === known);
  };
  return (
    listFrom(helmCharts).length + listFrom(generators).length === 0 &&
    listed.length === one.resources.length &&
    one.resources.every(isRead)
  );
}

function inObject(manifest: Manifest, template: Path | undefined): LabelMention[] {
  const { group, kind, value } = manifest;
  // The first two refer to pods, and the last one describes fields.
  if (group === API_GROUP || kind === 'CustomResourceDefinition') return [];
  const { metadata: _, ...content } = value;
  const own = template && [...template, 'metadata', 'labels', BINDING_LABEL].join('\n');
  const found = labelsIn(content).filter(({ path }) => path.join('\n') !== own);
  if (kind === 'Secret' && group === '') found.push(...encodedIn(mapOf(value.data)));
  return found.map(({ label, path }) => ({ where: `${manifest.title} (${manifest.placeOf([...path])})`, label }));
}

interface Found {
  readonly path: Path;
  readonly label: string | undefined;
}

const encodedIn = (data: { readonly [key: string]: YamlValue }): Found[] =>
  Object.entries(data).flatMap(([key, text]) =>
    labelsInText(Buffer.from(stringOf(text), 'base64').toString()).map((label) => ({ path: ['data', key], label })),
  );

/** Fields that refer to labels of pods. */
const REFERRING = /selector$|^(?:match(?:Labels|Expressions|LabelKeys)|fieldPath)$/i;
const VALUE = /^[A-Za-z0-9][\w.-]*$/;

/** The labels that a value may give to pods. */
function labelsIn(root: YamlValue): Found[] {
  const found: Found[] = [];
  const path: (string | number)[] = [];
  const visit = (value: YamlValue, beside: YamlValue | undefined) => {
    if (typeof value === 'string') {
      const at = [...path];
      for (const label of labelsInText(value)) found.push({ path: at, label: label ?? labelOf(beside) });
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) within(i, () => visit(item, undefined));
    } else if (isMap(value) && !/^(?:remove|test)$/.test(stringOf(value.op))) {
      for (const [key, item] of Object.entries<YamlValue>(value)) {
        within(key, () => {
          if (key.includes(BINDING_LABEL) && item !== null) found.push({ path: [...path], label: labelOf(item) });
          else if (!REFERRING.test(key)) visit(item, key === 'value' ? undefined : value.value);
        });
      }
    }
  };
  const within = (key: string | number, inner: () => void) => {
    path.push(key);
    inner();
    path.pop();
  };
  visit(root, undefined);
  return found;
}

function labelOf(value: YamlValue | undefined): string | undefined {
  const text = value === undefined ? '' : scalarText(value);
  return VALUE.test(text) ? text : undefined;
}

/** `aadpodidbinding: x`, `"aadpodidbinding": "x"`, `…/aadpodidbinding` and `value: x` in the next line, `aadpodidbinding=x` */
const IN_TEXT =
  /^\\?["']?(?:[ \t]*[:=][ \t]*|,?\s*\\?["']?value\\?["']?[ \t]*[:=][ \t]*)\\?["']?([A-Za-z0-9][\w.-]*)(?=[\\"'\s,;}\])]|$)(?!\s*:)/;
const NOTHING = /^\\?["']?[ \t]*:[ \t]*(?:null|~)[ \t]*(?=[,}\n]|$)/;

/** The label after each name of it; undefined for one that is not recognised. Comments give no labels. */
function labelsInText(text: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (let at = text.indexOf(BINDING_LABEL); at >= 0; at = text.indexOf(BINDING_LABEL, at + 1)) {
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
    const rest = text.slice(at + BINDING_LABEL.length, at + BINDING_LABEL.length + MOST);
    if (/^\s*#/.test(line) || NOTHING.test(rest)) continue;
    found.push(IN_TEXT.exec(rest)?.[1]);
  }
  return found;
}

/** How far a label can be from its name. */
const MOST = 400;
