import type { Worker } from 'node:worker_threads';

/** Who writes to standard error. */
const [NOBODY, WORKER, COMMAND] = [0, 1, 2];
/** Places in the shared memory: who writes, and whether there is a line to erase. */
const [WRITER, DRAWN] = [0, 1];
const ERASE = '\r\u001b[K';

/** The command is one long calculation, so a thread of its own draws, as text: it needs no file in a bundle. */
const DRAW = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { state, after, age, columns } = workerData;
const born = performance.now();
let { what } = workerData;
parentPort.on('message', (text) => { what = text; });
setTimeout(() => { draw(); setInterval(draw, 200); }, Math.max(0, after - age));
function draw() {
  if (Atomics.compareExchange(state, ${WRITER}, ${NOBODY}, ${WORKER}) !== ${NOBODY}) return;
  const seconds = Math.floor((age + performance.now() - born) / 1000);
  try {
    writeSync(2, '\\r' + (what + ', ' + seconds + ' s').slice(0, columns - 1) + '\\u001b[K');
  } catch {}
  state[${DRAWN}] = 1;
  Atomics.store(state, ${WRITER}, ${NOBODY});
  Atomics.notify(state, ${WRITER});
}`;

/** One line on standard error about what a command does that takes long, which is erased before anything else is written. */
export class Progress {
  private readonly state = new Int32Array(new SharedArrayBuffer(8));
  private worker: Worker | undefined;
  private what = '';

  /**
   * @param columns those of standard error
   * @param write to standard error
   * @param after milliseconds of the life of the process without it
   */
  constructor(
    private readonly columns: number,
    private readonly write: (text: string) => void,
    private readonly after = 2000,
  ) {}

  /** @param what our own words: `reading 3 of 12 files` */
  public show(what: string): void {
    if (what === this.what || this.state[WRITER] === COMMAND) return;
    this.what = what;
    if (this.worker) this.worker.postMessage(what);
    else this.worker = this.start();
  }

  /** Does something that writes, or waits for a person. */
  public without<T>(act: () => T): T {
    if (!this.worker || this.state[WRITER] === COMMAND) return act();
    this.erase();
    try {
      return act();
    } finally {
      Atomics.store(this.state, WRITER, NOBODY);
    }
  }

  /** Nothing is shown any more. */
  public end(): void {
    if (!this.worker || this.state[WRITER] === COMMAND) return;
    this.erase();
    void this.worker.terminate();
  }

  private start(): Worker {
    const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
    const { state, after, columns, what } = this;
    const workerData = { state, after, columns, what, age: performance.now() };
    const worker = new Worker(DRAW, { eval: true, workerData });
    worker.on('error', () => {
      // Without threads there is no progress, and the answer is the same.
    });
    worker.unref();
    return worker;
  }

  private erase(): void {
    while (Atomics.compareExchange(this.state, WRITER, NOBODY, COMMAND) !== NOBODY) {
      Atomics.wait(this.state, WRITER, WORKER, 100);
    }
    if (this.state[DRAWN] === 0) return;
    this.state[DRAWN] = 0;
    this.write(ERASE);
  }
}
