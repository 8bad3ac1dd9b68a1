import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChartSample, chartSamples, renderArgs } from '../support/chart-samples';
import { yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, RESOURCE_ID, TENANT_ID } from '../support/ids';
import { canonical, parityTest } from '../support/parity';
import { Projects } from '../support/projects';
import { part } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

const samples = part(chartSamples);
const rendered = samples.filter(({ refused }) => refused === undefined);
const refused = samples.filter((sample) => sample.refused !== undefined);
let projects: Projects;
beforeAll(() => {
  projects = new Projects();
});
afterAll(() => projects.remove());

/** The arguments of `init` for those of `render`. */
function initArgs(sample: ChartSample): string[] {
  const args = renderArgs(sample).slice(1);
  return [...args.map((one) => (one === '-f' ? '--from' : one)), ...(sample.lenient ? ['--lenient'] : [])];
}

describe('a project from values of the chart', () => {
  parityTest('of every sample renders what render does, and its check is silent', async () => {
    for (const sample of rendered) {
      expect({ name: sample.name, ...(await projects.init(sample.name, initArgs(sample))) }).toMatchObject({ code: 0 });
    }
    expect(projects.synth()).toEqual({});
    for (const sample of rendered) {
      const lenient = sample.lenient ? ['--lenient'] : [];
      const { out } = await command([...renderArgs(sample), ...lenient]);
      expect([sample.name, canonical(readYaml(projects.dist(sample.name)))]).toEqual([
        sample.name,
        canonical(readYaml(out)),
      ]);
      const code = await command([...renderArgs(sample), ...lenient, '--as', 'typescript']);
      expect(projects.read(sample.name, 'install.ts')).toBe(code.out);
    }
  });

  parityTest('of every sample that render refuses is refused in the same words, and nothing is written', async () => {
    for (const sample of refused) {
      const { error } = await command(renderArgs(sample));
      const said = await projects.init(`${sample.name}-refused`, initArgs(sample));
      expect(said).toEqual({ code: 1, out: '', error });
    }
  });

  test.each([
    ['typed', CLIENT_ID],
    ['as an object, which the constructs refuse', 'no-guid'],
  ])('with the client secret in its code says so, and what to do instead: %s', async (_, subscription) => {
    const values = (secret: string, more = '') =>
      `adminsecret: { cloud: AzurePublicCloud, subscriptionID: ${subscription}, resourceGroup: shop, vmType: vmss, tenantID: ${TENANT_ID}, clientID: ${more === '' ? CLIENT_ID : 'msi'}, clientSecret: ${secret}${more} }\n`;
    const init = (name: string, text: string) =>
      projects.init(name, ['--from', '-', '-n', 'shop', '--release-name', 'r'], text);
    const [name, other] = [`secret-${subscription}`, `msi-${subscription}`];
    const { error } = await init(name, values('hunter2'));
    const instead = "CloudCredentials.fromSecret('aad-pod-identity-mic')";
    expect(error).toContain(
      `warning: install.ts has the client secret of adminsecret. Do not commit it: use the Secret that exists, with ${instead}. README.md says how\n`,
    );
    expect(error).not.toContain('hunter2');
    const text = projects.read(name, 'README.md');
    expect(text).toContain('**`install.ts` has the client secret of MIC: do not commit it.**');
    expect([text.includes(instead), text.includes('hunter2')]).toEqual([true, false]);
    expect((await init(other, values('msi', ', useMSI: "true", userAssignedMSIClientID: ""'))).error).not.toContain(
      'install.ts has',
    );
    expect(projects.read(other, 'README.md')).not.toContain('do not commit');
  });

  test('has a test of the objects of the release', async () => {
    await projects.init(
      'released',
      ['--from', '-', '-n', 'identity-system', '--release-name', 'aad-pod-identity'],
      'rbac: {enabled: false}',
    );
    const text = projects.read('released', 'main.test.ts');
    expect(text).toContain("    'DaemonSet identity-system/aad-pod-identity-nmi',\n");
    expect(text).not.toContain('ClusterRole');
  });

  test('accepts the findings that are there', async () => {
    const { error } = await projects.init('found', ['--from', '-'], 'mic: {replicas: 0}');
    expect(error).toMatch(/^note: 1 finding in what is there: accepted in checks\.yaml, to fix later$/m);
    expect(projects.read('found', 'checks.yaml')).toContain('reason: found when this project began\n');
    expect(projects.read('found', 'cdk8s.yaml')).toContain('    properties:\n      config: ./checks.yaml\n');
    // Without a mistake that is accepted, the line to remove is named.
    const found = projects.read('found', 'checks.yaml');
    projects.scratch.write('found/checks.yaml', found.replace(/rule: .*/, 'rule: duplicate-binding'));
    expect(projects.test('found').stderr).toMatch(/checks\.yaml\n +4:5 +warning +unused-suppression/);
    projects.scratch.write('found/checks.yaml', found);
    expect(projects.write('found')).toMatchObject({ status: 0 });
    // What `npm run check` runs.
    const { scripts } = JSON.parse(projects.read('found', 'package.json'));
    const words = `(cd found && npx --no-install ${scripts.check})`;
    expect(projects.scratch.bash(words)).toMatchObject({
      status: 0,
      stdout: 'No findings; 1 suppressed (--list-suppressed shows what and why)\n',
    });
  });

  describe('with identities', () => {
    const VALUES = yaml({
      azureIdentities: {
        orders: {
          ...{ namespace: 'shop', name: 'orders', type: 0, clientID: CLIENT_ID, resourceID: RESOURCE_ID },
          binding: { name: 'orders-binding', selector: 'orders' },
        },
      },
    });
    const FOREIGN = '11111111-2222-4333-8444-555555555555';
    const SERVICE_PRINCIPAL = `AzureIdentity.servicePrincipal(this, 'orders', {
      clientId: '${FOREIGN}', tenantId: '${TENANT_ID}', clientPassword: { name: 'password', namespace: 'shop' },`;

    test('has a test that passes, and fails when an id, a type or a selector changes', async () => {
      expect(await projects.init('ids', ['--from', '-'], VALUES)).toMatchObject({ code: 0 });
      expect(projects.test('ids')).toMatchObject({ status: 0, stderr: expect.stringContaining('3 passed') });
      expect(projects.read('ids', 'README.md')).toContain(
        'npm test             # fails when an identity, a binding or an exception changes, or an object of the release is missing\n',
      );
      const changed = projects
        .read('ids', 'install.ts')
        .replace(/AzureIdentity\.userAssigned\([\s\S]*?resourceId: .*/, SERVICE_PRINCIPAL)
        .replace('namespaced: false', 'namespaced: true')
        .replace('{ identity: orders,', "{ identity: orders, selector: 'all',");
      projects.scratch.write('ids/install.ts', changed);
      const { stderr } = projects.test('ids');
      expect(stderr).toContain('● who gets which Azure identity\n');
      expect(stderr).toContain('1 failed, 2 passed');
      // Each of them counts.
      const lines = (sign: string) =>
        [...stderr.matchAll(/^ +([-+]) +"(.*)": /gm)].flatMap(([, one, key]) => (one === sign ? [key] : [])).sort();
      expect(lines('-')).toEqual(['clientID', 'resourceID', 'selector', 'type']);
      expect(lines('+')).toEqual([
        ...['aadpodidentity.k8s.io/Behavior', 'clientID', 'clientPassword', 'name', 'namespace', 'selector'],
        ...['tenantID', 'type'],
      ]);
    });
  });
});
