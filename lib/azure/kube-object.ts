import { fold } from '../go/compare';
import { type FieldPath, type Manifest, mapOf } from '../manifests/manifest';
import { API_GROUP } from '../upstream/api';
import { type Format, show } from '../validate/format';
import { DNS_LABEL, DNS_SUBDOMAIN, PATH_SEGMENT } from '../validate/kubernetes-names';
import { fieldAt } from '../validate/path';
import { printable } from '../validate/printable';
import { wordsOf } from '../validate/problem';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Kubernetes' own kinds that scripts name. kubectl would accept `Deploy` or `Pods` for them too. */
const OWN_KINDS: { readonly [group: string]: readonly string[] } = {
  '': ['Pod', 'PodTemplate', 'ReplicationController', 'Secret', 'ServiceAccount'],
  apps: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  batch: ['CronJob', 'Job'],
  extensions: ['DaemonSet', 'Deployment', 'ReplicaSet'],
  policy: ['PodDisruptionBudget'],
  [RBAC_GROUP]: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  [API_GROUP]: ['AzureIdentity', 'AzureIdentityBinding', 'AzurePodIdentityException'],
};

const isOwnGroup = (group: string) => Object.hasOwn(OWN_KINDS, group) || /^[^.]*$|\.k8s\.io$/.test(group);

const KIND: Format = {
  allowed: 'a kind: an upper-case letter, then letters and digits, at most 63',
  accepts: (text) => /^[A-Z][A-Za-z0-9]{0,62}$/.test(text),
};

const API_VERSION: Format = {
  allowed: 'v1, or a group and a version, such as apps/v1',
  accepts: (text) => {
    const [group = '', version = '', ...more] = text.includes('/') ? text.split('/') : ['core', text];
    return more.length === 0 && DNS_SUBDOMAIN.accepts(group) && /^[a-z][a-z0-9]{0,62}$/.test(version);
  },
};

/** Names of roles and of their bindings allow nearly any character; invisible ones are never meant. */
const ROLE_NAME: Format = {
  allowed: `${PATH_SEGMENT.allowed}, without blanks, commas and invisible characters`,
  accepts: (text) => PATH_SEGMENT.accepts(text) && printable(text) === text && !/[\s,]/.test(text),
};

const ownKindOf = (group: string): Format => {
  const kinds = Object.hasOwn(OWN_KINDS, group) ? (OWN_KINDS[group] ?? []) : [];
  return {
    allowed: `a kind of ${group === '' ? 'v1' : group} that scripts know${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}`,
    accepts: (text) => kinds.includes(text),
  };
};

/**
 * Why a script must not name an object, a line for each reason: an invalid name could be read as an option of kubectl, or
 * as another object.
 */
export function unnameable(manifest: Manifest): string[] {
  const { apiVersion, kind, group, name } = manifest;
  const ofName = hasGeneratedName(manifest) ? 'generateName' : 'name';
  const reasons: string[] = [];
  const expect = (path: FieldPath, value: string, { allowed, accepts }: Format) => {
    if (!accepts(value)) reasons.push(fieldProblem(manifest, path, value, allowed));
  };
  expect(['apiVersion'], apiVersion, API_VERSION);
  expect(['kind'], kind, KIND);
  if (reasons.length === 0 && isOwnGroup(group)) expect(['kind'], kind, ownKindOf(group));
  expect(['metadata', ofName], name, nameFormat(manifest));
  const namespace = kubeNamespace(manifest);
  if (namespace !== '') expect(['metadata', 'namespace'], namespace, DNS_LABEL);
  return reasons;
}

function nameFormat(manifest: Manifest): Format {
  if (manifest.group === RBAC_GROUP) return ROLE_NAME;
  if (!hasGeneratedName(manifest)) return DNS_SUBDOMAIN;
  return { allowed: `the beginning of ${DNS_SUBDOMAIN.allowed}`, accepts: (text) => DNS_SUBDOMAIN.accepts(`${text}x`) };
}

/** Whether the API server generates its name, so that a script cannot name it. */
export function hasGeneratedName({ metadata: { name } }: Manifest): boolean {
  return typeof name !== 'string' || name === '';
}

/** An object as an argument of kubectl, `Deployment.v1.apps/orders`, which needs no plural and cannot be an option. */
export function kubeObject(manifest: Manifest): string {
  const { apiVersion, kind, group, name } = manifest;
  if (unnameable(manifest).length > 0 || hasGeneratedName(manifest))
    throw new Error('a script must not name this object');
  const type = group === '' ? kind : `${kind}.${apiVersion.slice(group.length + 1)}.${group}`;
  return `${type}/${name}`;
}

/** The namespace for kubectl; empty for objects without one. */
export function kubeNamespace({ isClusterScoped, namespace }: Manifest): string {
  return isClusterScoped ? '' : namespace;
}

/** A line about a field. The API server drops a field in other case, so it is as good as missing. */
export function fieldProblem(manifest: Manifest, path: FieldPath, value: unknown, allowed: string): string {
  const above = path.slice(0, -1);
  const name = String(path.at(-1));
  const siblings = Object.keys(mapOf(manifest.at(above)));
  const isMissing = value === '' && !siblings.includes(name);
  const written = isMissing ? siblings.find((key) => fold(key) === fold(name)) : undefined;
  const place = `${manifest.placeOf(written === undefined ? path : [...above, written])}: ${manifest.title}`;
  const hint = written && `It is written ${written}, which the API server drops: write ${name}`;
  const given = isMissing ? 'nothing' : show(value);
  return wordsOf({ place, field: fieldAt(path), fault: 'value', given, allowed, hint });
}
