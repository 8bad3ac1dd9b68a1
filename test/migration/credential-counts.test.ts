import { describe, expect, test } from '@jest/globals';
import { credentialCounts, type KnownFederation } from '../../lib/migration/credential-counts';
import type { NeededCredential } from '../../lib/migration/needed-credentials';
import type { KnownCredential } from '../../lib/simulation/known-credentials';

const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders';
const HERE = 'https://westeurope.oic.prod-aks.azure.com/t/here/';
const THERE = 'https://westeurope.oic.prod-aks.azure.com/t/there/';

const needed = (...accounts: string[]): NeededCredential[] =>
  accounts.map((account) => ({
    ...{ identity: ID, kind: 'managedIdentity', clientId: 'o', namespace: 'shop', account },
    subject: `system:serviceaccount:shop:${account}`,
    workloads: [`Deployment shop/${account}`],
  }));
const known = (account: string, issuer: string | undefined, rest: Partial<KnownCredential> = {}): KnownCredential => ({
  ...{ identity: ID, issuer, subject: `system:serviceaccount:shop:${account}`, name: account, place: 'f.json[0]' },
  audiences: ['api://AzureADTokenExchange'],
  ...rest,
});
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `web-${i}`);

/** What is known of one identity. */
function count(accounts: readonly string[], facts: Partial<KnownFederation> = {}) {
  const [one] = credentialCounts([needed(...accounts)], { issuer: undefined, named: [], rendered: [], ...facts });
  if (!one) throw new Error('no count');
  const { total, isExact, missing, others, blocker, remark } = one;
  return { total, isExact, missing: missing.length, others: others.length, isBlocked: blocker !== undefined, remark };
}

describe('federated credentials of an identity, against the 20 that it can have', () => {
  test('those that are needed, at least: other clusters are not known', () => {
    expect(count(['a', 'b'])).toEqual({
      total: 2,
      isExact: false,
      missing: 2,
      others: 0,
      isBlocked: false,
      remark: undefined,
    });
  });

  test('those of --federated with another issuer or subject count, too', () => {
    const named = [known('a', HERE), known('a', THERE), known('z', HERE)];
    expect(count(['a', 'b'], { issuer: HERE, named })).toMatchObject({
      total: 4,
      isExact: true,
      missing: 1,
      others: 2,
    });
  });

  test('the identity is the same in another case; the subject and the issuer are not', () => {
    expect(count(['a'], { issuer: HERE, named: [known('a', HERE, { identity: ID.toUpperCase() })] })).toMatchObject({
      total: 1,
      missing: 0,
    });
    expect(count(['a'], { issuer: HERE, named: [known('A', HERE)] })).toMatchObject({ total: 2, missing: 1 });
    expect(count(['a'], { issuer: HERE, named: [known('a', HERE.toUpperCase())] })).toMatchObject({
      total: 2,
      missing: 1,
    });
  });

  test('without the issuer, one of a subject is probably that of this cluster, and nothing is exact', () => {
    expect(count(['a'], { named: [known('a', HERE), known('a', THERE)] })).toMatchObject({
      total: 2,
      isExact: false,
      missing: 0,
    });
  });

  test('operator objects count once with what Azure lists of them', () => {
    const facts = { issuer: HERE, named: [known('a', HERE)], rendered: [known('a', undefined), known('b', undefined)] };
    expect(count(['a', 'b'], facts)).toMatchObject({ total: 2, missing: 0, others: 0 });
    expect(count(['a'], { issuer: HERE, rendered: [known('a', HERE)] })).toMatchObject({ total: 1, isExact: false });
  });

  test('one for another audience has the place, and is none', () => {
    const named = [known('a', HERE, { audiences: ['api://other'] })];
    expect(count(['a'], { issuer: HERE, named })).toMatchObject({ total: 1, missing: 1 });
  });

  test('20 are allowed, and worth a remark from 18', () => {
    expect(count(numbers(17)).remark).toBeUndefined();
    expect(count(numbers(18)).remark).toBe(
      'It needs at least 18 of 20 federated credentials; those of other clusters count, too.',
    );
    expect(count(numbers(20), { issuer: HERE, named: [known('web-0', HERE)] }).remark).toBe(
      'It needs 20 of 20 federated credentials.',
    );
    expect(count(numbers(20)).isBlocked).toBe(false);
  });

  test('21 are not', () => {
    const [one] = credentialCounts([needed(...numbers(21))], { issuer: undefined, named: [], rendered: [] });
    expect(one?.blocker).toEqual({
      problem: 'Identity orders of resource group g needs at least 21 federated credentials, and can have 20.',
      advice:
        'Let workloads share a ServiceAccount, split the identity, or use identity bindings of AKS, which need one credential for all.',
    });
    expect(count(numbers(20), { issuer: HERE, named: [known('z', THERE)] }).isBlocked).toBe(true);
  });
});
