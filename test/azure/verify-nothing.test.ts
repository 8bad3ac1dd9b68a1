import { describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';

const verify = (...objects: object[]) => command(['azure', 'verify', '-'], yaml(...objects));

describe('azure verify does not declare success where nothing was verified', () => {
  test('no MIC, NMI, demo or labelled workload', async () => {
    const { code, out, error } = await verify(deployment('shop', 'web', {}));
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(
      'nothing to verify: the manifests have no MIC, NMI or demo, and no workload with the label',
    );
  });

  test('a label without an identity is a failure, with the reason', async () => {
    const { code, out } = await verify(
      deployment('shop', 'web', labelled('weeb')),
      identity('shop', 'web'),
      binding('shop', 'web', 'web', 'web'),
    );
    expect(code).toBe(0);
    expect(out).toContain("\nfail 'Deployment shop/web: it has the label aadpodidbinding and gets no identity'\n");
    expect(out).toMatch(/\nmaybe 'no binding has the selector "weeb"/);
  });
});
