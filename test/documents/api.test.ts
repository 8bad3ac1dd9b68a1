import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as library from '../../lib';
import { FLAGS } from '../../lib/install/flags';

const api = readFileSync('API.md', 'utf8');

/** The tables of a section, a list of cells for each row. */
function rowsOf(section: string): string[][] {
  const from = api.indexOf(`\n### ${section}\n`);
  const to = api.indexOf('\n### ', from + 1);
  return rowsIn(api.slice(from, to < 0 ? undefined : to));
}

function rowsIn(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('API.md', () => {
  let written = '';
  beforeAll(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ['docs/api.mjs', '-'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    written = stdout;
  });

  test('is as npm run docs writes it', () => {
    expect(api).toBe(written);
  });

  test('has a section for everything that is exported', () => {
    for (const name of Object.keys(library)) expect(api).toContain(`\n### ${name}\n`);
  });

  test('describes everything, and says each default', () => {
    const isBare = ([, , third, fourth]: string[]) => !third || fourth === '';
    expect(rowsIn(api).filter(isBare)).toEqual([]);
  });

  test('has all props of the install, with type, default and what they are upstream', () => {
    const [row] = rowsOf('MicProps').filter(([prop]) => prop === '`clientQps`');
    expect(row).toEqual([
      ...['`clientQps`', '`number`', '`5`'],
      'Requests to the API server per second, `--clientQps`. At least 1: its whole part is the burst, and MIC does not start with a burst of 0.',
      '`--clientQps`, Helm `mic.clientQps`',
    ]);
  });

  test('has the fields of the custom resources', () => {
    const fieldOf = (section: string, name: string) => rowsOf(section).find(([prop]) => prop === `\`${name}\``)?.[4];
    expect(fieldOf('UserAssignedIdentityProps', 'resourceId')).toBe('`spec.resourceID`');
    expect(fieldOf('SecretReference', 'name')).toBe('`spec.clientPassword.name`');
    expect(fieldOf('AzureIdentityBindingProps', 'identity')).toBe('`spec.azureIdentity`');
    expect(fieldOf('AzureIdentityOptions', 'metadata')).toBe('`metadata`');
  });

  test.each(
    [...FLAGS.mic, ...FLAGS.nmi].filter(({ prop }) => prop !== undefined).map(({ name, prop }) => [name, prop]),
  )('names the flag %s beside the prop %s', (flag, prop = '') => {
    const name = prop.split('.').at(-1);
    const rows = rowsIn(api).filter(([cell]) => cell === `\`${name}\``);
    expect(rows.some(([, , , , upstream]) => upstream?.includes(`\`${flag}\``))).toBe(true);
  });

  test('leads to its sections and sources only', () => {
    const headings = [...api.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(' ', '-')
        .replace(/[^\w-]/g, ''),
    );
    const links = [...api.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link);
    expect(links.filter((link = '') => !headings.includes(link))).toEqual([]);
    const sources = [...api.matchAll(/\]\((lib\/[^)]*)\)/g)].map(([, source = '']) => source);
    for (const source of new Set(sources)) readFileSync(source);
    expect(sources.length).toBeGreaterThan(50);
  });
});
