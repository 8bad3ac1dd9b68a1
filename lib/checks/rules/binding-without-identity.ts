import type { Cluster } from '../../simulation/cluster';
import type { Binding, Identity } from '../../simulation/custom-resources';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { danglingBindings } from '../facts/bindings';
import { identitiesLeftOut, refusalsIn } from '../facts/faulty-objects';
import { nearMiss } from '../facts/near-miss';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const bindingWithoutIdentity: Rule = {
  id: 'binding-without-identity',
  title: 'A binding refers to an AzureIdentity that does not exist',
  severity: Severity.ERROR,
  why: 'MIC looks up spec.azureIdentity as the exact name of an AzureIdentity in the namespace of the binding, and ignores the binding when there is none. The name of the identity in Azure does not matter.',
  symptom: 'A line in the log of MIC, no event; token requests of the pods fail with 404.',
  bad: documents(IDENTITY, changed(BINDING, 'azureIdentity: orders', 'azureIdentity: order')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: (checked) => {
    const { cluster } = checked;
    const unbound = danglingBindings(checked);
    if (unbound.length === 0) return [];
    const isLeftOut = identitiesLeftOut(checked);
    const isRefused = refusalsIn(checked);
    const names = new Set(cluster.identities.map(({ name }) => name));
    const byNamespace = indexed(cluster.identities, ({ namespace }) => namespace);
    return unbound
      .filter((binding) => !isLeftOut(binding) && !isRefused(binding.manifest, ['metadata', 'namespace']))
      .filter(({ azureIdentity }) => !names.has(azureIdentity))
      .map((binding) => {
        const { manifest, namespace, azureIdentity } = binding;
        const path = ['spec', 'azureIdentity'];
        const own = byNamespace.get(namespace) ?? [];
        const meant = azureIdentity === '' ? onlyOne(own) : (meantBy(binding, own) ?? besides(binding, own, cluster));
        return {
          object: manifest,
          path,
          message: messageOf(binding, meant),
          ...(azureIdentity !== '' && {
            absence: { isNear: meant !== undefined, counted: ['binding has no identity', 'bindings have no identity'] },
          }),
          ...(meant && { fix: `azureIdentity: ${plainYaml(meant.identity.name)}` }),
        };
      });
  },
};

interface Meant {
  readonly identity: Identity;
  readonly words: string;
}

function messageOf({ namespace, azureIdentity }: Binding, meant: Meant | undefined): string {
  const hint = meant ? `; AzureIdentity ${show(meant.identity.name)} exists${meant.words}` : '';
  if (azureIdentity === '') {
    return `The binding has no azureIdentity${hint}. No pod gets an identity from it. Write the name of an AzureIdentity in namespace ${namespace}.`;
  }
  const advice = meant ? `Write azureIdentity: ${meant.identity.name}` : 'Add it, or write the name of another';
  return `There is no AzureIdentity ${namespace}/${azureIdentity}${hint}. No pod gets an identity from the binding. ${advice}.`;
}

const onlyOne = ([first, second]: readonly Identity[]): Meant | undefined =>
  first && !second ? { identity: first, words: '' } : undefined;

/** The only identity of the file, which no binding refers to, when one name is the beginning of the other. */
function besides(
  { manifest, azureIdentity }: Binding,
  identities: readonly Identity[],
  { bindings }: Cluster,
): Meant | undefined {
  const [first, second] = identities.filter((one) => one.manifest.file === manifest.file);
  if (!first || second) return undefined;
  const isPart = first.name.startsWith(`${azureIdentity}-`) || azureIdentity.startsWith(`${first.name}-`);
  const isBound = () => bindings.some((one) => one.namespace === first.namespace && one.azureIdentity === first.name);
  return isPart && !isBound() ? { identity: first, words: ' in the same file, and has no binding' } : undefined;
}

/** The identity that a dangling binding was probably meant for, of those in its namespace. */
export function meantBy({ azureIdentity, selector }: Binding, identities: readonly Identity[]): Meant | undefined {
  const near = nearMiss(azureIdentity, identities, ({ name }) => name);
  if (near && (near.likeness === 'spaces' || near.likeness === 'case'))
    return { identity: near.candidate, words: `, and ${near.words}` };
  const wanted = azureIdentity.toLowerCase();
  const inAzure = identities.find(
    ({ resourceID }) => resourceID.slice(resourceID.lastIndexOf('/') + 1).toLowerCase() === wanted,
  );
  if (inAzure) return { identity: inAzure, words: `, and its identity in Azure is named ${azureIdentity}` };
  const byId = identities.find((one) => [one.clientID, one.resourceID].includes(azureIdentity));
  if (byId) return { identity: byId, words: ' and has that id' };
  if (near) return { identity: near.candidate, words: `, and ${near.words}` };
  const exchanged = identities.find(({ name }) => name === selector);
  return exchanged && { identity: exchanged, words: ', and the selector of the binding is its name' };
}
