import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { KubeAzureIdentity } from '../../imports/aadpodidentity.k8s.io';

/** The fields that a generated file renames: as its types spell them, as YAML does. */
function renamed(file: string): Map<string, string> {
  const fields = readFileSync(file, 'utf8').matchAll(/^ +'(\w+)': .*?obj\.(\w+)/gm);
  return new Map(
    [...fields].filter(([, yaml, typed]) => yaml !== typed).map(([, yaml = '', typed = '']) => [typed, yaml]),
  );
}

describe('the names of YAML', () => {
  test('of what we render with the types of cdk8s-plus', () => {
    const generated = renamed('node_modules/cdk8s-plus-27/lib/imports/k8s.js');
    const table = readFileSync('lib/install/wire.ts', 'utf8').matchAll(/^ {2}(\w+): '(\w+)',$/gm);
    const ours = new Map([...table].map(([, typed = '', yaml = '']) => [typed, yaml]));
    expect(ours.size).toBeGreaterThan(20);
    expect(ours).toEqual(generated);
  });

  test('of an AzureIdentity: Id is ID, and all else is the same', () => {
    const generated = renamed('imports/aadpodidentity.k8s.io.ts');
    expect(generated.size).toBe(4);
    for (const [typed, yaml] of generated) expect(yaml).toBe(typed.replace(/Id$/, 'ID'));
    const spec = { auxiliaryTenantIDs: ['a'], adEndpoint: 'b' };
    expect(KubeAzureIdentity.manifest({ spec }).spec).toEqual(spec);
  });
});
