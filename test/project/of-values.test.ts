import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChartSample, chartSamples, renderArgs } from '../support/chart-samples';
import { command } from '../support/command';
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
  });
});
