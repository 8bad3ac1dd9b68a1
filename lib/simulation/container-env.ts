import {
  type FieldPath,
  isMap,
  listFrom,
  type Manifest,
  type ManifestMap,
  mapOf,
  scalarText,
  stringOf,
} from '../manifests/manifest';

export interface EnvVariable {
  /** Undefined when it is not in the manifests. */
  readonly value: string | undefined;
  readonly path: FieldPath;
  /** The source of the value, when `value` is undefined. */
  readonly from: string | undefined;
}

export type ConfigMaps = (namespace: string, name: string) => ManifestMap | undefined;

/** The environment of a container, as the kubelet builds it: `env` overrides `envFrom`, the last one of a name wins. */
export function environmentOf(
  manifest: Manifest,
  container: FieldPath,
  configMaps: ConfigMaps,
): Map<string, EnvVariable> {
  const variables = new Map<string, EnvVariable>();
  listFrom(manifest.at([...container, 'envFrom'])).forEach((source, i) => {
    const { configMapRef, prefix } = mapOf(source);
    const data = isMap(configMapRef) ? configMaps(manifest.namespace, scalarText(configMapRef.name)) : undefined;
    for (const [name, value] of Object.entries(mapOf(data))) {
      const path = [...container, 'envFrom', i];
      variables.set(`${scalarText(prefix ?? '')}${name}`, { value: scalarText(value), path, from: undefined });
    }
  });
  listFrom(manifest.at([...container, 'env'])).forEach((variable, i) => {
    const { name, value, valueFrom } = mapOf(variable);
    const path = [...container, 'env', i];
    if (typeof name !== 'string') return;
    if (isMap(valueFrom)) variables.set(name, { path, ...valueFromSource(manifest, valueFrom, configMaps) });
    else {
      variables.set(name, { value: expand(stringOf(value), variables), path: [...path, 'value'], from: undefined });
    }
  });
  return variables;
}

/** Replaces `$(NAME)` as the kubelet does: unknown names stay, `$$` is `$`. */
export function expand(text: string, variables: ReadonlyMap<string, EnvVariable>): string {
  return text.replace(/\$(?:\$|\(([^()$]*)\))/g, (all, name?: string) => {
    if (name === undefined) return '$';
    return variables.get(name)?.value ?? all;
  });
}

function valueFromSource(manifest: Manifest, source: ManifestMap, configMaps: ConfigMaps): Omit<EnvVariable, 'path'> {
  const { fieldRef, configMapKeyRef } = source;
  if (isMap(fieldRef)) {
    const { fieldPath } = fieldRef;
    if (fieldPath === 'metadata.namespace') return { value: manifest.namespace, from: undefined };
    return { value: undefined, from: `the field ${stringOf(fieldPath)} of the pod` };
  }
  if (isMap(configMapKeyRef)) {
    const { name, key } = configMapKeyRef;
    const value = configMaps(manifest.namespace, stringOf(name))?.[stringOf(key)];
    if (typeof value === 'string') return { value, from: undefined };
    return { value: undefined, from: `${stringOf(key)} of ConfigMap ${manifest.namespace}/${stringOf(name)}` };
  }
  return { value: undefined, from: Object.keys(source).join(', ') };
}
