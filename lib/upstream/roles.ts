import { API_GROUP, RESOURCES } from './api';
import type { Program } from './flag';
import { isBefore, release, type Version } from './version';

/** A rule of a ClusterRole. */
export interface RoleRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
}

/** A rule of upstream's ClusterRoles, and the verbs that the program uses. */
interface UpstreamRule {
  readonly group: string;
  readonly resources: readonly string[];
  /** As in upstream's manifests, with `*`, and `post`, which is not a verb of Kubernetes. */
  readonly verbs: readonly string[];
  /** The verbs that the program uses; undefined when that is `verbs`, empty for what is optional. */
  readonly needed?: readonly string[];
  /** First release that uses it; undefined when 1.2 does. */
  readonly since?: string;
  /** Resources that only later releases use, with the first of these releases. */
  readonly later?: { readonly [resource: string]: string };
  /** Verbs that only later releases use, with the first of these releases. */
  readonly added?: { readonly since: string; readonly verbs: readonly string[] };
}

const { AzureIdentity, AzureIdentityBinding, AzurePodIdentityException, AzureAssignedIdentity } = RESOURCES;
const READ = ['get', 'list', 'watch'];
const WATCH = { since: '1.5.3', verbs: ['watch'] };

/** Charts and deploy/infra/deployment-rbac.yaml of the releases 1.2 to 1.8.17. */
const RULES: { readonly [program in Program]: readonly UpstreamRule[] } = {
  mic: [
    { group: 'apiextensions.k8s.io', resources: ['customresourcedefinitions'], verbs: ['*'], needed: [] },
    { group: '', resources: ['pods', 'nodes'], verbs: ['list', 'watch'], later: { nodes: '1.3' } },
    { group: '', resources: ['events'], verbs: ['create', 'patch'] },
    { group: '', resources: ['configmaps'], verbs: ['get', 'create', 'update'], since: '1.6.0' },
    { group: '', resources: ['endpoints'], verbs: ['create', 'get', 'update'], since: '1.5.0' },
    {
      group: API_GROUP,
      resources: [AzureIdentityBinding, AzureIdentity],
      verbs: [...READ, 'post', 'update'],
      needed: [...READ, 'update'],
      added: { since: '1.6.0', verbs: ['update'] },
    },
    { group: API_GROUP, resources: [AzurePodIdentityException], verbs: ['list', 'update'], since: '1.6.0' },
    {
      group: API_GROUP,
      resources: [AzureAssignedIdentity],
      verbs: ['*'],
      needed: [...READ, 'create', 'update', 'patch', 'delete'],
    },
  ],
  nmi: [
    { group: 'apiextensions.k8s.io', resources: ['customresourcedefinitions'], verbs: ['get', 'list'], needed: [] },
    { group: '', resources: ['pods'], verbs: READ, added: WATCH },
    // Only for service principals.
    { group: '', resources: ['secrets'], verbs: ['get'], needed: [] },
    {
      group: API_GROUP,
      resources: [AzureIdentityBinding, AzureIdentity, AzurePodIdentityException],
      verbs: READ,
      added: WATCH,
      later: { [AzurePodIdentityException]: '1.5.0' },
    },
    { group: API_GROUP, resources: [AzureAssignedIdentity], verbs: READ, added: WATCH },
  ],
};

/** Which rules to leave out of upstream's role. */
export interface RoleOptions {
  /** In managed mode there are no AzureAssignedIdentities. */
  readonly managed: boolean;
  readonly allowAccessToSecrets: boolean;
}

/** The rules of upstream's ClusterRole for a program. */
export function roleRules(program: Program, { managed, allowAccessToSecrets }: RoleOptions): RoleRule[] {
  return RULES[program]
    .filter(({ resources }) => !(managed && program === 'nmi' && resources.includes(AzureAssignedIdentity)))
    .filter(({ resources }) => allowAccessToSecrets || !resources.includes('secrets'))
    .map(({ group, resources, verbs }) => ({ apiGroups: [group], resources: [...resources], verbs: [...verbs] }));
}

/** Access that a program requires. */
export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** The access that a program requires in a version; in all versions, when it is unknown. */
export function permissionsNeeded(program: Program, managed: boolean, version?: Version): Permission[] {
  const isThere = (since: string | undefined) => !since || (version && !isBefore(version, release(since)));
  return RULES[program]
    .filter(({ since, resources }) => isThere(since) && !(managed && resources.includes(AzureAssignedIdentity)))
    .flatMap(({ group, resources, verbs, needed = verbs, added, later = {} }) =>
      resources
        .filter((resource) => isThere(later[resource]))
        .map((resource) => ({
          group,
          resource,
          verbs: needed.filter((verb) => isThere(added?.verbs.includes(verb) ? added.since : undefined)),
        })),
    )
    .filter(({ verbs }) => verbs.length > 0);
}
