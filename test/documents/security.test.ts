import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MOST_MEBIBYTES } from '../../lib/install/helm/values-file';
import { checkSize, readText } from '../../lib/manifests/read-text';
import { YamlText } from '../../lib/manifests/yaml';

const MEBIBYTE = 1024 * 1024;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const documentOf = (text: string) => new YamlText('nested.yaml', text).documents[0]?.value;

test('SECURITY.md has the limits of the code', () => {
  const text = readFileSync('SECURITY.md', 'utf8');
  const [, mebibytes, parts] = /a file of manifests *\| (\d+) MiB, ([\d,]+) lines and commas/.exec(text) ?? [];
  expect(() => checkSize('big.yaml', Number(mebibytes) * MEBIBYTE)).not.toThrow();
  expect(() => checkSize('big.yaml', Number(mebibytes) * MEBIBYTE + 1)).toThrow(`allowed: at most ${mebibytes} MiB`);
  const lines = Number(parts?.replaceAll(',', ''));
  expect(() => readText('long.yaml', Buffer.alloc(lines, '\n'))).not.toThrow();
  expect(() => readText('long.yaml', Buffer.alloc(lines + 1, '\n'))).toThrow(`more than ${lines} lines and commas`);
  expect(text).toMatch(new RegExp(`a values file *\\| ${MOST_MEBIBYTES} MiB`));
  const depth = Number(/nesting of lists and maps *\| about (\d+)/.exec(text)?.[1]);
  expect(() => documentOf(nested(depth - 5))).not.toThrow();
  expect(() => documentOf(nested(depth + 5))).toThrow();
});

test('CONTRIBUTING.md has the size that .ci/run attacks with', () => {
  const [, size] = /ATTACK=\$\{ATTACK:-(\d+)\}/.exec(readFileSync('.ci/run', 'utf8')) ?? [];
  expect(readFileSync('CONTRIBUTING.md', 'utf8')).toContain(`\`.ci/run\` uses \`ATTACK=${size}\``);
});
