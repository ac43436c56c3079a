import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from 'macromac/cli/serve-folder.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSite } from '../build.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const isChromiumMissing = !existsSync(CHROMIUM);
if (isChromiumMissing) {
  console.warn(`SKIPPED: ${CHROMIUM} is missing, so the site was not tried (sudo apt-get install chromium)`);
}

export interface BuiltSite {
  readonly folder: string;
  readonly url: string;
  /** A visitor who was never here. */
  visit(hash?: string): Promise<Visit>;
  /** All visitors go: what their tabs were at ends. */
  leave(): Promise<void>;
  /** The web host is gone. */
  unplug(): Promise<void>;
  close(): Promise<void>;
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses asked for, of the page and its frames. */
  readonly requests: readonly string[];
  /** Errors of scripts, and of the content security policy. */
  readonly complaints: readonly string[];
}

/** Builds the site, serves it from a folder below the root, and opens a browser. */
export async function openBuiltSite(): Promise<BuiltSite> {
  const root = mkdtempSync(join(tmpdir(), 'macromac-site-'));
  const folder = join(root, 'some/where');
  await buildSite(folder, { reference: process.env.MACROMAC_NIGHTLY === '1' });
  const server = await serveFolder(root, 0);
  const { chromium } = await import('playwright-core');
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const url = `${server.url}some/where/`;
  let isServing = true;
  const unplug = async () => {
    if (isServing) {
      isServing = false;
      await server.close();
    }
  };
  return {
    folder,
    url,
    unplug,
    async visit(hash = '') {
      const context = await browser.newContext({ viewport: { width: 1024, height: 900 } });
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.goto(url + hash);
      await page.locator('html[data-ready=yes]').waitFor();
      return { context, page, requests, complaints };
    },
    async leave() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await unplug();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
