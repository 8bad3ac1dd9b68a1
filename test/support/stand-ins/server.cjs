// The stand-ins of az and kubectl, in one process for all calls: starting one for each would take most of the time.
const { appendFileSync, cpSync, readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { callsIn } = require('./calls.cjs');

const programs = { az: require('./az.cjs'), kubectl: require('./kubectl.cjs') };

/**
 * One call. A program gets the state, changes it, and returns what is printed; what it throws is its message, and the
 * status 1. `failAt` and `stopAt` are numbers of calls: that one fails, or is the last thing that happens to the script.
 * With `snapshots` everything is kept as it is after each call.
 */
function answer(folder, failAt, stopAt, snapshots, program, args) {
  appendFileSync(join(folder, 'calls'), `${[program, String(args.length), ...args].join('\0')}\0`);
  const number = String(callsIn(folder).length);
  const file = join(folder, 'state.json');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  const result = { out: '', error: '', status: 0 };
  try {
    if (number === failAt) throw new Error(`(Forbidden) ${program} may not do this`);
    result.out = programs[program](state, args, folder) ?? '';
  } catch (error) {
    // A mistake of the stand-in itself comes with its place.
    result.error = `ERROR: ${error.constructor === Error ? error.message : error.stack}`;
    result.status = error.status ?? 1;
  }
  writeFileSync(file, JSON.stringify(state, null, 1));
  if (snapshots !== '') cpSync(folder, join(snapshots, number), { recursive: true });
  writeFileSync(join(folder, 'out'), String(result.out).replace(/\n+$/, ''));
  writeFileSync(join(folder, 'error'), result.error);
  if (number === stopAt) process.kill(-Number(readFileSync(join(folder, 'group'), 'utf8')), 'SIGKILL');
  return result.status;
}

const server = createServer((socket) => {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    text += data;
    const words = text.split('\0').slice(0, -1);
    const [folder, failAt, stopAt, snapshots, program, count, ...args] = words;
    if (count === undefined || args.length < Number(count)) return;
    socket.end(`${answer(folder, failAt, stopAt, snapshots, program, args)}\n`);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
