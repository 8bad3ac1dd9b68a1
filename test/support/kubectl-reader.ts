import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** What kubectl makes of a file: its documents without the empty ones, and why it stops before the end. */
export interface KubectlFile {
  readonly documents: readonly unknown[];
  readonly refusal?: string;
}

type Reader = (files: readonly Uint8Array[]) => KubectlFile[];

/** Kubernetes' own reader, built from `test/go-yaml`; undefined if Go is absent or cannot build it. */
export function kubectlReader(): Reader | undefined {
  const program = join(mkdtempSync(join(process.env.TEST_RUN_FOLDER as string, 'go-yaml-')), 'go-yaml');
  const cwd = join(__dirname, '../../../test/go-yaml');
  if (spawnSync('go', ['build', '-o', program, '.'], { cwd }).status !== 0) return undefined;
  return (files) => {
    const input = JSON.stringify(files.map((file) => Buffer.from(file).toString('base64')));
    const { status, stdout, stderr } = spawnSync(program, ['files'], { input, maxBuffer: 2 ** 30 });
    if (status !== 0) throw new Error(String(stderr));
    return JSON.parse(String(stdout));
  };
}
