import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';

/** What a YAML document must be read as. */
export type Expected = readonly [document: string, value: unknown];

/** Another reading of a document. */
export interface Difference {
  /** Of the document in the list. */
  readonly index: number;
  readonly reader: string;
  readonly got: string;
}

// The reader that cdk8s brings along, for it writes with its other half.
const { parse } = createRequire(require.resolve('cdk8s'))('yaml') as {
  parse: (text: string, options: object) => unknown;
};

/** Readers of YAML in this process, by name. */
export const READERS: { readonly [name: string]: (document: string) => unknown } = {
  'js-yaml, YAML 1.1': (document) => load(document, { schema: YAML11_SCHEMA }),
  'js-yaml, YAML 1.2': (document) => load(document, { schema: CORE_SCHEMA }),
  'yaml, YAML 1.1': (document) => parse(document, { version: '1.1', logLevel: 'error' }),
  'yaml, YAML 1.2': (document) => parse(document, { version: '1.2', logLevel: 'error' }),
};

const GO = join(process.cwd(), 'test', 'go-yaml');
const PYTHON = join(process.cwd(), 'test', 'attack', 'scalars.py');

/** The readers of Go and of Python, as programs that compare. */
export const PROGRAMS: { readonly [name: string]: ReaderProgram } = {
  'the readers of Go': {
    isHere: () => spawnSync('go', ['list', '-deps', './scalars'], { cwd: GO }).status === 0,
    start: (input, folder) => {
      const file = join(folder, 'scalars');
      const { status, stderr } = spawnSync('go', ['build', '-buildvcs=false', '-o', file, './scalars'], { cwd: GO });
      if (status !== 0) throw new Error(String(stderr));
      return spawn(file, { stdio: [input, 'pipe', 'pipe'] });
    },
  },
  PyYAML: {
    isHere: () => spawnSync('python3', ['-c', 'import yaml']).status === 0,
    start: (input) => spawn('python3', [PYTHON], { stdio: [input, 'pipe', 'pipe'] }),
  },
};

interface ReaderProgram {
  /** Whether it can be run on this machine. */
  readonly isHere: () => boolean;
  readonly start: (input: number, folder: string) => ReturnType<typeof spawn>;
}

/** Has a program read all documents, while this process does something else. */
export async function readBy({ start }: ReaderProgram, documents: readonly Expected[]): Promise<Difference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yaml-readers-'));
  try {
    const file = join(folder, 'documents');
    writeFileSync(file, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    const child = start(openSync(file, 'r'), folder);
    const [out, error]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on('data', (data) => out.push(data));
    child.stderr?.on('data', (data) => error.push(data));
    const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
    if (code !== 0) throw new Error(`${Buffer.concat(error)}`);
    return JSON.parse(`${Buffer.concat(out)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
