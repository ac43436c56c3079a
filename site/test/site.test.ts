import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { FAULTS } from '../src/shared/faults.ts';
import { type BuiltSite, isChromiumMissing, openBuiltSite } from './built-site.ts';
import { goldenText, hardwareText } from './node-run.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const PROMPT = 'Once upon a time';
const PATIENCE = { timeout: 600_000 };
/** Stories by the dozen: in `make nightly` only. */
const nightly = test.skipIf(process.env.MACROMAC_NIGHTLY !== '1');

describe.skipIf(isChromiumMissing)('the site in Chromium', () => {
  let site: BuiltSite;
  beforeAll(async () => {
    site = await openBuiltSite();
  });
  afterEach(() => site?.leave());
  afterAll(() => site?.close());

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const number = async (page: Page, id: string) => Number((await page.locator(id).innerText()).replaceAll(',', ''));
  /** The story is told, or the page says why it will not be. */
  const done = async (page: Page) => {
    const complaint = page.locator('#status.bad');
    await page
      .getByText(/tokens, done\./)
      .or(complaint)
      .first()
      .waitFor(PATIENCE);
    expect(await complaint.allInnerTexts()).toEqual([]);
  };

  test('Run: the story and the cycles are those of the hardware in Node, and golden agrees', async () => {
    const { page, requests, complaints } = await site.visit();
    expect(await page.locator('#prompt').inputValue()).toBe(PROMPT);
    await page.locator('#tokens').selectOption('40');
    await button(page, 'Run').click();
    const inNode = await hardwareText(PROMPT, 40);
    await done(page);
    expect(await page.locator('#story').textContent()).toBe(inNode.text);
    expect(inNode.text).toBe(await goldenText(PROMPT, 40));
    expect(await number(page, '#cycles')).toBe(inNode.cycles);
    expect(await page.locator('#verdict').innerText()).toMatch(/^the same bits in all [\d,]+ products/);
    expect(await page.locator('#speed-board').innerText()).toMatch(/^5,\d{3} tokens\/s$/);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('blob:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('nothing but the page is fetched before the first click, and little by it', async () => {
    const { page, requests } = await site.visit();
    const sizes = (addresses: readonly string[]) => {
      const names = new Set(addresses.map((address) => new URL(address).pathname.split('/').at(-1) || 'index.html'));
      const files = [...names].map((name) => readFileSync(join(site.folder, name)));
      const sum = (size: (file: Buffer) => number) => files.reduce((total, file) => total + size(file), 0);
      return { raw: sum(({ length }) => length), compressed: sum((file) => brotliCompressSync(file).length) };
    };
    expect(sizes(requests).raw).toBeLessThan(64_000);
    await button(page, 'Run').click();
    await page.getByText(/→ WebAssembly in/).waitFor(PATIENCE);
    const { raw, compressed } = sizes(requests.filter((address) => !address.startsWith('blob:')));
    expect(raw).toBeLessThan(4_000_000);
    expect(compressed).toBeLessThan(2_000_000);
    const bytes = sizes(requests.filter((address) => !/blob:|editor/.test(address)));
    console.log(`first click: ${bytes.raw} bytes, ${bytes.compressed} with brotli`);
  });

  test('pause, a cycle, a token, and on', async () => {
    const { page } = await site.visit();
    await page.locator('#tokens').selectOption('24');
    await button(page, 'Run').click();
    await page.getByText(/First word/).waitFor(PATIENCE);
    await button(page, 'Pause').click();
    const state = page.locator('#cycle-state');
    await state.waitFor(PATIENCE);
    const cycle = async () => Number(/^cycle (\d+)/.exec(await state.innerText())![1]);
    const step = async () => {
      const before = await cycle();
      await button(page, 'Step a cycle').click();
      await expect.poll(cycle, PATIENCE).toBeGreaterThan(before);
      return (await cycle()) - before;
    };
    // A step takes one cycle; where a command ends or begins it takes the driver's register accesses as well, and says
    // so. Commands take hundreds of cycles, so that six steps meet one such place at most.
    const taken: number[] = [];
    for (let i = 0; i < 6; i++) {
      const cycles = await step();
      const told = /, (\d+) at once: the driver's register accesses\n/.exec(await state.innerText())?.[1];
      expect(told).toBe(cycles === 1 ? undefined : String(cycles));
      taken.push(cycles);
    }
    expect(taken.filter((cycles) => cycles > 1).length).toBeLessThanOrEqual(1);
    const story = () => page.locator('#story').textContent();
    const text = (await story())!;
    await button(page, 'Step a token').click();
    await expect.poll(story, PATIENCE).not.toBe(text);
    await state.waitFor(PATIENCE);
    expect((await story())!.startsWith(text)).toBe(true);
    await button(page, 'Go on').click();
    await state.waitFor({ ...PATIENCE, state: 'hidden' });
    await done(page);
    expect(await story()).toBe(await goldenText(PROMPT, 24));
  });

  test('one number is followed from memory to the logit, and a moment is shown as a waveform', async () => {
    const { page, complaints } = await site.visit();
    await page.locator('#tokens').selectOption('24');
    await button(page, 'Run').click();
    const words = page.locator('#follow-words button');
    await words.nth(2).click(PATIENCE);
    const steps = page.locator('#follow-steps li');
    await steps.first().waitFor(PATIENCE);
    await done(page);
    const cycles = await number(page, '#cycles');
    await words.nth(3).click();
    const note = page.locator('#follow-note', { hasText: 'Token 259 is row 259 of the LM head' });
    await note.waitFor(PATIENCE);
    expect(await note.innerText()).toMatch(/golden has the same in all of them.*first time, bit for bit: “ a” 15\.892/);
    expect(await steps.count()).toBe(17);
    expect(await page.locator('#follow-steps .bad').count()).toBe(0);
    const text = (i: number, what: string) => steps.nth(i).locator(what).innerText();
    const cycleOf = async (i: number) => Number((await text(i, '.cycle')).replace(/\D/g, ''));
    // Strip, unpacked, product, sum, FP32: as far apart as the pipeline is long.
    expect((await cycleOf(4)) - (await cycleOf(3))).toBe(1);
    expect((await cycleOf(6)) - (await cycleOf(4))).toBe(2);
    expect(await text(16, '.held')).toBe('15.89201 (417E45A8)');
    expect(await number(page, '#cycles')).toBe(cycles);

    await page.locator('#follow-input').fill('70');
    await page.locator('#follow-input').press('Enter');
    await page.locator('#follow-note', { hasText: 'its weight for input 70 of 192' }).waitFor(PATIENCE);
    expect(await page.locator('#follow-steps .bad').count()).toBe(0);
    expect(await text(16, '.held')).toBe('15.89201 (417E45A8)');
    await steps.nth(6).locator('.source').click();
    await page.locator('#editor .cm-content', { hasText: 'DotColumn' }).waitFor(PATIENCE);

    await page.locator('#ports').click({ position: { x: 900, y: 40 } });
    await page.locator('#moment-note', { hasText: /^Waveform of cycles [\d,]+ to [\d,]+/ }).waitFor(PATIENCE);
    const waves = page.frameLocator('#moment-room iframe');
    await waves.locator('#status', { hasText: 'signals' }).waitFor(PATIENCE);
    expect(await waves.locator('#row-list').innerText()).toMatch(/m_axi_0_r\n[\d.]+% ▮/);
    expect(await waves.locator('.missing').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  nightly('another prompt: the story of generate', async () => {
    const { page } = await site.visit();
    await page.locator('#prompt').fill('The little dragon');
    await page.locator('#tokens').selectOption('24');
    await page.locator('#prompt').press('Enter');
    await done(page);
    expect(await page.locator('#story').textContent()).toBe(await goldenText('The little dragon', 24));
  });

  nightly.each(FAULTS)('the ready-made fault $id does what it says', async ({ title, effect, path }) => {
    const { page, context } = await site.visit();
    await page.getByText(title, { exact: true }).click();
    await page.locator('#edited', { hasText: `changed: ${path}` }).waitFor(PATIENCE);
    await button(page, 'Build and write both').click();
    const status = page.locator('#break-status', { hasText: /^(Another story|The same story|Caught)/ });
    await status.waitFor(PATIENCE);
    const said = await status.innerText();
    const [before, after] = await Promise.all(['#before', '#after'].map((id) => page.locator(id).textContent()));
    const error = await page.locator('#break-error').textContent();
    await context.close();
    const sound = await goldenText(PROMPT, 24);
    expect(before).toBe(sound);
    if (effect === 'refused') {
      expect(said).toMatch(/^Caught/);
      expect(error).toMatch(/error\[\w+\][\s\S]*rtl\/memory\/result-writer\.ts:\d+/);
    } else if (effect === 'text') {
      expect(after).not.toBe(sound);
      expect(said).toMatch(/Golden found [1-9]\d* wrong products/);
    } else {
      expect(after).toBe(sound);
      const [, first, second] = /([\d,]+) cycles before, ([\d,]+) after/.exec(said)!;
      expect(Number(second.replaceAll(',', ''))).toBeGreaterThan(Number(first.replaceAll(',', '')));
    }
  });

  /** Opens a file in the editor and writes something behind a piece of its text. */
  async function insert(page: Page, path: string, behind: string, text: string): Promise<void> {
    await page.locator('#file').focus();
    await page.locator(`#file option[value="${path}"]`).waitFor({ ...PATIENCE, state: 'attached' });
    await page.locator('#file').selectOption(path);
    const line = page.locator('#editor .cm-line').filter({ hasText: behind }).first();
    await line.waitFor(PATIENCE);
    await line.click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(text);
  }

  test('an edit by hand: a width error stands at its place; a link brings the edit back', async () => {
    const first = await site.visit();
    await insert(first.page, 'rtl/index.ts', 'export { Core }', ' // seen');
    await first.page.getByText('changed: rtl/index.ts').waitFor(PATIENCE);
    await button(first.page, 'Undo all of it').click();
    await first.page.locator('#edited', { hasText: 'as built' }).waitFor(PATIENCE);
    await insert(first.page, 'rtl/mac/fused-dot.ts', 'sums.at(j).set(u.sum);', ' sums.at(0).set(u.sum.mul(u.sum));');
    const finding = first.page.locator('#findings li');
    await finding.waitFor(PATIENCE);
    expect(await finding.innerText()).toMatch(/^line 45, column 47 .*'SInt<80>'.*SInt<40>'/);
    const underlined = first.page.locator('#editor .cm-lintRange-error');
    expect(await underlined.innerText()).toBe('u.sum.mul(u.sum)');
    await button(first.page, 'Copy a link').click();
    await button(first.page, 'Build and write both').click();
    await first.page.getByText(/^Caught/).waitFor(PATIENCE);
    expect(await first.page.locator('#break-error').innerText()).toMatch(
      /error\[width\][\s\S]*rtl\/mac\/fused-dot\.ts:\d+/,
    );

    const second = await site.visit(new URL(first.page.url()).hash);
    await second.page.getByText('changed: rtl/mac/fused-dot.ts').waitFor(PATIENCE);
    expect(await second.page.locator('#editor .cm-content').innerText()).toContain('sums.at(0).set(u.sum.mul');
  });

  test('the tests of a unit run in the page: they pass as it is, and catch a mistake', async () => {
    const { page, complaints } = await site.visit();
    const verdict = async (pattern: RegExp) => {
      await button(page, 'Test the changed units').click();
      await page.locator('#test-status', { hasText: pattern }).waitFor(PATIENCE);
    };
    await verdict(/^Nothing is changed yet/);
    await insert(page, 'rtl/mac/unpacker.ts', 'const zerosOfMacro', ' // seen');
    await page.getByText('changed: rtl/mac/unpacker.ts').waitFor(PATIENCE);
    await verdict(/^No test notices: .* \(1 property\)/);
    expect(await page.locator('#tests').innerText()).toBe('✓ unpacker_t2: any macros of any format, with gaps');
    await page.getByText('A lost bit', { exact: true }).click();
    await verdict(/^Caught: .* in 1 of 1 properties/);
    expect(await page.locator('#tests').innerText()).toMatch(
      /^✗ unpacker_t2: .*\nexpected \[ 5n, .* to deeply equal \[ 6n, /,
    );
    await page.getByText('A FIFO one entry short', { exact: true }).click();
    await verdict(/^Caught/);
    expect(await page.locator('#tests').innerText()).toMatch(/error\[literal\]: 8 does not fit in uint\(3\)/);
    expect(complaints).toEqual([]);
  });

  test('an edit has no network, and no part in the site', async () => {
    const { page, requests } = await site.visit();
    const attempt = `let got = 'code'; try { (self as any).importScripts('${site.url}page.js?stolen'); } catch (error) { got = 'no code'; }`;
    const tell = `(self as any).fetch('${site.url}model.json?stolen').catch(() => {}); throw new Error(got + ', origin ' + self.origin);`;
    await insert(page, 'rtl/index.ts', 'export { Core }', `\n${attempt}\n${tell}\n`);
    await button(page, 'Build and write both').click();
    await page.locator('#break-error', { hasText: 'origin' }).waitFor(PATIENCE);
    expect(await page.locator('#break-error').innerText()).toBe('no code, origin null');
    expect(requests.filter((address) => address.includes('stolen'))).toEqual([]);
  });

  nightly('the block diagram: colours while a story is written, sources of the block that is chosen', async () => {
    const { page } = await site.visit();
    await button(page, 'Open the machine').click();
    const core = page.locator('[data-block=u_core]');
    await core.waitFor(PATIENCE);
    await core.press('Enter');
    const [typescript, verilog] = [page.locator('#block pre').first(), page.locator('#block pre').last()];
    await expect.poll(() => typescript.innerText(), PATIENCE).toContain('export const Core');
    expect(await verilog.innerText()).toContain('module macromac_core_t1 (');
    const size = await page.locator('#block .note').innerText();
    expect(size).toMatch(
      /^With all that is inside: [\d,]+ bits of registers, [\d,]+ of memory; estimated by Yosys \(2/,
    );
    const [, lut, dsp] = /([\d,]+) LUT, [\d,]+ FF, (\d+) DSP/.exec(size)!;
    // Four channels of 32 multipliers, and four group scales of two.
    expect([Number(dsp), Number(lut.replaceAll(',', '')) > 5_000]).toEqual([4 * 32 + 4 * 2, true]);
    await page.locator('#tokens').selectOption('24');
    await button(page, 'Run').click();
    await page.locator('[data-block=u_core].beat').waitFor(PATIENCE);
    await page.locator('#prompt').hover();
    await core.hover();
    expect(await page.locator('#block-now').innerText()).toMatch(/^core: moves data [1-9]\d* %/);
    await button(page, 'Change it').click();
    await page.locator('#editor .cm-content').filter({ hasText: 'macromac_core' }).waitFor(PATIENCE);
    expect(await page.locator('#file').inputValue()).toBe('rtl/core.ts');
  });

  test('the playground: Verilog and waveform follow the keys, a mistake names its line, a link brings the text back', async () => {
    const { page, complaints } = await site.visit();
    await button(page, 'Open the playground').click();
    const verilog = page.locator('#play-verilog');
    await expect.poll(() => verilog.innerText(), PATIENCE).toContain('module Blinker (');
    await page.locator('#play-waves svg').waitFor(PATIENCE);
    const line = page.locator('#play-editor .cm-line').filter({ hasText: 'led.set(count.bit(23))' });
    await line.click();
    await page.keyboard.press('Home');
    await page.keyboard.insertText('  assertNothing;');
    await page.locator('#play-message', { hasText: 'assertNothing is not defined' }).waitFor(PATIENCE);
    for (let i = 0; i < 'assertNothing;'.length; i++) {
      await page.keyboard.press('Backspace');
    }
    await line.click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' count.set(led);');
    await page.locator('#play-message', { hasText: /playground\.ts:\d+:\d+/ }).waitFor(PATIENCE);
    await button(page, 'Link to this text').click();
    const second = await site.visit(new URL(page.url()).hash);
    const restored = second.page.locator('#play-editor .cm-content', { hasText: 'count.set(led);' });
    await restored.waitFor(PATIENCE);
    await second.page.locator('#example').selectOption('tested');
    await second.page.locator('#play-tests li.good', { hasText: 'the light is on' }).waitFor(PATIENCE);
    await second.page.locator('#play-editor .cm-line', { hasText: 'count.lt(duty)' }).click();
    await second.page.keyboard.press('Home');
    await second.page.keyboard.insertText('light.set(count.le(duty)); //');
    await second.page.locator('#play-tests li.bad', { hasText: /playground\.ts:\d+: expected 1/ }).waitFor(PATIENCE);
    await second.page.getByText('Schematic', { exact: true }).click();
    await second.page.locator('#play-schematic .register', { hasText: 'count [4]' }).waitFor(PATIENCE);
    await second.page.locator('#example').selectOption('machine');
    await second.page.locator('#play-schematic .mux', { hasText: 'Working' }).waitFor(PATIENCE);
    await expect.poll(() => second.page.locator('#play-verilog').innerText(), PATIENCE).toContain('module Handshake (');
    expect([...complaints, ...second.complaints]).toEqual([]);
  });

  test('the documents: a search finds, the results are there, and every link leads somewhere', async () => {
    const { page, complaints } = await site.visit();
    await page.getByRole('link', { name: 'Results', exact: true }).click();
    await page.getByText('Results, and where each comes from').waitFor(PATIENCE);
    expect(await page.locator('figure svg').count()).toBe(7);
    expect(await page.locator('tbody tr', { hasText: '46.5 tokens/s' }).count()).toBe(1);
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await page.getByRole('heading', { name: 'Documentation' }).waitFor(PATIENCE);
    await page.locator('html[data-ready=yes]').waitFor(PATIENCE); // before, nobody listens to keys
    await page.keyboard.press('/');
    await page.keyboard.insertText('back-pressure');
    await page.locator('#found a').first().click(PATIENCE);
    await page.locator('main h1').waitFor(PATIENCE);
    expect(new URL(page.url()).pathname).toMatch(/some\/where\/documents\/.*\.html$/);
    expect(complaints).toEqual([]);
    // On a phone the text begins on the first screen, below the folded list of pages, and nothing but tables goes
    // sideways.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate(() => scrollTo(0, 0));
    await expect.poll(async () => (await page.locator('main h1').boundingBox())!.y, PATIENCE).toBeLessThan(400);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    const pages = readdirSync(join(site.folder, 'documents'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.html') && !name.startsWith('api'),
    );
    expect(pages.length).toBeGreaterThan(40);
    const broken: string[] = [];
    for (const name of pages) {
      const html = readFileSync(join(site.folder, 'documents', name), 'utf8');
      for (const [, target] of html.matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)) {
        // The reference is only made at night.
        const isElsewhere = /^[a-z]+:/.test(target) || target.includes('api/index.html');
        if (!isElsewhere && !existsSync(join(site.folder, 'documents', dirname(name), decodeURI(target)))) {
          broken.push(`${name}: ${target}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  nightly('the API reference has the packages', async () => {
    const { page } = await site.visit();
    await page.goto(`${site.url}documents/api/index.html`);
    await page.getByRole('link', { name: /hdl/ }).first().waitFor(PATIENCE);
  });

  test('offline it still works, and after loading it again too', async () => {
    const later = ['checker.js', 'types.json', 'benches.js', 'test-tools.js', 'licences.txt', 'documents/results.html'];
    const { page } = await site.visit();
    await button(page, 'Run').click();
    await page.getByText(/→ WebAssembly in/).waitFor(PATIENCE);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.locator('#tokens').selectOption('24');
    await button(page, 'Run').click();
    await done(page);
    // Behind the first story comes what nobody has asked for yet.
    const missing = () =>
      page.evaluate(async (names) => {
        const found = await Promise.all(names.map((name) => caches.match(name)));
        return names.filter((_, i) => !found[i]);
      }, later);
    await expect.poll(missing, PATIENCE).toEqual([]);
    await site.unplug();
    await page.reload();
    await page.locator('html[data-ready=yes]').waitFor(PATIENCE);
    await page.locator('#tokens').selectOption('24');
    await button(page, 'Run').click();
    await done(page);
    expect(await page.locator('#story').textContent()).toBe(await goldenText(PROMPT, 24));
    await page.getByText('A lost bit', { exact: true }).click();
    await button(page, 'Test the changed units').click();
    await page.locator('#test-status', { hasText: /^Caught: .* in 1 of 1 properties/ }).waitFor(PATIENCE);
    await page.goto(`${site.url}documents/results.html`);
    expect(await page.locator('h1').first().innerText()).toMatch(/^Results/);
  });
});
