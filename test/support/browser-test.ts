import { test } from '@jest/globals';
import { CHROMIUM } from './chromium';

/** A test in Chromium; shown as skipped where it is not installed. */
export function browserTest(name: string, run: () => Promise<void>, timeout = 60_000): void {
  if (CHROMIUM === undefined) test.skip(`${name}: Chromium is not installed`, run);
  else test(name, run, timeout);
}
