import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';

const SOURCES = join(process.cwd(), 'test', 'support', 'stand-ins');
const { callsIn } = require(join(SOURCES, 'calls.cjs')) as { callsIn: (folder: string) => string[][] };

/** What Azure and the cluster hold before a test. */
export interface Start {
  readonly [name: string]: unknown;
}

export const SUBSCRIPTION = { id: '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10', name: 'Production' };

const EMPTY = {
  subscriptions: [SUBSCRIPTION],
  groups: [],
  clusters: [],
  applications: [],
  identities: [],
  servicePrincipals: [],
  roleAssignments: [],
  scaleSets: [],
  machines: [],
  objects: [],
};

/** What happens to a run. */
export interface RunOptions {
  readonly failAt?: number;
  readonly stopAt?: number;
  readonly snapshots?: string;
  readonly input?: string;
  /** The only programs that there are; all of the machine's by default. */
  readonly programs?: readonly string[];
}

/** Reads of az and kubectl: they change nothing. */
const READS =
  /^(az (account show|group exists|aks (list|show|identity-binding list)|identity (list|show|federated-credential list)|ad (sp (list|show)|app federated-credential list)|role assignment list|(vm|vmss) (list|show))|kubectl (config|get|logs|rollout status|create token))\b/;

const pathOf = (program: string): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path)) ?? program;

let server: ChildProcess;
let port = '';
const open: StandIns[] = [];

/** Makes stand-ins that are removed after the test; to be called once in a file that uses them. */
export function useStandIns(): (start?: Start | string) => StandIns {
  beforeAll(async () => {
    server = spawn(process.execPath, [join(SOURCES, 'server.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [data] = await once(server.stdout as NodeJS.ReadableStream, 'data');
    port = String(data).trim();
  });
  afterAll(() => void server.kill());
  afterEach(() => {
    for (const one of open.splice(0)) one.remove();
  });
  return (start = {}) => {
    const made = new StandIns(start);
    open.push(made);
    return made;
  };
}

/** Stand-ins of az, kubectl and sleep, in a folder of their own that holds their state. */
export class StandIns {
  public readonly folder: string;

  constructor(start: Start | string = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'stand-ins-'));
    if (typeof start === 'string') cpSync(start, this.folder, { recursive: true });
    else writeFileSync(join(this.folder, 'state.json'), JSON.stringify({ ...EMPTY, ...start }, null, 1));
    const bin = join(this.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of ['az', 'kubectl']) cpSync(join(SOURCES, 'client.sh'), join(bin, name));
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\nexit 0\n');
    for (const name of ['az', 'kubectl', 'sleep']) chmodSync(join(bin, name), 0o755);
  }

  /** Runs lines of bash as a user would, from this folder. The record of calls begins anew. */
  public run(
    text: string,
    { failAt, stopAt, snapshots, input = '', programs }: RunOptions = {},
  ): SpawnSyncReturns<string> {
    rmSync(join(this.folder, 'calls'), { force: true });
    // In a group of its own, so that a stand-in can stop all of it.
    const first = `echo $$ > group; exec bash script.sh`;
    writeFileSync(join(this.folder, 'script.sh'), text);
    return spawnSync(pathOf('setsid'), ['--wait', pathOf('bash'), '-c', first], {
      cwd: this.folder,
      encoding: 'utf8',
      input,
      env: {
        ...process.env,
        PATH: programs ? this.folderOf(programs) : `${join(this.folder, 'bin')}:${process.env.PATH}`,
        STAND_IN_STATE: this.folder,
        STAND_IN_PORT: port,
        ...(failAt !== undefined && { STAND_IN_FAIL_AT: String(failAt) }),
        ...(stopAt !== undefined && { STAND_IN_STOP_AT: String(stopAt) }),
        ...(snapshots !== undefined && { STAND_IN_SNAPSHOTS: snapshots }),
      },
    });
  }

  /** A folder with these programs and no others, beside the bash that the stand-ins are written for. */
  private folderOf(programs: readonly string[]): string {
    const only = join(this.folder, 'only');
    rmSync(only, { recursive: true, force: true });
    mkdirSync(only);
    for (const name of ['bash', ...programs]) {
      const own = join(this.folder, 'bin', name);
      symlinkSync(existsSync(own) ? own : pathOf(name), join(only, name));
    }
    return only;
  }

  /** The calls of the last run, program first. */
  public get calls(): string[][] {
    return callsIn(this.folder);
  }

  /** Calls that may change something. */
  public get writes(): string[] {
    return this.calls.map((words) => words.join(' ')).filter((line) => !READS.test(line));
  }

  public get state() {
    return JSON.parse(readFileSync(join(this.folder, 'state.json'), 'utf8'));
  }

  public change(act: (state: StandIns['state']) => void): void {
    const { state } = this;
    act(state);
    writeFileSync(join(this.folder, 'state.json'), JSON.stringify(state, null, 1));
  }

  public file(name: string): string | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The folders as they were after each call of a run: what a script that was stopped there leaves behind. Equal ones are
 * there once, because what a script does then depends on nothing else.
 */
export function stopsOf(snapshots: string): string[] {
  const seen = new Set<string>();
  return readdirSync(snapshots)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => join(snapshots, name))
    .filter((folder) => {
      const kept = readdirSync(folder).filter(
        (file) => !['calls', 'group', 'script.sh', 'bin', 'out', 'error', 'stdin'].includes(file),
      );
      const content = kept
        .sort()
        .map((file) => `${file}\0${readFileSync(join(folder, file), 'utf8')}`)
        .join('\0');
      if (seen.has(content)) return false;
      seen.add(content);
      return true;
    });
}

/** The numbers of the first calls of each kind: of a program, a command, and the same options. */
export function oneOfEachKind(calls: readonly string[][]): number[] {
  const kinds = calls.map(([program, ...words]) => {
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/s, ''));
    return [program, ...words.slice(0, program === 'az' ? 3 : 1), ...options].join(' ');
  });
  return kinds.flatMap((kind, i) => (kinds.indexOf(kind) === i ? [i + 1] : []));
}
