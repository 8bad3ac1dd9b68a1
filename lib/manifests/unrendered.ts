import { basename } from 'node:path';
import { isMap, type Manifest } from './manifest';
import type { YamlValue } from './yaml-value';

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io';

/** What the templates of a chart refer to. Others, as Argo's workflows and alerts, have actions of their own. */
const HELM = /\{\{[^{}]*?(?:[\s($]\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|toYaml|tpl)\s)/;
const ACTION = /\{\{[^{}\n]*\}\}/;

/** Kinds that carry texts for other programs, which may be templates themselves. */
const CARRIERS = ['ConfigMap', 'Secret', 'CustomResourceDefinition'];

export const RENDER_KUSTOMIZE = 'render it first: kustomize build . | aad-pod-identity … -';
export const RENDER_HELM = 'render it first: helm template RELEASE CHART | aad-pod-identity … -';

/** Why a file is not manifests yet, by its name: what it stands for is made by kustomize or Helm. */
export function unrenderedByName(file: string): string | undefined {
  const name = basename(file);
  if (KUSTOMIZATIONS.includes(name)) return `it is for kustomize, ${RENDER_KUSTOMIZE}`;
  return name === 'Chart.yaml' ? `a Helm chart is here, ${RENDER_HELM}` : undefined;
}

/**
 * Why an object that could be read is not what will be in the cluster.
 *
 * @param hasActions whether `{{` stands anywhere in its file
 */
export function unrenderedObject(manifest: Manifest, hasActions: boolean): string | undefined {
  if (manifest.group === KUSTOMIZE_GROUP) return `it is for kustomize, ${RENDER_KUSTOMIZE}`;
  if (!hasActions || CARRIERS.includes(manifest.kind) || !hasAction(manifest.value)) return undefined;
  return `it is a template of Helm, ${RENDER_HELM}`;
}

/** The line of the first action of a template in a text that is no YAML, from 1. */
export function lineOfAction(text: string): number | undefined {
  const match = ACTION.exec(text);
  return match ? text.slice(0, match.index).split('\n').length : undefined;
}

function hasAction(value: YamlValue): boolean {
  if (typeof value === 'string') return HELM.test(value);
  if (Array.isArray(value)) return value.some(hasAction);
  return isMap(value) && Object.values(value).some(hasAction);
}
