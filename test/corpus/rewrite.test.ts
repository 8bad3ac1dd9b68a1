import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { changedLines } from '../support/rewritten';
import { part } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

const CORPUS = 'test/corpus';
const EXPECTED = '.expected.yaml';

const CASES = ['right', 'wrong'].flatMap((kind) =>
  readdirSync(join(CORPUS, kind))
    .filter((file) => file.endsWith(EXPECTED))
    .map((file) => `${kind}/${file.slice(0, -EXPECTED.length)}`),
);

/** Options of a case that other sub-commands have, too. */
const SHARED = ['-n', '--mode'];
function optionsOf(name: string): string[] {
  const [expected] = readYaml(readFileSync(join(CORPUS, `${name}${EXPECTED}`), 'utf8'));
  const options = ((expected as { options?: string[] } | undefined)?.options ?? []).map(String);
  return options.flatMap((option, i) => {
    if (SHARED.includes(option)) return [option, String(options[i + 1])];
    return ['--force-namespaced', '--allow-partial'].includes(option) ? [option] : [];
  });
}

function filesIn(folder: string): { [file: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** The lines that a stage may add; those of JSON, with quotes and commas. */
const ADDED = [
  /^"?azure\.workload\.identity\/(?:use|inject-proxy-sidecar)"?: ?"true",?$/,
  /^"?serviceAccountName"?: ?"?[\w.-]+"?,?$/,
  /^"?(?:annotations|labels)"?: ?\{?$/,
  /^"?(?:aad-pod-identity\.federation\/(?:identities|rewritten)|azure\.workload\.identity\/(?:client|tenant)-id)"?: ?.*$/,
  /^(?:- +)?(?:---|\{|\},?|"?apiVersion"?: ?"?v1"?,?|"?kind"?: ?"?ServiceAccount"?,?|"?metadata"?: ?\{?)$/,
  /^"?(?:name|namespace)"?: ?"?[\w.-]+"?,?$/,
  /^components:$/,
  /^- workload-identity$/,
];
const isAllowed = (line: string) => {
  const text = line.slice(1).trim();
  return line.startsWith('+') && ADDED.some((pattern) => pattern.test(text));
};

const NO_DIFFERENCE = /^no access gained or lost/;

test.each(part(CASES))('%s: there and back, and on', async (name) => {
  const options = optionsOf(name);
  const around = new Folder();
  try {
    const folder = join(around.path, 'new');
    const old = join(around.path, 'old');
    for (const copy of [old, folder]) cpSync(join(CORPUS, name), copy, { recursive: true });
    const original = filesIn(folder);
    const rewrite = async (...args: string[]) => {
      const said = await command(['migrate', 'rewrite', folder, '--in-place', '--to', ...args, ...options]);
      return { ...said, files: filesIn(folder) };
    };
    const expectSameAccess = async () => {
      const { code, out, error } = await command(['assignments', '--diff', old, folder, ...options]);
      // What must be rendered first has no answer.
      if (code !== 0 && !/\b[Rr]ender\b/.test(error)) expect(out).toMatch(NO_DIFFERENCE);
    };
    const there = await rewrite('dual');
    if (there.code === 1) {
      expect(there.error).not.toBe('');
      expect(there.files).toEqual(original);
      return;
    }
    for (const [file, text] of Object.entries(original)) {
      const after = there.files[file] ?? '';
      const lines = after === text ? [] : changedLines(text, after).map((line) => line.replace(/\r$/, ''));
      expect([file, lines.filter((line) => !isAllowed(line))]).toEqual([file, []]);
    }
    expect((await rewrite('dual')).files).toEqual(there.files);
    await expectSameAccess();
    const proxied = await rewrite('proxy');
    await expectSameAccess();
    expect((await rewrite('proxy')).files).toEqual(proxied.files);
    await rewrite('dual');
    const kept = join(around.path, 'kept');
    cpSync(folder, kept, { recursive: true });
    const back = await rewrite('pod-identity');
    expect((await rewrite('pod-identity')).files).toEqual(back.files);
    await expectSameAccess();
    expect((await rewrite('pod-identity', '--final')).files).toEqual(original);
    rmSync(folder, { recursive: true });
    cpSync(kept, folder, { recursive: true });
    await rewrite('workload-identity');
    await expectSameAccess();
    const last = await rewrite('workload-identity', '--final');
    await expectSameAccess();
    expect((await rewrite('workload-identity', '--final')).files).toEqual(last.files);
  } finally {
    around.remove();
  }
});
