import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(process.cwd(), 'test', 'grammars');

/** A block of Terraform, as HashiCorp's parser reads it. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** The values of attributes that refer to nothing. */
  readonly attributes: { readonly [name: string]: unknown };
  /** What the other attributes refer to: `data.azuread_application.mail.object_id`. */
  readonly references: { readonly [name: string]: readonly string[] };
}

interface HclFile {
  readonly blocks: readonly HclBlock[];
  readonly complaints: readonly string[];
}

interface BicepFile {
  /** As an S-expression. */
  readonly tree: string;
  /** How often the grammar did not understand something. */
  readonly faults: number;
}

type Reader<T> = (texts: readonly string[]) => T[];

/** HashiCorp's parser, built from `test/grammars/hcl` without downloads; undefined if Go or its modules are absent. */
export function hclReader(): Reader<HclFile> | undefined {
  const program = join(mkdtempSync(join(process.env.TEST_RUN_FOLDER as string, 'hcl-')), 'hcl');
  const env = { ...process.env, GOPROXY: 'off', GOTOOLCHAIN: 'local' };
  const { status } = spawnSync('go', ['build', '-o', program, '.'], { cwd: join(FOLDER, 'hcl'), env });
  return status === 0 ? readerBy(program, []) : undefined;
}

/** The grammar of Bicep, from the Python packages of `test/grammars/requirements.txt`; undefined if they are absent. */
export function bicepReader(): Reader<BicepFile> | undefined {
  const { status } = spawnSync('python3', ['-c', 'import tree_sitter, tree_sitter_bicep'], { env: ENV });
  return status === 0 ? readerBy('python3', [join(FOLDER, 'bicep.py')]) : undefined;
}

/** `GRAMMARS` is the folder that the packages are installed in. */
const ENV = { ...process.env, ...(process.env.GRAMMARS && { PYTHONPATH: process.env.GRAMMARS }) };

function readerBy<T>(program: string, args: readonly string[]): Reader<T> {
  return (texts) => {
    const input = JSON.stringify(texts);
    const { status, stdout, stderr } = spawnSync(program, args, { input, env: ENV, maxBuffer: 2 ** 30 });
    if (status !== 0) throw new Error(String(stderr));
    return JSON.parse(String(stdout));
  };
}
