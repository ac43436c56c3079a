import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder } from 'macromac/cli/serve-folder.ts';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildSite } from '../build.ts';
import { examples } from '../examples.ts';
import { goldenText } from './node-run.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const FIREFOX = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
const isMissing = !existsSync(FIREFOX);
if (isMissing && process.env.MACROMAC_NIGHTLY === '1') {
  console.warn(`SKIPPED: ${FIREFOX} is missing, so the site was not tried in it (sudo apt-get install firefox-esr)`);
}
const PATIENCE = { timeout: 600_000 };
const TOKENS = 24;

/** The same site in a browser that shares no code with Chromium, driven over WebDriver BiDi. */
describe.skipIf(isMissing || process.env.MACROMAC_NIGHTLY !== '1')('the site in Firefox', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let complaints: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'macromac-firefox-'));
    await buildSite(join(folder, 'site'), { reference: false });
    server = await serveFolder(folder, 0);
    browser = await launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      headless: true,
      protocolTimeout: 600_000,
      defaultViewport: { width: 1024, height: 900 },
      // Smooth scrolling would carry things away from under a click.
      extraPrefsFirefox: { 'ui.prefersReducedMotion': 1 },
      userDataDir: join(folder, 'profile'),
      // What it keeps beside its profile goes where the rest goes.
      env: { ...process.env, HOME: folder, MOZ_HEADLESS: '1' },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function visit(hash = ''): Promise<Page> {
    const page = await browser.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${server.url}site/${hash}`);
    await page.waitForSelector('html[data-ready=yes]');
    return page;
  }
  const click = (page: Page, name: string) => page.locator(`::-p-aria(${name}[role="button"])`).click();
  const textOf = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent ?? '');
  const shows = (page: Page, selector: string, what: RegExp) =>
    page.waitForFunction(
      (css, source) =>
        [...document.querySelectorAll(css)].some(({ textContent }) => new RegExp(source).test(textContent ?? '')),
      PATIENCE,
      selector,
      what.source,
    );

  test('Run: the story is the golden model’s, product for product', async () => {
    const page = await visit();
    const prompt = await page.$eval('#prompt', (element) => (element as HTMLInputElement).value);
    await page.select('#tokens', String(TOKENS));
    await click(page, 'Run');
    await page.waitForFunction(() => {
      const status = document.querySelector('#status');
      return /tokens, done\./.test(status?.textContent ?? '') || status?.classList.contains('bad');
    }, PATIENCE);
    expect(await textOf(page, '#status')).toMatch(/tokens, done\./);
    expect(await textOf(page, '#story')).toBe(await goldenText(prompt, TOKENS));
    expect(await textOf(page, '#verdict')).toMatch(/^the same bits in all [\d,]+ products/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the playground: a test fails where its module is wrong, and the schematic is drawn', async () => {
    const page = await visit();
    await click(page, 'Open the playground');
    await page.waitForSelector('#play-waves svg', PATIENCE);
    await page.select('#example', 'tested');
    await shows(page, '#play-tests li.good', /the light is on/);
    await page.click('#play-schematic-room > summary');
    await shows(page, '#play-schematic .register', /count \[4\]/);
    const [{ text }] = examples().filter(({ name }) => name === 'tested');
    // In a shadow root.
    await page.click('#play-editor >>> .cm-content');
    await page.keyboard.down('Control');
    await page.keyboard.press('Home');
    await page.keyboard.up('Control');
    for (let line = text.split('\n').findIndex((each) => each.includes('light.set(')); line > 0; line--) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.type('light.set(count.le(duty)); //');
    await shows(page, '#play-tests li.bad', /playground\.ts:\d+: expected 1/);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
