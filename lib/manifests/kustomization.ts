import { posix } from 'node:path';
import { isMap, listFrom, type ManifestMap, mapOf, stringOf } from './manifest';
import { jsonPatch, mergePatch, type Patch } from './patch';
import { YamlText } from './yaml';
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
  public readonly patchFiles: readonly PatchFile[];
  public readonly patches: readonly Patch[];
  /** Other files that it reads, which are no objects of the cluster: settings, and content of ConfigMaps. */
  public readonly inputs: readonly string[];
  /** Whether it changes objects in ways that are not looked into, so that names and labels are not as written. */
  public readonly transforms: boolean;

  /** @param value the content of its file */
  constructor(file: string, value: ManifestMap) {
    this.folder = posix.dirname(posix.normalize(file));
    this.namespace = stringOf(value.namespace);
    const { resources, bases, components, patches, patchesStrategicMerge, patchesJson6902 } = value;
    this.resources = [resources, bases, components].flatMap((list) => this.paths(list));
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
    this.transforms = TRANSFORMERS.some((key) => value[key] !== undefined);
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

const TRANSFORMERS = [
  ...['namePrefix', 'nameSuffix', 'replacements', 'vars', 'transformers', 'generators', 'helmCharts'],
  ...['commonLabels', 'labels', 'configurations'],
];

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
