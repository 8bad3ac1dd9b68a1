import { test } from '@jest/globals';
import { CHROMIUM } from './chromium';
import { ATTACK } from './size';

/** A test in Chromium, in `.ci/run` (ATTACK=10 and more); shown as skipped where it cannot run. */
export function browserTest(name: string, run: () => Promise<void>, timeout = 60_000): void {
  if (ATTACK < 10) test.skip(`${name}: only from ATTACK=10 on`, run);
  else smokeTest(name, run, timeout);
}

/** Runs in `npm test` too. */
export function smokeTest(name: string, run: () => Promise<void>, timeout = 60_000): void {
  if (CHROMIUM === undefined) test.skip(`${name}: Chromium is not installed`, run);
  else test(name, run, timeout);
}
