import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { yaml } from '../support/cluster';
import { command } from '../support/command';
import { Projects } from '../support/projects';
import { ATTACK } from '../support/size';
import { hostileManifests } from './hostile-manifests';

// Manifests are written by others: whatever is in them, the project that begins with them runs nothing of it, and renders
// what they say, or is refused.

let projects: Projects;
beforeAll(() => {
  projects = new Projects();
});
afterAll(() => projects.remove());

test(
  'hostile manifests become a project that renders them, or are refused',
  async () => {
    const samples = fc.sample(hostileManifests, { seed: 19, numRuns: 12 * ATTACK });
    const made: { name: string; text: string; said: string }[] = [];
    for (const [i, objects] of samples.entries()) {
      const text = yaml(...objects);
      const { code, error } = await projects.init(`p${i}`, ['--from', '-'], text);
      if (code === 0) made.push({ name: `p${i}`, text, said: error });
      else expect(error).not.toMatch(/internal error|at .*\.js:/);
    }
    expect(made.length).toBeGreaterThan(ATTACK);
    const failures = projects.synth();
    // The names of some objects cannot be written in checks.yaml, which is said.
    const unsaid = made.flatMap(({ name, said }) =>
      (failures[name] ?? []).filter((failure) => !said.includes(`: ${failure.split(' ')[0]} cannot be accepted`)),
    );
    expect(unsaid).toEqual([]);
    for (const { name, text } of made) {
      const said = await command(['assignments', '--diff', '-', projects.pathOf(name, 'dist')], text);
      expect({ name, code: said.code, out: said.out }).toMatchObject({ code: 0 });
      expect(
        projects.files(name).filter((file) => !/^(manifests|dist)\/[\w.-]+\.yaml$/.test(file)).length,
      ).toBeLessThan(11);
      expect(readdirSync(projects.pathOf(name))).not.toContain('pwned');
    }
    expect(readdirSync(projects.scratch.folder)).not.toContain('pwned');
    expect(readdirSync('.')).not.toContain('pwned');
  },
  60_000 + 30_000 * ATTACK,
);
