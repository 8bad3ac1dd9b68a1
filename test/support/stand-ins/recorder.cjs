// What the stand-ins of az and kubectl share: the state in a file of the working folder, and the record of the calls.
const { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.env.STAND_IN_STATE;

/**
 * Runs one call. `act` gets the state, changes it, and returns what is printed; what it throws is az's or kubectl's
 * message, and the status 1. STAND_IN_FAIL_AT and STAND_IN_STOP_AT are numbers of calls: that one fails, or is the last
 * thing that happens to the script. With STAND_IN_SNAPSHOTS everything is kept as it is after each call.
 */
function run(program, act) {
  const args = process.argv.slice(2);
  const calls = join(folder, 'calls');
  appendFileSync(calls, `${[program, String(args.length), ...args].join('\0')}\0`);
  const number = callsIn(folder).length;
  if (String(number) === process.env.STAND_IN_FAIL_AT) {
    process.stderr.write(`ERROR: (Forbidden) ${program} may not do this\n`);
    process.exit(1);
  }
  const file = join(folder, 'state.json');
  const before = readFileSync(file, 'utf8');
  const state = JSON.parse(before);
  let status = 0;
  try {
    const out = act(state, args);
    if (out !== undefined && out !== '') process.stdout.write(`${out}\n`);
  } catch (error) {
    process.stderr.write(`ERROR: ${error.message}\n`);
    status = error.status ?? 1;
  }
  const after = JSON.stringify(state, null, 1);
  if (after !== before) {
    writeFileSync(file, after);
    appendFileSync(join(folder, 'changes'), `${number}\n`);
  }
  const { STAND_IN_SNAPSHOTS: snapshots, STAND_IN_STOP_AT: stop } = process.env;
  if (snapshots) cpSync(folder, join(snapshots, String(number)), { recursive: true });
  if (String(number) === stop) process.kill(-Number(readFileSync(join(folder, 'group'), 'utf8')), 'SIGKILL');
  process.exitCode = status;
}

/** The calls so far: program and arguments. */
function callsIn(where) {
  const file = join(where, 'calls');
  const words = existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : [];
  const calls = [];
  while (words.length > 0) {
    const [program, count] = words.splice(0, 2);
    calls.push([program, ...words.splice(0, Number(count))]);
  }
  return calls;
}

module.exports = { run, callsIn };
