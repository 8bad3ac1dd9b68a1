import { describe, expect, test } from '@jest/globals';
import { permissionsNeeded } from '../../lib/upstream/roles';

const needed = (program: 'mic' | 'nmi', version: readonly number[] | undefined, managed = false) =>
  permissionsNeeded(program, managed, version).map(({ resource, verbs }) => `${resource}: ${verbs.join(' ')}`);

// Read from deploy/infra/deployment-rbac.yaml of upstream's tags.
describe('what a program asks of the API server', () => {
  test('MIC 1.8.17', () => {
    expect(needed('mic', [1, 8, 17])).toEqual([
      'pods: list watch',
      'nodes: list watch',
      'events: create patch',
      'configmaps: get create update',
      'endpoints: create get update',
      'azureidentitybindings: get list watch update',
      'azureidentities: get list watch update',
      'azurepodidentityexceptions: list update',
      'azureassignedidentities: get list watch create update patch delete',
    ]);
  });

  test('an unknown MIC, only what all releases ask', () => {
    expect(needed('mic', undefined)).toEqual([
      'pods: list watch',
      'events: create patch',
      'azureidentitybindings: get list watch',
      'azureidentities: get list watch',
      'azureassignedidentities: get list watch create update patch delete',
    ]);
    expect(needed('mic', [1, 2])).toEqual(needed('mic', undefined));
  });

  test('MIC 1.5.5 knows no ConfigMap and no exceptions, and updates no identities', () => {
    expect(needed('mic', [1, 5, 5])).toEqual([
      'pods: list watch',
      'nodes: list watch',
      'events: create patch',
      'endpoints: create get update',
      'azureidentitybindings: get list watch',
      'azureidentities: get list watch',
      'azureassignedidentities: get list watch create update patch delete',
    ]);
  });

  test.each([
    ['nodes', [1, 2], [1, 3]],
    ['endpoints', [1, 3], [1, 5]],
    ['configmaps', [1, 5, 5], [1, 6, 0]],
    ['azurepodidentityexceptions', [1, 5, 5], [1, 6, 0]],
  ])('MIC asks for %s not in %j, but in %j', (resource, before, since) => {
    const isIn = (version: readonly number[]) => needed('mic', version).some((line) => line.startsWith(resource));
    expect([isIn(before), isIn(since)]).toEqual([false, true]);
  });

  test('NMI watches since 1.5.3, and reads exceptions since 1.5', () => {
    expect(needed('nmi', [1, 4])).toEqual([
      'pods: get list',
      'azureidentitybindings: get list',
      'azureidentities: get list',
      'azureassignedidentities: get list',
    ]);
    expect(needed('nmi', undefined)).toEqual(needed('nmi', [1, 4]));
    expect(needed('nmi', [1, 5, 2])).toContain('azurepodidentityexceptions: get list');
    expect(needed('nmi', [1, 5, 2])).toContain('pods: get list');
    expect(needed('nmi', [1, 5, 3])).toContain('pods: get list watch');
  });

  test('managed mode does without AzureAssignedIdentities', () => {
    expect(needed('nmi', undefined, true).filter((line) => line.startsWith('azureassigned'))).toEqual([]);
  });
});
