#!/usr/bin/env node
// Starts the command. Half of a start is compiling, so what is compiled is kept for the next: Node does so from 22.8 on.
'use strict';
const fs = require('node:fs');
const { Module, enableCompileCache } = require('node:module');
const { dirname, join } = require('node:path');

const [HEAD, TAIL] = Module.wrapper.map((code) => Buffer.from(code));

/** The sub-commands whose code is kept, with what follows them. */
const KEPT = /^(?:assignments|check|migrate (?:plan|rewrite)|render) /;
/** Kinds of runs that are kept for a sub-command: each may add to what the others have compiled. */
const MOST_KINDS = 8;
/** After so many microseconds of work the compiler has begun to drop what is no longer used. */
const LONG = 1e6;

enableCompileCache?.();
const isKept = !enableCompileCache && KEPT.test(`${process.argv.slice(2).join(' ')} `);
const { NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
const load = isKept && !NODE_DISABLE_COMPILE_CACHE && !NODE_V8_COVERAGE ? loadKept() : require;
load('./peers.js').isCommand = true;
load('./program.js')['lib/cli/main.ts'];

/** Requires a file of this folder, with what an earlier run has compiled of it if it has not changed since. */
function loadKept() {
  const { Script } = require('node:vm');
  const { file, kind } = thisRun();
  const kept = read(file);
  const [loaded, scripts] = [new Map(), new Map()];
  let isStale = false;
  process.once('exit', (code) => {
    const kinds = isStale ? [] : kept.kinds;
    const isKnown = kinds.includes(kind) || kinds.length === MOST_KINDS;
    if (isKnown || (code !== 0 && code !== 2) || process.cpuUsage().user > LONG) return;
    for (const [id, { code, script }] of scripts) kept.parts.set(id, { code, compiled: script.createCachedData() });
    write(file, [...kinds, kind], kept.parts);
  });

  function load(id) {
    const known = loaded.get(id);
    if (known) return known.exports;
    if (!id.startsWith('./')) return require(id);
    const filename = join(__dirname, id);
    const text = fs.readFileSync(filename);
    const part = kept.parts.get(id);
    const isSame = part?.code.subarray(HEAD.length, -TAIL.length).equals(text) ?? false;
    const code = isSame ? part.code : Buffer.concat([HEAD, text, TAIL]);
    const cachedData = isSame ? part.compiled : undefined;
    const script = new Script(code.toString(), { filename, columnOffset: -HEAD.length, cachedData });
    if (part && (!isSame || script.cachedDataRejected)) isStale = true;
    scripts.set(id, { code, script });
    const module = new Module(filename, require.main);
    module.filename = filename;
    require.cache[filename] = module;
    loaded.set(id, module);
    script.runInThisContext().call(module.exports, module.exports, load, module, filename, __dirname);
    module.loaded = true;
    return module.exports;
  }
  return Object.assign(load, { resolve: require.resolve, main: require.main, cache: require.cache });
}

/** Where the code of this run is kept, and what kind of run it is: the options decide what of the code is run. */
function thisRun() {
  const [command, ...args] = process.argv.slice(2);
  const name = command === 'migrate' ? `${command}-${args[0]}` : command;
  const options = args.flatMap((arg, i) => {
    if (/^--(?:as|format)$/.test(arg)) return `${arg}=${args[i + 1]}`;
    // No value: it may be a secret.
    return /^--(?:as|format)=|^--[a-z-]+|^-[a-z]/.exec(arg)?.[0] ?? [];
  });
  return {
    file: join(__dirname, 'compiled', `${name}-${process.version}-${process.platform}-${process.arch}`),
    kind: [...new Set(options)].sort().join(' '),
  };
}

/** Whether a file is of the user who runs this. */
function isOurs({ uid }) {
  return process.getuid === undefined || uid === process.getuid();
}

/** What kinds of runs have kept their code in a file, and the code of each file: as text and compiled. */
function read(file) {
  let descriptor;
  try {
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    const stat = fs.fstatSync(descriptor);
    // Code is run from it, so nobody else may have written it.
    if (!stat.isFile() || !isOurs(stat) || (process.getuid && stat.mode & 0o022)) throw new Error('of others');
    const bytes = fs.readFileSync(descriptor);
    let at = bytes.indexOf('\n') + 1;
    const { kinds, sizes } = JSON.parse(bytes.toString('latin1', 0, at));
    const next = (size) => {
      at += size;
      return bytes.subarray(at - size, at);
    };
    const parts = new Map(sizes.map(([id, code, compiled]) => [id, { code: next(code), compiled: next(compiled) }]));
    if (at !== bytes.length) throw new Error('not whole');
    return { kinds, parts };
  } catch {
    // Nothing is kept that can be used.
    return { kinds: [], parts: new Map() };
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Keeps code, where the user who runs the command has installed it. */
function write(file, kinds, parts) {
  const written = `${file}.${process.pid}`;
  try {
    if (!isOurs(fs.statSync(__dirname))) return;
    fs.mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const sizes = Array.from(parts, ([id, { code, compiled }]) => [id, code.length, compiled.length]);
    const header = Buffer.from(`${JSON.stringify({ kinds, sizes })}\n`, 'latin1');
    const all = Buffer.concat([header, ...Array.from(parts.values(), ({ code, compiled }) => [code, compiled]).flat()]);
    // Flushed, so that it is whole or not there, even after a crash of the machine.
    fs.writeFileSync(written, all, { flag: 'wx', mode: 0o600, flush: true });
    fs.renameSync(written, file);
  } catch {
    // It cannot be kept here: the next run compiles, too.
    try {
      fs.unlinkSync(written);
    } catch {
      // There is none.
    }
  }
}
