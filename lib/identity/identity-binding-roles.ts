import { createHash } from 'node:crypto';
import type { Construct, IConstruct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { isInTree } from '../synth/object-registry';
import { warn } from '../synth/warnings';
import { indexed } from '../validate/indexed';
import { Problems } from '../validate/problems';
import { TokenExchange } from '../workload-identity/token-exchange';
import type { FederatedSubject } from './federated-subjects';
import { describe, factsOf } from './identity-facts';

// Identity bindings of AKS (learn.microsoft.com/azure/aks/identity-bindings-concepts): a ServiceAccount may use a managed
// identity when it has this permission.
const RBAC = 'rbac.authorization.k8s.io';
const PERMISSION = { apiGroup: 'cid.wi.aks.azure.com', verb: 'use-managed-identity' } as const;

const SDKS =
  'WorkloadIdentityCredential alone can use it, and only when told to: .NET IsAzureProxyEnabled, Go 1.15 EnableAzureProxy, Java 1.19 and JavaScript 4.14.1 enableAzureProxy, Python 1.27 enable_azure_proxy; DefaultAzureCredential does not';

interface Made {
  readonly source: string;
  readonly scope: IConstruct;
  readonly objects: readonly [CheckedApiObject, CheckedApiObject];
}

/** The roles that let ServiceAccounts use identities by identity bindings: one for each identity. */
export class IdentityBindingRoles {
  private readonly made = new Map<string, Made>();

  /** Adds them to what is written ahead of workloads. */
  public update(all: Problems, subjects: readonly FederatedSubject[], ahead: Map<IConstruct, IConstruct[]>): void {
    const bound = subjects.filter(({ exchange }) => exchange === TokenExchange.IDENTITY_BINDING);
    const groups = indexed(bound, ({ key }) => key);
    for (const key of this.made.keys()) if (!groups.has(key)) this.remove(key);
    for (const [key, group] of groups) {
      const [first] = group as [FederatedSubject];
      if (first.facts.isServicePrincipal) {
        const problems = Problems.of(first.identity);
        const allowed = 'federated-credential for a service principal: identity bindings are for managed identities';
        problems.add('exchange', TokenExchange.IDENTITY_BINDING, allowed);
        all.include(problems);
      }
      if (first.facts.isServicePrincipal || first.facts.clientId === undefined || !first.first) continue;
      warn(first.identity, `${describe(factsOf(first.identity))} is used by an identity binding. ${SDKS}.`);
      const objects = this.make(key, group, first.facts.clientId, first.first.node.scope as Construct);
      ahead.set(first.first, [...(ahead.get(first.first) ?? []), ...objects]);
    }
  }

  private make(key: string, group: readonly FederatedSubject[], clientId: string, scope: Construct): Made['objects'] {
    const accounts = group
      .map(({ namespace, account }) => ({ kind: 'ServiceAccount', name: account, namespace }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const source = JSON.stringify([clientId, accounts]);
    const known = this.made.get(key);
    if (known && known.source === source && known.scope === scope && known.objects.every(isInTree))
      return known.objects;
    this.remove(key);
    const hash = createHash('sha256').update(clientId.toLowerCase()).digest('hex').slice(0, 9);
    const name = `use-managed-identity-h${hash}`;
    const object = (kind: string, content: object) =>
      new CheckedApiObject(scope, `${kind}-${name}`, {
        gvk: { apiVersion: `${RBAC}/v1`, kind },
        ...{ name, namespace: undefined, content },
      });
    const { apiGroup, verb } = PERMISSION;
    const objects: Made['objects'] = [
      object('ClusterRole', { rules: [{ apiGroups: [apiGroup], resources: [clientId], verbs: [verb] }] }),
      object('ClusterRoleBinding', { roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name }, subjects: accounts }),
    ];
    this.made.set(key, { source, scope, objects });
    return objects;
  }

  private remove(key: string): void {
    const known = this.made.get(key);
    for (const object of known?.objects ?? []) known?.scope.node.tryRemoveChild(object.node.id);
    this.made.delete(key);
  }
}
