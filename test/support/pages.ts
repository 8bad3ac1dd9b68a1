import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from './chromium';
import { command } from './command';

/** Pages of the command in Chromium, and all that went wrong in them. */
export class Pages {
  public readonly folder = mkdtempSync(join(tmpdir(), 'page-'));
  /** Messages, errors, dialogs and requests of the pages. */
  public readonly trouble: string[] = [];
  private browser: Browser | undefined;
  private page: Page | undefined;

  constructor() {
    afterAll(async () => {
      await this.browser?.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  /** Opens what a command prints. Without options, all are opened in one tab. */
  public async open(args: readonly string[], options?: BrowserContextOptions): Promise<Page> {
    const file = join(this.folder, 'page.html');
    const { code, error } = await command([...args, '--format', 'html', '--output', file]);
    if (code === 1) throw new Error(error);
    const page = options ? await this.newTab(options) : await this.tab();
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  /** The one tab. */
  public async tab(): Promise<Page> {
    this.page ??= await this.newTab({});
    await this.page.emulateMedia({ media: 'screen' });
    return this.page;
  }

  private async newTab(options: BrowserContextOptions): Promise<Page> {
    this.browser ??= await openChromium();
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on('console', (message) => this.trouble.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.trouble.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!/^file:.*\/page\.html$/.test(request.url())) this.trouble.push(`request: ${request.url()}`);
    });
    return page;
  }
}
