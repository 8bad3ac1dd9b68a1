import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** That of CHROMIUM, or one on the PATH; undefined when there is none. */
export const CHROMIUM: string | undefined = [process.env.CHROMIUM, 'chromium', 'google-chrome']
  .filter((name) => name !== undefined && name !== '')
  .map((name) =>
    spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', name as string], { encoding: 'utf8' }).stdout.trim(),
  )
  .find((path) => path !== '');

export function openChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('Chromium is not installed: set CHROMIUM to its path');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
