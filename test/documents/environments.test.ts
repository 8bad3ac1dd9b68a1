import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { blocksOf, examplesOf } from '../support/documents';
import { Projects } from '../support/projects';
import { readYaml } from '../support/yaml-1.1';

const DOCUMENT = 'docs/environments.md';
const [list = '', scripts = '', daily = ''] = blocksOf(DOCUMENT, 'sh');
const examples = examplesOf(DOCUMENT);
const SUBSCRIPTIONS = {
  dev: '6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11',
  stage: '9c2f7d1a-3e4b-4d5c-8f60-1a2b3c4d5e6f',
  prod: '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10',
};
/** What az has for each environment: the ids of dev with another subscription and another client id. */
const idsOf = (environment: keyof typeof SUBSCRIPTIONS) =>
  (examples['azure/dev.json'] ?? '')
    .replace(SUBSCRIPTIONS.dev, SUBSCRIPTIONS[environment])
    .replace(/(?<="clientId": ")\w{8}/, SUBSCRIPTIONS[environment].slice(0, 8));

let projects: Projects;
let project: string;
beforeAll(async () => {
  projects = new Projects();
  await projects.init('clusters');
  project = projects.pathOf('clusters');
  for (const file of ['main.ts', 'main.test.ts']) projects.scratch.write(`clusters/${file}`, examples[file] ?? '');
  for (const environment of ['dev', 'stage', 'prod'] as const)
    projects.scratch.write(`of/shop-${environment}`, idsOf(environment));
  projects.scratch.standIn('az', '#!/bin/sh\nshift 3\ncat "../of/$1"\n');
  projects.scratch.standIn(
    'npm',
    `#!/bin/sh
case "$*" in
  'run synth') node ../node_modules/typescript/bin/tsc && node build/main.js ;;
  test) node ../node_modules/jest/bin/jest.js --ci ;;
esac
`,
  );
});
afterAll(() => projects.remove());

const run = (lines: string) => projects.scratch.bash(`cd clusters\n${lines}`);

describe('docs/environments.md', () => {
  test('az writes the ids of each environment', () => {
    expect(run(list)).toEqual({ status: 0, stdout: '', stderr: '' });
    const prod = readFileSync(join(project, 'azure/prod.json'), 'utf8');
    expect(prod).toContain(SUBSCRIPTIONS.prod);
  });

  test('the commands of every day: four clusters, tests that pass, the access of one, and no difference', () => {
    const { status, stdout, stderr } = run(daily);
    expect(stderr).toContain('9 passed');
    expect(stdout).toMatch(/^ {2}Deployment web .* 3f0c4b52-5a57-4b0e-8f0e-2d1c7a6b9e42$/m);
    expect(stdout).toMatch(/\nNo workload gains or loses an Azure identity\.\n$/);
    expect(status).toBe(0);
  });

  test('its script and its step list the access of every cluster, and fail when one fails', () => {
    const [, script = ''] = /^npm pkg set scripts\.assignments='(.*)'\n$/.exec(scripts) ?? [];
    const [{ run: step }] = readYaml(examples['last-step.yml'] ?? '')[0] as unknown as [{ run: string }];
    const bin = 'export PATH="$PWD/node_modules/.bin:$PATH"';
    projects.scratch.write('clusters/step.sh', step);
    const asGitHub = 'GITHUB_STEP_SUMMARY=summary.md bash -e step.sh';
    const clusters = ['dev', 'prod-north', 'prod-west', 'stage'].map((name) => `dist/clusters/${name}`);
    for (const [lines, head] of [
      [`cd ..; ${bin}; cd clusters; sh -c '${script}'`, /^dist\/clusters\/.*$/gm],
      [`rm -f summary.md; ${asGitHub}; cat summary.md`, /(?<=^# )dist\/clusters\/.*$/gm],
    ] as const) {
      const { status, stdout, stderr } = run(lines);
      expect([status, stderr, stdout.match(head)]).toEqual([0, '', clusters]);
      expect(stdout.match(/3f0c4b52-5a57-4b0e-8f0e-2d1c7a6b9e42/g)?.length).toBeGreaterThan(1);
    }
    projects.scratch.write(
      'clusters/dist/clusters/aaa/a.yaml',
      'kind: AzureIdentity\napiVersion: aadpodidentity.k8s.io/v1\nspec: [\n',
    );
    const failed = [`cd ..; ${bin}; cd clusters; sh -c '${script}'`, asGitHub].map((lines) => run(lines).status);
    projects.scratch.removeFolder('clusters/dist/clusters/aaa');
    expect(failed).toEqual([1, 1]);
  });

  test('the test fails for a copied file of ids', () => {
    const prod = readFileSync(join(project, 'azure/prod.json'), 'utf8');
    projects.scratch.write('clusters/azure/prod.json', idsOf('dev'));
    const { stderr } = projects.test('clusters');
    projects.scratch.write('clusters/azure/prod.json', prod);
    expect(stderr).toMatch(/● no two environments have the same identity[\s\S]*1 failed, 8 passed/);
  });

  test('each folder is checked as a cluster, though all are in dist', async () => {
    expect(await command(['check', join(project, 'dist')])).toMatchObject({ code: 0, out: '' });
    const said = await command(['check', join(project, 'dist'), '--whole-cluster', '--format', 'json']);
    const rules = JSON.parse(said.out).findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).not.toContain('duplicate-object');
  });

  test('the test fails when a cluster has the ids of another environment', () => {
    const main = examples['main.ts'] ?? '';
    const wrong = main.replace(
      'idsOf(environment).byName',
      "idsOf(environment === 'stage' ? 'prod' : environment).byName",
    );
    expect(wrong).not.toBe(main);
    projects.scratch.write('clusters/main.ts', wrong);
    expect(projects.test('clusters')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/● stage: web gets orders of stage[\s\S]*1 failed, 8 passed/),
    });
  });

  test('an id that is missing fails with the file and what it has, before anything is written', () => {
    projects.scratch.write(
      'clusters/main.ts',
      (examples['main.ts'] ?? '').replace("byName('orders')", "byName('order')"),
    );
    projects.scratch.removeFolder('clusters/dist');
    expect(run('npm run synth; ls dist')).toMatchObject({
      status: 1,
      stderr: 'azure/dev.json: no identity is named "order"; allowed: "orders"\n',
    });
  });
});
