import { posix } from 'node:path';
import { COMPONENT_MARK } from '../upstream/federation';
import { isMap, listFrom, type ManifestMap, mapOf, stringOf } from './manifest';
import { jsonPatch, mergePatch, type Patch } from './patch';
import { type YamlDocument, YamlText } from './yaml';
import type { YamlValue } from './yaml-value';

/** A patch in a file, which is read with the other files. */
export interface PatchFile {
  readonly file: string;
  /** What it changes; undefined when the patch itself says so. */
  readonly target: YamlValue | undefined;
}

/** What a kustomization.yaml says about the files beside it. */
export class Kustomization {
  public readonly folder: string;
  /** What it sets for all of its objects; empty when it does not. */
  public readonly namespace: string;
  /** Files and folders that it renders. */
  public readonly resources: readonly string[];
  /** Those of them that are components, which change what it renders. */
  public readonly components: readonly string[];
  public readonly patchFiles: readonly PatchFile[];
  public readonly patches: readonly Patch[];
  /** Other files that it reads, which are no objects of the cluster: settings, and content of ConfigMaps. */
  public readonly inputs: readonly string[];
  /** Whether it changes objects in ways that are not looked into, so that names and labels are not as written. */
  public readonly transforms: boolean;
  /** Whether it does more of that than to add labels. */
  public readonly renames: boolean;
  /** Whether `migrate rewrite` has written it. */
  public readonly isWritten: boolean;
  /** Whether it is for other kustomizations only. */
  public readonly isComponent: boolean;
  /** Labels that it adds to pod templates. */
  public readonly podLabels: ManifestMap;

  constructor(public readonly document: YamlDocument) {
    const { file } = document;
    const value = mapOf(document.value);
    this.isWritten = document.whole.text.startsWith(COMPONENT_MARK);
    this.isComponent = value.kind === 'Component';
    this.folder = posix.dirname(posix.normalize(file));
    this.namespace = stringOf(value.namespace);
    const { resources, bases, components, patches, patchesStrategicMerge, patchesJson6902 } = value;
    this.components = this.paths(components);
    this.resources = [...[resources, bases].flatMap((list) => this.paths(list)), ...this.components];
    const entries = [...listFrom(patches), ...listFrom(patchesJson6902)].map((entry) =>
      typeof entry === 'string' ? { path: entry } : mapOf(entry),
    );
    const merged = listFrom(patchesStrategicMerge).map(stringOf);
    this.patchFiles = [
      ...entries.flatMap(({ path, target }) => this.paths([path ?? null]).map((file) => ({ file, target }))),
      ...merged.flatMap((text) =>
        text.includes('\n') ? [] : this.paths([text]).map((file) => ({ file, target: undefined })),
      ),
    ];
    this.patches = [
      ...entries.flatMap(({ patch, target }) => patchesIn(patch, target)),
      ...merged.flatMap((text) => (text.includes('\n') ? patchesIn(text, undefined) : [])),
    ];
    this.inputs = this.inputsOf(value);
    this.renames = RENAMING.some((key) => value[key] !== undefined);
    this.transforms = this.renames || LABELLING.some((key) => value[key] !== undefined);
    const ofPods = listFrom(value.labels)
      .map(mapOf)
      .filter(({ includeTemplates, includeSelectors }) => includeTemplates === true || includeSelectors === true);
    this.podLabels = Object.assign({}, mapOf(value.commonLabels), ...ofPods.map(({ pairs }) => mapOf(pairs)));
  }

  private inputsOf(value: ManifestMap): string[] {
    const generators = [...listFrom(value.configMapGenerator), ...listFrom(value.secretGenerator)].map(mapOf);
    const files = generators.flatMap(({ files: list, envs, env }) => [
      ...listFrom(list).map((entry) => stringOf(entry).replace(/^[^=]*=/, '')),
      ...listFrom(envs),
      env ?? null,
    ]);
    return this.paths([
      ...files,
      ...['configurations', 'crds', 'transformers', 'generators', 'validators'].flatMap((key) => listFrom(value[key])),
      ...listFrom(value.replacements).map((entry) => mapOf(entry).path ?? null),
      ...listFrom(value.helmCharts).map((entry) => mapOf(entry).valuesFile ?? null),
      mapOf(value.openapi).path ?? null,
    ]);
  }

  /** Paths as those of the files read; not of what is elsewhere. */
  private paths(list: YamlValue | undefined): string[] {
    return listFrom(list).flatMap((entry) =>
      typeof entry === 'string' && entry !== '' && !/:\/\/|\?ref=|^git@|^\/|\n/.test(entry)
        ? [posix.join(this.folder, entry)]
        : [],
    );
  }
}

const RENAMING = [
  ...['namePrefix', 'nameSuffix', 'replacements', 'vars', 'transformers', 'generators', 'helmCharts'],
  'configurations',
];
const LABELLING = ['commonLabels', 'labels'];

/** The patches of an inline text; what cannot be read may change anything. */
function patchesIn(text: YamlValue | undefined, target: YamlValue | undefined): Patch[] {
  if (typeof text !== 'string') return [];
  try {
    const values = new YamlText('patch', text).documents.map(({ value }) => value);
    return values.flatMap((value) =>
      isMap(value) ? [mergePatch(value, target)] : value === null ? [] : [jsonPatch(value, target)],
    );
  } catch {
    return [jsonPatch(undefined, target)];
  }
}

/** A folder without what does not change it, as a slash behind it. */
export const plainFolder = (path: string): string => posix.normalize(`${path}/.`);

/** What kustomizations list: nobody deploys a folder among it by itself. */
export const usedBy = (kustomizations: readonly Kustomization[]): ReadonlySet<string> =>
  new Set(kustomizations.flatMap(({ resources }) => resources.map(plainFolder)));
