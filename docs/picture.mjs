// Draws docs/page.png, the picture of README.md: npm run build && node docs/picture.mjs
// It is the page of the demo's shop at stage dual, with a way followed. Needs Chromium: in CHROMIUM, or on the PATH.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { App } = require('cdk8s');
const { ShopChart } = require('../build/main.js');
const { run } = require('../build/lib/cli/program.js');
const { openChromium } = require('../build/test/support/chromium.js');

const folder = mkdtempSync(join(tmpdir(), 'picture-'));
const app = new App({ outdir: join(folder, 'dist') });
new ShopChart(app, 'shop', { stage: 'dual' });
app.synth();

process.chdir(folder);
await run(['assignments', 'dist', '--format', 'html', '--output', 'page.html']);
const browser = await openChromium();
const page = await browser.newPage({
  viewport: { width: 1100, height: 730 },
  deviceScaleFactor: 1.25,
  colorScheme: 'light',
});
await page.goto(`file://${join(folder, 'page.html')}`);
await page.getByRole('button', { name: 'CronJob nightly' }).hover();
await page.screenshot({ path: fileURLToPath(new URL('page.png', import.meta.url)) });
await browser.close();
rmSync(folder, { recursive: true });
