// What a prop is upstream: the flag of MIC or NMI and the value of the Helm chart, from the tables that the install itself
// is written from, or the field of the custom resource, from its definition.
import { crds } from '../../build/imports/aadpodidentity.k8s.io.crds.js';
import { FLAGS as FLAGS_OF } from '../../build/lib/install/flags.js';
import { CHART_DEFAULTS, UNNAMED_KEYS } from '../../build/lib/install/helm/chart-values.js';

const FLAGS = [...FLAGS_OF.mic, ...FLAGS_OF.nmi];

/** Values of the chart that are called otherwise than their prop. */
const OTHER_NAMES = {
  mode: 'operationMode',
  imagePullPolicy: 'image.imagePullPolicy',
  'mic.cloudCredentials': 'adminsecret',
  'mic.customCloudConfig': 'mic.customCloud.configPath',
  'nmi.updateStrategy.maxUnavailable': 'nmi.updateStrategy.rollingUpdate.maxUnavailable',
};

/**
 * Of a prop, as text for a table; empty when upstream has no such thing.
 *
 * @param paths its paths: `mic.clientQps` from the props of the install, `AzureIdentity:clientId` from those of a resource
 * @param sources what its docstring names as upstream
 * @param text its docstring, which names a flag behind a comma
 */
export function upstreamOf(paths, sources, text) {
  const set = FLAGS.filter(({ prop }) => paths.includes(prop));
  const said = [...text.matchAll(/, `(--?\w[\w-]*)`/g)].map(([, name]) => name);
  const names = [...set.map(({ name }) => name), ...said.filter((flag) => FLAGS.some(({ name }) => name === flag))];
  const values = [...set.map(({ value }) => value), ...paths.map((path) => OTHER_NAMES[path] ?? helmValue(path))];
  return [
    ...unique(names).map((name) => `\`${name}\``),
    ...unique(values.filter(Boolean)).map((value, i) => `${i === 0 ? 'Helm ' : ''}\`${value}\``),
    ...unique(paths.map(fieldOf).filter(Boolean)).map((field) => `\`${field}\``),
    ...sources,
  ].join(', ');
}

/** The value of the chart at the same path, whatever the case of its acronyms. */
function helmValue(path) {
  const parts = path.split('.');
  const last = parts.pop().toLowerCase();
  const parent = parts.reduce((value, key) => value?.[key], CHART_DEFAULTS);
  const keys = [...Object.keys(parent ?? {}), ...(UNNAMED_KEYS[parts.join('.')] ?? [])];
  const key = keys.find((name) => name.toLowerCase() === last);
  return key && [...parts, key].join('.');
}

/** The field of the custom resource: `spec.clientID`. */
function fieldOf(path) {
  const [kind, prop = ''] = path.split(':');
  const definition = crds.find(({ spec }) => spec.names.kind === kind);
  if (!definition) return undefined;
  if (prop === 'metadata') return 'metadata';
  if (path === 'AzureIdentityBinding:identity') return 'spec.azureIdentity';
  const { properties } = definition.spec.versions[0].schema.openAPIV3Schema;
  const names = [];
  let below = properties.spec;
  for (const part of prop.split('.')) {
    const name = Object.keys(below?.properties ?? {}).find((key) => key.toLowerCase() === part.toLowerCase());
    if (!name) return undefined;
    names.push(name);
    below = below.properties[name];
  }
  return `spec.${names.join('.')}`;
}

const unique = (items) => [...new Set(items)];
