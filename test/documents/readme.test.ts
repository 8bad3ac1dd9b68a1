import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksOf } from '../support/documents';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const text = readFileSync('README.md', 'utf8');
const documents = readdirSync('docs')
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`);
let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
});
afterAll(() => scratch.remove());

describe('README.md', () => {
  test('is one screen', () => {
    expect(text.split('\n').length).toBeLessThan(70);
  });

  test('its five lines are five, and give what it says', () => {
    const [code = ''] = blocksOf('README.md', 'ts');
    expect(code.trim().split('\n')).toHaveLength(5);
    scratch.write(
      'five.ts',
      `import { App, Chart } from 'cdk8s';
import { AzureIdentity, ManagedIdentityId } from 'cdk8s-aad-pod-identity';
import { Deployment } from 'cdk8s-plus-27';
const app = new App();
const chart = new Chart(app, 'five', { namespace: 'shop' });
const web = new Deployment(chart, 'web', { containers: [{ image: 'shop.example/web:1.4' }] });
${code}
app.synth();
`,
    );
    expect(scratch.tsc('--module', 'node16', '--types', 'node', '--skipLibCheck', 'five.ts').output).toBe('');
    expect(scratch.node('five.js')).toEqual({ status: 0, output: '' });
    const manifests = readYaml(readFileSync(join(scratch.folder, 'dist', 'five.k8s.yaml'), 'utf8'));
    expect(manifests).toHaveLength(3);
    expect(manifests).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'AzureIdentity' }),
        expect.objectContaining({
          kind: 'AzureIdentityBinding',
          metadata: { name: 'orders-binding', namespace: 'shop' },
        }),
        expect.objectContaining({ kind: 'Deployment' }),
      ]),
    );
    const labels = manifests.find(({ kind }) => kind === 'Deployment')?.spec.template.metadata.labels;
    expect(labels).toMatchObject({ aadpodidbinding: 'orders' });
  });

  test('its commands make a project', () => {
    const commands = blocksOf('README.md', 'sh').at(-1) ?? '';
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(commands).toContain(`cdk8s-aad-pod-identity-${version}.tgz`);
    // There is nothing to pack or install; .ci/run does both. The project is run without cdk8s-cli and Jest.
    scratch.standIn(
      'npm',
      `#!/bin/sh
case "$*" in
  pack | install | test) ;;
  'run synth') node ../node_modules/typescript/bin/tsc && node build/main.js ;;
  *) exit 1 ;;
esac
`,
    );
    const said = scratch.bash(`mkdir cdk8s-aad-pod-identity && cd cdk8s-aad-pod-identity\n${commands}`);
    expect(said).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ {2}Deployment web +orders +shop\/orders +shop\/orders-binding /m),
    });
  });
});

describe('the index', () => {
  test('has every document', () => {
    const index = readFileSync('docs/README.md', 'utf8');
    const others = documents.filter((file) => file !== 'docs/README.md');
    for (const file of others) expect(index).toContain(`](${file.replace('docs/', '')})`);
  });
});

test('docs/README.md names each file that a package does not have, and to which a document in it links', () => {
  const has = new Set(scratch.packed);
  const index = readFileSync('docs/README.md', 'utf8');
  const [, said = ''] = /^Only the repository has ([\s\S]*?): in a package/m.exec(index) ?? [];
  const packed = ['README.md', ...documents].filter((file) => has.has(file));
  const missing = packed.flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)]
      .map(([, link = '']) => join(dirname(document), link))
      .filter((file) => existsSync(file) && !has.has(file)),
  );
  expect(said.match(/[\w-]+\.\w+|Dockerfile/g)?.sort()).toEqual(
    [...new Set(missing.map((file) => basename(file)))].sort(),
  );
  expect(readFileSync('README.md', 'utf8')).toContain('names those that are only in the repository');
});

/** The headings of a document, as GitHub makes links of them. */
const anchorsOf = (document: string) =>
  [...readFileSync(document, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(['README.md', ...documents.filter((file) => file !== 'docs/rules.md')])('%s', (document) => {
  test('links to files and headings that exist', () => {
    const prose = readFileSync(document, 'utf8').replace(/^ *```.*?^ *```$/gms, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => {
      if (/^https:/.test(link)) return false;
      const [file = '', heading] = link.split('#');
      const path = file === '' ? document : join(dirname(document), file);
      if (!existsSync(path)) return true;
      return heading !== undefined && !anchorsOf(path).includes(heading);
    });
    expect(missing).toEqual([]);
  });
});
