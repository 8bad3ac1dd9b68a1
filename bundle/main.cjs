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

/** Requires a file of this folder, with what an earlier run has compiled of it if it has not changed. */
function loadKept() {
  const { Script } = require('node:vm');
  const [{ file, kind }, scripts, loaded] = [thisRun(), new Map(), new Map()];
  const { kinds, parts } = read(file);
  let isComplete = kinds.includes(kind);
  process.once('exit', (code) => {
    if (isComplete || (code !== 0 && code !== 2) || kinds.length === MOST_KINDS) return;
    if (process.cpuUsage().user < LONG) write(file, [...new Set([...kinds, kind])], scripts);
  });

  function load(id) {
    const known = loaded.get(id);
    if (known) return known.exports;
    if (!id.startsWith('./')) return require(id);
    const filename = join(__dirname, id);
    const text = fs.readFileSync(filename);
    const part = parts.get(id);
    const isSame = part !== undefined && part.code.subarray(HEAD.length, -TAIL.length).equals(text);
    const code = isSame ? part.code : Buffer.concat([HEAD, text, TAIL]);
    const cachedData = isSame ? part.compiled : undefined;
    const script = new Script(code.toString(), { filename, columnOffset: -HEAD.length, cachedData });
    if (!isSame || script.cachedDataRejected) isComplete = false;
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

/** What this run is one of: the file in which its code is kept, and the options that decide what of the code is run. */
function thisRun() {
  const [command, next, ...others] = process.argv.slice(2);
  const args = command === 'migrate' ? others : [next, ...others];
  const name = command === 'migrate' ? `${command}-${next}` : command;
  const options = args.flatMap((arg, i) => {
    if (!arg?.startsWith('-')) return [];
    return /^--(?:as|format)$/.test(arg) ? `${arg}=${args[i + 1]}` : arg.replace(/^(-\w|--(?!as=|format=)[^=]*).*/, '$1');
  });
  return {
    file: join(__dirname, 'compiled', `${name}-${process.version}-${process.platform}-${process.arch}`),
    kind: [...new Set(options)].sort().join(' '),
  };
}

/** Whether something is of the user who runs this, and only theirs to change: code is run from it. */
function isOurs({ uid, mode }) {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** The kinds of runs that the code in a file comes from, and the code by the file that it was compiled from. */
function read(file) {
  try {
    const parts = new Map();
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    try {
      const stat = fs.fstatSync(descriptor);
      if (!stat.isFile() || !isOurs(stat)) throw new Error('not ours');
      const bytes = fs.readFileSync(descriptor);
      const end = bytes.indexOf('\n');
      const { kinds, rooms } = JSON.parse(bytes.toString('latin1', 0, end));
      let at = end + 1;
      const next = (size) => {
        at += size;
        return bytes.subarray(at - size, at);
      };
      for (const { id, sizes } of rooms) parts.set(id, { code: next(sizes[0]), compiled: next(sizes[1]) });
      if (at !== bytes.length) throw new Error('it is not whole');
      return { kinds, parts };
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // Nothing is kept, or not by us: it is compiled again.
    return { kinds: [], parts: new Map() };
  }
}

/** Keeps what has been compiled, if the folder of the command is that of the user who runs it. */
function write(file, kinds, scripts) {
  const written = `${file}.${process.pid}`;
  try {
    if (!isOurs(fs.statSync(__dirname))) return;
    fs.mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const parts = [...scripts].map(([id, { code, script }]) => ({ id, data: [code, script.createCachedData()] }));
    const rooms = parts.map(({ id, data }) => ({ id, sizes: data.map(({ length }) => length) }));
    const header = Buffer.from(`${JSON.stringify({ kinds, rooms })}\n`, 'latin1');
    const all = Buffer.concat([header, ...parts.flatMap(({ data }) => data)]);
    // Flushed, so that even a crash of the machine leaves all of it or nothing.
    fs.writeFileSync(written, all, { flag: 'wx', mode: 0o600, flush: true });
    fs.renameSync(written, file);
  } catch {
    // It cannot be kept here: the next run compiles it, too.
    fs.rmSync(written, { force: true });
  }
}
