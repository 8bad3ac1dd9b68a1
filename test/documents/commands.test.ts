import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, NAMESPACED, yaml } from '../support/cluster';
import { blocksOf } from '../support/documents';
import { CLIENT_ID } from '../support/ids';
import { Scratch, type Streams } from '../support/scratch';

const MANIFESTS = yaml(
  identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'web', { aadpodidbinding: 'orders' }),
);
/** Writes down what it is asked. What it is to apply or read must be there. */
const KUBECTL = `#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
last=
for word; do
  [ "$last" != -f ] || test -s "$word" || exit 1
  last=$word
done
`;

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  scratch.standIn('npm', '#!/bin/sh\necho "npm $*"\n');
  scratch.standIn('helm', '#!/bin/sh\necho "mic: {replicas: 3}"\n');
  scratch.standIn('kustomize', '#!/bin/sh\ncat clusters/prod/shop.yaml\n');
  scratch.standIn('kubectl', KUBECTL);
  scratch.write('init/clusters/prod/shop.yaml', MANIFESTS);
  scratch.write('azure/dist/shop.k8s.yaml', MANIFESTS);
});
afterAll(() => scratch.remove());

/** Runs the blocks of a document in a folder of its own. */
function run(document: string): Streams[] {
  const folder = join(scratch.folder, document);
  const env = `export CALLS='${join(scratch.folder, 'calls')}'`;
  return blocksOf(`docs/${document}.md`, 'sh').map((lines) =>
    scratch.bash(`mkdir -p '${folder}'\ncd '${folder}'\n${env}\n${lines}`),
  );
}
const at = (path: string) => readFileSync(join(scratch.folder, path), 'utf8');

describe('the commands of', () => {
  test('docs/init.md make three projects', () => {
    const [empty, values, manifests, ...others] = run('init');
    expect(others).toEqual([]);
    expect(empty).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^8 files written[\s\S]*npm install\nnpm run synth\nnpm test\n$/),
    });
    expect(values).toMatchObject({ status: 0, stdout: expect.stringContaining('cd -- install && ') });
    expect(at('init/install/install.ts')).toContain('replicas: 3');
    expect(manifests).toMatchObject({ status: 0, stdout: expect.stringContaining('cd -- rendered && ') });
    for (const project of ['cluster', 'rendered']) expect(at(`init/${project}/main.ts`)).toContain('orders.assignTo(');
  });

  test('docs/azure.md print scripts', () => {
    const said = run('azure');
    expect(said).toMatchObject([{ status: 0 }]);
    for (const script of ['setup.sh', 'verify.sh', 'uninstall.sh'])
      expect(at(`azure/${script}`)).toMatch(/^#!\/usr\/bin\/env bash\n/);
  });

  test('docs/demo.md apply what the demo writes, the CRDs first', () => {
    for (const file of ['crds', 'aad-pod-identity', 'demo']) scratch.write(`demo/dist/${file}.k8s.yaml`, MANIFESTS);
    expect(run('demo')).toEqual([{ status: 0, stdout: '', stderr: '' }]);
    expect(at('calls').split('\n')[0]).toBe('apply -f dist/crds.k8s.yaml');
    // Its table has the files of the demo.
    const table = [...readFileSync('docs/demo.md', 'utf8').matchAll(/^\| `([\w-]+)\.k8s\.yaml`/gm)].map(
      ([, one]) => one,
    );
    const main = readFileSync('main.ts', 'utf8');
    for (const chart of table) expect(main).toContain(`'${chart}'`);
    expect(table).toHaveLength(4);
  });
});
