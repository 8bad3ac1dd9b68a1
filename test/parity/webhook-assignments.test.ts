import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { admit, Manifests, simulate } from '../../lib';
import type { Manifest } from '../support/manifests';
import { PARITY, parityTest } from '../support/parity';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const folder = join(PARITY, 'webhook');
const cases = existsSync(folder) ? readdirSync(folder).sort() : ['(absent)'];

/** The API server refuses it: an annotation is a number. */
const REFUSED = /annotations\["azure.workload.identity\/proxy-sidecar-port"\]: got 8000; allowed: a string/;

/** The client ids in the environment of the containers that have a token, as literals. */
function clientIdsOf({ spec }: Manifest): string[] {
  const containers: Manifest[] = [...(spec.initContainers ?? []), ...spec.containers];
  const withToken = containers.filter(({ volumeMounts = [] }) =>
    volumeMounts.some(({ name }: Manifest) => name === 'wi-token'),
  );
  return withToken.flatMap(({ env = [] }) => {
    const value = env.findLast(({ name }: Manifest) => name === 'AZURE_CLIENT_ID')?.value;
    return value ? [value] : [];
  });
}

describe('assignments of the clusters of the real webhook', () => {
  for (const name of cases) {
    parityTest(`webhook/${name}`, () => {
      const manifests = Manifests.fromPaths([join(folder, name, 'cluster.yaml')]);
      const [admitted] = admit(manifests, { tenantId: TENANT });
      const answer = () => simulate(manifests).workloads[0];
      let found: ReturnType<typeof answer>;
      try {
        found = answer();
      } catch (error) {
        expect((error as Error).message).toMatch(REFUSED);
        return;
      }
      expect(found?.refused).toBe(admitted?.refused);
      const ids = (found?.identities ?? []).map(({ clientID }) => clientID);
      if (admitted?.refused !== undefined) expect(ids).toEqual([]);
      if (admitted?.pod) expect(ids).toEqual(expect.arrayContaining(clientIdsOf(admitted.pod as Manifest)));
    });
  }
});
