import { basename } from 'node:path';
import { isMap, type Manifest } from './manifest';
import type { YamlValue } from './yaml-value';

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io';

/** References in the templates of a chart. Argo's workflows and alerts use `{{` too, for other things. */
const HELM = /\{\{[^{}]*?(?:[\s($]\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|toYaml|tpl)\s)/;
const ACTION = /\{\{[^{}\n]*\}\}/;

/** Kinds that hold files of other programs, which may be templates. */
const CARRIERS = ['ConfigMap', 'Secret', 'CustomResourceDefinition'];

export const RENDER_KUSTOMIZE = 'Render it first: kustomize build . | aad-pod-identity … -';
export const RENDER_HELM = 'Render it first: helm template RELEASE CHART | aad-pod-identity … -';

/** Why a file must be rendered first, by its name: it is input for kustomize or Helm. */
export function unrenderedByName(file: string): string | undefined {
  const name = basename(file);
  if (KUSTOMIZATIONS.includes(name)) return `a kustomization, not manifests. ${RENDER_KUSTOMIZE}`;
  return name === 'Chart.yaml' ? `a Helm chart, not manifests. ${RENDER_HELM}` : undefined;
}

/**
 * Why an object must be rendered first.
 *
 * @param hasActions whether its file contains `{{`
 */
export function unrenderedObject(manifest: Manifest, hasActions: boolean): string | undefined {
  if (manifest.group === KUSTOMIZE_GROUP) return `a kustomization, not manifests. ${RENDER_KUSTOMIZE}`;
  if (!hasActions || CARRIERS.includes(manifest.kind) || !hasAction(manifest.value)) return undefined;
  return `a Helm template, not a manifest. ${RENDER_HELM}`;
}

/** The line of the first template action in a file that is not YAML, from 1. */
export function lineOfAction(text: string): number | undefined {
  const match = ACTION.exec(text);
  return match ? text.slice(0, match.index).split('\n').length : undefined;
}

function hasAction(value: YamlValue): boolean {
  if (typeof value === 'string') return HELM.test(value);
  if (Array.isArray(value)) return value.some(hasAction);
  return isMap(value) && Object.values(value).some(hasAction);
}
