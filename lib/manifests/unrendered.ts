import { basename, dirname, sep } from 'node:path';
import { isMap, type Manifest } from './manifest';
import type { YamlValue } from './yaml-value';

const CHART = 'Chart.yaml';
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io';

/** References in the templates of a chart. Argo's workflows and alerts use `{{` too, for other things. */
const HELM = /\{\{[^{}]*?(?:[\s($]\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|toYaml|tpl)\s)/;
const HELM_WITHOUT_BLANK = /\{\{-?\.(?:Values|Release|Chart|Capabilities)\b/;
const ACTION = /\{\{[^{}\n]*\}\}/;

/** Kinds that hold files of other programs, which may be templates. So may any custom resource, as a HelmRelease. */
const CARRIERS = ['ConfigMap', 'Secret', 'CustomResourceDefinition'];
const BUILT_IN_GROUP = /^[^.]*$|\.k8s\.io$/;

/** Input of Helm or kustomize. */
export interface Unrendered {
  /** Its folder, or the file if that was named. */
  readonly path: string;
  readonly what: 'a Helm chart' | 'a kustomization' | 'templates of Helm' | 'templates';
  /** Where it was found. */
  readonly place: string;
  /** The sub-command that reads its output. */
  readonly command: string;
}

/** What a file is by its name, if it must be rendered first. */
export function unrenderedByName(file: string): Unrendered['what'] | undefined {
  const name = basename(file);
  if (name === CHART) return 'a Helm chart';
  return KUSTOMIZATIONS.includes(name) ? 'a kustomization' : undefined;
}

/** The files and folders of a chart that are no manifests. Its CRDs are. */
export function isPartOfChart(siblings: readonly string[], name: string): boolean {
  return siblings.includes(CHART) && /^(?:templates|charts|values.*\.(?:ya?ml|json)|Chart\.lock)$/.test(name);
}

/**
 * What an object is, if it must be rendered first.
 *
 * @param hasActions whether its file contains `{{`
 */
export function unrenderedObject(manifest: Manifest, hasActions: boolean): Unrendered['what'] | undefined {
  if (isKustomization(manifest)) return 'a kustomization';
  if (!hasActions) return undefined;
  const isCarrier = CARRIERS.includes(manifest.kind) || !BUILT_IN_GROUP.test(manifest.group);
  const { name, namespace } = manifest.metadata;
  const isTemplate = isCarrier
    ? [name, namespace].some((one) => one !== undefined && hasAction(one))
    : hasAction(manifest.value);
  return isTemplate ? 'templates of Helm' : undefined;
}

export function isKustomization({ group }: Manifest): boolean {
  return group === KUSTOMIZE_GROUP;
}

/** Whether text that is not YAML is a template of a chart. */
export function isTemplateOfChart(file: string, text: string): boolean {
  return HELM.test(text) || HELM_WITHOUT_BLANK.test(text) || dirname(file).split(sep).includes('templates');
}

/** The line of the first template action in a file that is not YAML, from 1. */
export function lineOfAction(text: string): number | undefined {
  const match = ACTION.exec(text);
  return match ? text.slice(0, match.index).split('\n').length : undefined;
}

/** The folder of the chart or kustomization that a file is of. */
export function folderOf(file: string): string {
  if (unrenderedByName(file) !== undefined) return dirname(file);
  const parts = dirname(file).split(sep);
  const templates = parts.indexOf('templates');
  if (templates > 0) return parts.slice(0, templates).join(sep) || sep;
  return templates === 0 ? '.' : dirname(file);
}

/** `charts/web: a Helm chart, not manifests. Render it first: …` */
export function describeUnrendered({ path, what, place, command }: Unrendered): string {
  const reason = `${place}: ${what}, not manifests. Render ${what.startsWith('a ') ? 'it' : 'them'} first`;
  return what === 'templates' ? reason : `${reason}: ${renderingOf(path, what)} | aad-pod-identity ${command} -`;
}

/** The same for what is skipped in a folder. The objects of a kustomization are read all the same. */
export function describeSkipped(one: Unrendered): string {
  const { path, what, place, command } = one;
  if (what !== 'a kustomization') return `skipped: ${describeUnrendered(one)}`;
  const advice = `${renderingOf(path, what)} | aad-pod-identity ${command} -`;
  return `${place}: this kustomization is not applied: files beside it are read as they are. Use what it renders: ${advice}`;
}

/** The command that renders it, with its folder when that needs no quotes. */
function renderingOf(path: string, what: Unrendered['what']): string {
  const folder = folderIn(path);
  const isPlain = /^[\w./@+][\w./@+-]*$/.test(folder);
  if (what === 'a kustomization') return `kustomize build ${isPlain ? folder : 'FOLDER'}`;
  return `helm template RELEASE ${isPlain ? folder : 'CHART'}`;
}

/** The folder that a path is, or that a file is of; none when a template is not in the folder of its chart. */
function folderIn(path: string): string {
  if (!/\.(?:ya?ml|json)$/.test(path) && unrenderedByName(path) === undefined) return path;
  const folder = folderOf(path);
  return unrenderedByName(path) !== undefined || folder !== dirname(path) ? folder : '';
}

function hasAction(value: YamlValue): boolean {
  if (typeof value === 'string') return HELM.test(value);
  if (Array.isArray(value)) return value.some(hasAction);
  return isMap(value) && Object.values(value).some(hasAction);
}
