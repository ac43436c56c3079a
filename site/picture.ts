/**
 * `npx tsx site/picture.ts [FILE]`: the picture of the first page that README shows, taken from the built site in
 * Chromium: the story written, and one number followed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serveFolder } from 'macromac/cli/serve-folder.ts';
import { chromium } from 'playwright-core';
import { buildSite } from './build.ts';

const FILE = join(import.meta.dirname, '../docs/figures/site.png');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const SIZE = { width: 1180, height: 900 };
/** A busy machine needs so long at most [ms]. */
const PATIENCE = { timeout: 300_000 };

/** Writes the picture into `file`. */
export async function takePicture(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-picture-'));
  await buildSite(join(folder, 'site'), { reference: false });
  const server = await serveFolder(join(folder, 'site'), 0);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
    await page.goto(server.url);
    await page.locator('html[data-ready=yes]').waitFor();
    await page.locator('#tokens').selectOption('40');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/tokens, done\./).waitFor(PATIENCE);
    // How fast this machine was says nothing about the reader's.
    await page.evaluate(() => {
      document.getElementById('speed-here')!.textContent = '–';
      document.getElementById('status')!.textContent = '40 tokens, done.';
      scrollTo(0, 0);
    });
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const file = resolve(process.argv[2] ?? FILE);
  await takePicture(file);
  process.stdout.write(`${file}\n`);
}
