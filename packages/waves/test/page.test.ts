import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFst, parseVcd } from '@chisel-lite/vcd';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveWaves, type WavesServer } from '../src/index.ts';
import { smallDump } from './dumps.ts';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executable) {
  console.warn('SKIPPED: the waveform page in a browser (no Chromium: apt-get install chromium)');
}
/** Where screenshots go, for people to look at; nowhere unless asked for. */
const shots = process.env['WAVES_SCREENSHOTS'];

/** The part of `window.waves` the tests use. */
interface PageWaves {
  view(): {
    rows: { kind: string; path?: string; radix?: string }[];
    from: number;
    to: number;
    cursor?: number;
    base?: number;
  };
  frames: number[];
}

describe.skipIf(!executable)('the waveform page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waves-'));
  const file = join(folder, 'small.vcd');
  let server: WavesServer;
  let browser: Browser;
  let page: Page;

  const view = () => page.evaluate(() => (window as unknown as { waves: PageWaves }).waves.view());
  const canvasAt = async (share: number, y = 60) => {
    const box = await page.locator('#canvas').boundingBox();
    if (!box) {
      throw new Error('the canvas is not shown');
    }
    return { x: box.x + box.width * share, y: box.y + y };
  };
  const shoot = async (name: string) => {
    if (!shots) {
      return;
    }
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const rowNames = () => page.locator('.row .name').allTextContents();

  beforeAll(async () => {
    writeFileSync(file, smallDump());
    writeFileSync(
      join(folder, 'small.labels.json'),
      JSON.stringify({ 'top.state': { 0: 'IDLE', 1: 'LOAD', 2: 'RUN', 3: 'DRAIN' } }),
    );
    server = await serveWaves(file);
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1500, height: 800 }, acceptDownloads: true });
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(server.url);
    await page.waitForSelector('body[data-state=ready]');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  test('reads the dump and says what is in it', async () => {
    expect(await page.locator('#status').textContent()).toMatch(/10 signals.*2 µs in 401 steps/);
    expect(await page.locator('.scope').allTextContents()).toEqual(['▾topmodule', 'u_streammodule', 'u_idlemodule']);
  });

  test('shows the outermost streams at first; all rows are removed by key', async () => {
    expect(await rowNames()).toEqual(['top.u_stream.s']);
    const { from, to } = await view();
    expect(from).toBeLessThanOrEqual(0);
    expect(to).toBeGreaterThanOrEqual(2_000_000);
    await page.locator('.row').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    expect(await rowNames()).toEqual([]);
  });

  test('adds signals by double click, by the button, and finds them by search', async () => {
    await page.locator('#signals .signal', { hasText: 'clk' }).dblclick();
    await page.locator('#signals .signal', { hasText: 'rst' }).click();
    await page.locator('#signals .signal', { hasText: 'state' }).click({ modifiers: ['Control'] });
    await page.locator('#add').click();
    await page.locator('.scope', { hasText: 'u_stream' }).click();
    await page.locator('#add').click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('idle unknown');
    expect(await page.locator('#signals .name').allTextContents()).toEqual(['top.u_idle.unknown']);
    await page.keyboard.press('Enter');
    expect(await rowNames()).toEqual([
      'top.clk',
      'top.rst',
      'top.state[2:0]',
      'top.u_stream.s_tvalid',
      'top.u_stream.s_tready',
      'top.u_stream.s_tdata[127:0]',
      'top.u_stream.half[15:0]',
      'top.u_stream.level',
      'top.u_idle.unknown[7:0]',
    ]);
  });

  test('a click sets the marker and shows the values there, with names of states', async () => {
    await page.keyboard.press('Escape');
    const at = await canvasAt(0.5);
    await page.mouse.click(at.x, at.y);
    const { cursor } = await view();
    expect(cursor).toBeGreaterThan(900_000);
    expect(cursor).toBeLessThan(1_100_000);
    await expect.poll(() => page.locator('.row .value').nth(2).textContent()).toBe('LOAD');
    expect(await page.locator('.row .value').nth(8).textContent()).toBe('0a');
    expect(await page.locator('#cursor-time').textContent()).toMatch(/µs|ns/);
  });

  test('tooltips tell the value under the pointer, with and without its label, and a row’s labels', async () => {
    const box = await page.locator('.row').nth(2).boundingBox();
    const at = await canvasAt(0.5);
    await page.mouse.move(at.x, (box?.y ?? 0) + 10);
    await page.mouse.move(at.x + 1, (box?.y ?? 0) + 10);
    const hint = () => page.locator('#canvas').getAttribute('title');
    await expect.poll(hint).toMatch(/^top\.state\[2:0\] = LOAD \(1\)\nfrom [\d.]+ [µn]s( for [\d.]+ [µn]s)?$/);
    expect(await page.locator('.row').nth(2).getAttribute('title')).toBe(
      'top.state[2:0]\n0  IDLE\n1  LOAD\n2  RUN\n3  DRAIN',
    );
    await page.mouse.move(at.x, at.y + 5000);
    await page.mouse.move(at.x, (box?.y ?? 0) - 60);
    await expect.poll(hint).not.toContain('top.state');
  });

  test('the arrow keys go from edge to edge of the selected signal', async () => {
    await page.locator('.row', { hasText: 'u_idle.unknown' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect((await view()).cursor).toBe(1_205_000);
    await page.keyboard.press('ArrowLeft');
    expect((await view()).cursor).toBe(505_000);
    await page.locator('#previous-edge').click();
    expect((await view()).cursor).toBe(0);
  });

  test('Shift-click sets the base, and the difference is shown', async () => {
    await page.locator('#go-to').fill('1.005us');
    await page.keyboard.press('Enter');
    expect((await view()).cursor).toBe(1_005_000);
    const at = await canvasAt(0.25);
    await page.keyboard.down('Shift');
    await page.mouse.click(at.x, at.y);
    await page.keyboard.up('Shift');
    const { cursor, base } = await view();
    const shown = Number((await page.locator('#difference').textContent())?.split(' ')[0]);
    expect(shown).toBeCloseTo(((cursor as number) - (base as number)) / 1000, 0);
  });

  test('the menu changes the radix: FP32, FP16 and AWQ lanes', async () => {
    const value = (name: string) => page.locator('.row', { hasText: name }).locator('.value').textContent();
    const choose = async (name: string, radix: string) => {
      await page.locator('.row', { hasText: name }).click({ button: 'right' });
      await page.locator('#menu div', { hasText: new RegExp(`^${radix}$`) }).click();
    };
    await page.locator('#go-to').fill('1.005us');
    await page.keyboard.press('Enter');
    await choose('s_tdata', 'fp32');
    expect(await value('s_tdata')).toBe('50 51 52 53');
    await choose('half', 'fp16');
    expect(await value('half')).toBe('1.09766');
    await choose('s_tdata', 'awq');
    expect(await value('s_tdata')).toMatch(/^0,0,0,0,8,4,2,4 0,0,0,0/);
    await page.keyboard.press('Alt+x');
    expect(await value('s_tdata')).toBe('42540000425000004 24c000042480000'.replaceAll(' ', ''));
    await choose('s_tdata', 'fp32');
  });

  test('streams get a row that shows beats, stalls and starving', async () => {
    await page.locator('.scope', { hasText: /^▾top/ }).click();
    await page.locator('.row').last().click();
    await page.locator('#add-streams').click();
    expect(await page.locator('.row.of-stream .name').allTextContents()).toEqual(['top.u_stream.s']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await expect.poll(() => page.locator('.row.of-stream .value').textContent()).toMatch(/^3\d% ▮ 2\d% ✕ 2\d% ○$/);
    await shoot('small-whole');
  });

  test('zooms by wheel, keys and buttons, and pans by dragging', async () => {
    const span = async () => {
      const { from, to } = await view();
      return to - from;
    };
    await page.locator('#zoom-fit').click();
    const whole = await span();
    const at = await canvasAt(0.5);
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -800);
    await expect.poll(span).toBeLessThan(whole * 0.4);
    await page.keyboard.press('Alt+z');
    await expect.poll(span).toBeLessThan(whole * 0.2);
    const before = await view();
    await page.mouse.down();
    await page.mouse.move(at.x + 200, at.y, { steps: 5 });
    await page.mouse.up();
    expect((await view()).from).toBeLessThan(before.from);
    expect(await span()).toBeCloseTo(before.to - before.from, 3);
    await shoot('small-zoomed');
    await page.locator('#zoom-out').click();
    await page.keyboard.press('a');
    expect(await span()).toBeCloseTo(whole, 3);
  });

  test('rows are moved by dragging and removed by key', async () => {
    await page.locator('.row').nth(2).click();
    await page.locator('.row').nth(2).dragTo(page.locator('.row').nth(0));
    expect((await rowNames())[0]).toBe('top.state[2:0]');
    const count = (await rowNames()).length;
    await page.keyboard.press('Delete');
    expect(await rowNames()).toHaveLength(count - 1);
    expect((await rowNames())[0]).toBe('top.clk');
  });

  test('the view survives a reload, and can be saved to a file and loaded', async () => {
    const before = (await view()).rows;
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
    const kept = join(folder, '.small.vcd.view.json');
    await expect
      .poll(() => existsSync(kept) && JSON.parse(readFileSync(kept, 'utf8')).rows, { timeout: 20_000 })
      .toEqual(before);
    await page.reload();
    await page.waitForSelector('body[data-state=ready]');
    expect((await view()).rows).toEqual(before);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+x');
    expect((await view()).rows).toEqual([]);
    await page.locator('#file-input').setInputFiles(await saved.path());
    await expect.poll(async () => (await view()).rows).toEqual(before);
  });

  test('a save file for GTKWave holds the same rows', async () => {
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#gtkw').click()]);
    const text = readFileSync(await saved.path(), 'utf8');
    expect(text).toContain('[dumpfile] "small.vcd"');
    expect(text).toContain(
      '@28\ntop.clk\ntop.rst\ntop.u_stream.s_tvalid\ntop.u_stream.s_tready\n@22\ntop.u_stream.s_tdata[127:0]',
    );
    expect(text).toContain('@200\n-stream top.u_stream.s\n@28\ntop.u_stream.s_tvalid');
  });

  test('Escape closes the top layer only, and keys do nothing beneath one', async () => {
    const at = await canvasAt(0.4);
    await page.mouse.click(at.x, at.y);
    const before = await view();
    expect(before.cursor).toBeDefined();
    const same = async () => expect(await view()).toEqual(before);

    await page.keyboard.press('?');
    expect(await page.locator('#keys').isVisible()).toBe(true);
    await shoot('help');
    for (const key of ['a', '+', 'ArrowRight', 'Delete', 'Control+a', 'Home', 'o']) {
      await page.keyboard.press(key);
    }
    await same();
    await page.keyboard.press('Escape');
    expect(await page.locator('#keys').isVisible()).toBe(false);
    await same();
    await page.keyboard.press('?');
    await page.keyboard.press('?');
    expect(await page.locator('#keys').isVisible()).toBe(false);

    await page.locator('.row').first().click({ button: 'right' });
    const chosen = await view();
    expect(await page.locator('#menu').isVisible()).toBe(true);
    for (const key of ['a', '+', 'Delete', 'Home', '?']) {
      await page.keyboard.press(key);
    }
    expect(await view()).toEqual(chosen);
    expect(await page.locator('#keys').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.locator('#menu').isVisible()).toBe(false);
    expect(await view()).toEqual(chosen);

    await page.locator('#search').fill('clk');
    await page.keyboard.press('Escape');
    expect(await view()).toEqual(chosen);
    await page.locator('#search').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect((await view()).cursor).toBeUndefined();
  });

  test('lanes of signed integers, of any width that divides the bus', async () => {
    const row = page.locator('.row', { hasText: 's_tdata' }).first();
    const choose = async (item: string) => {
      await row.click({ button: 'right' });
      await shoot('menu');
      await page.locator('#menu div', { hasText: item }).first().click();
    };
    await page.locator('#go-to').fill('1.005us');
    await page.keyboard.press('Enter');
    await choose('int32');
    const [low] = ((await row.locator('.value').textContent()) as string).split(' ');
    expect(Number(low)).toBe(new Int32Array(Float32Array.of(50).buffer)[0]);
    page.once('dialog', (dialog) => dialog.accept('64'));
    await choose('lanes of');
    expect(((await row.locator('.value').textContent()) as string).split(' ')).toHaveLength(2);
    page.once('dialog', (dialog) => dialog.accept('7'));
    await choose('lanes of');
    expect((await view()).rows.find((each) => each.path?.endsWith('s_tdata'))?.radix).toBe('int64');
    await choose('int8');
    await shoot('int-lanes');
  });

  test('names keep their room beside a long value, and the columns can be widened', async () => {
    const name = page.locator('.row', { hasText: 's_tdata' }).first().locator('.name');
    const width = async () => (await name.boundingBox())?.width ?? 0;
    const first = await width();
    expect(await name.evaluate((span) => span.scrollWidth <= span.clientWidth)).toBe(true);
    const bar = await page.locator('#row-splitter').boundingBox();
    if (!bar) {
      throw new Error('no splitter');
    }
    await page.mouse.move(bar.x + 2, bar.y + 200);
    await page.mouse.down();
    await page.mouse.move(bar.x + 202, bar.y + 200, { steps: 4 });
    await page.mouse.up();
    expect((await page.locator('#rows').boundingBox())?.width).toBeCloseTo(580, -1);
    await shoot('widened');
    await page.locator('#row-splitter').dblclick();
    expect(await width()).toBe(first);
  });

  test('how the page was left is kept beside the dump, whatever the port', async () => {
    const copy = join(folder, 'kept.vcd');
    writeFileSync(copy, smallDump());
    const open = async (server: WavesServer) => {
      const other = await (await browser.newContext()).newPage();
      await other.goto(server.url);
      await other.waitForSelector('body[data-state=ready]');
      return other;
    };
    const second = await serveWaves(copy);
    const before = await open(second);
    expect(existsSync(join(folder, '.kept.vcd.view.json'))).toBe(false);
    await before.locator('#add').click();
    const rows = await before.locator('.row .name').allTextContents();
    expect(rows.length).toBeGreaterThan(3);
    await expect.poll(() => existsSync(join(folder, '.kept.vcd.view.json'))).toBe(true);
    await second.close();
    const third = await serveWaves(copy);
    expect(third.url).not.toBe(second.url);
    const after = await open(third);
    expect(await after.locator('.row .name').allTextContents()).toEqual(rows);
    await third.close();
    await before.context().close();
    await after.context().close();
  });

  test('a dump bit by bit is a bus; names that occur twice are two rows', async () => {
    const copy = join(folder, 'bits.vcd');
    const bits = Array.from({ length: 8 }, (_, i) => `$var wire 1 ${'abcdefgh'[i]} acc [${7 - i}] $end`);
    const twice = ['$var wire 1 x same $end', '$var wire 1 y same $end', '$var wire 1 b acc_copy $end'];
    writeFileSync(
      copy,
      [
        '$timescale 1ns $end $scope module t $end',
        ...bits,
        ...twice,
        '$upscope $end $enddefinitions $end',
        `#0 ${[...'abcdefgh'].map((code) => `0${code}`).join(' ')} 0x 1y`,
        '#100 1b 1c 1x',
        '#200 0b 1h 0y',
        '#300 1a',
        '#40 1q',
        '',
      ].join('\n'),
    );
    const other = await serveWaves(copy);
    const second = await browser.newPage({ viewport: { width: 1200, height: 500 } });
    await second.goto(other.url);
    await second.waitForSelector('body[data-state=ready]');
    expect(await second.locator('.row .name').allTextContents()).toEqual([
      't.acc[7:0]',
      't.same#1',
      't.same#2',
      't.acc_copy',
    ]);
    await second.locator('#go-to').fill('250');
    await second.keyboard.press('Enter');
    await expect.poll(() => second.locator('.row .value').allTextContents()).toEqual(['21', '1', '0', '0']);
    const status = second.locator('#status');
    expect(await status.textContent()).toContain('time goes back from 300 to 40');
    await second.locator('#status .warning').click();
    expect(await second.locator('#warning-list li').count()).toBe(2);
    if (shots) {
      await second.screenshot({ path: join(shots, 'bits-warnings.png') });
    }
    await second.keyboard.press('Escape');
    expect(await second.locator('#warnings').isVisible()).toBe(false);
    if (shots) {
      await second.screenshot({ path: join(shots, 'bits.png') });
    }
    await second.close();
    await other.close();
  });

  test('a view beside the dump is what is seen at first; one that is none is said to be none', async () => {
    const copy = join(folder, 'second.vcd');
    writeFileSync(copy, smallDump());
    const beside = join(folder, 'second.view.json');
    const rows = [
      { kind: 'comment', text: 'look here' },
      { kind: 'signal', path: 'top.u_stream.half', radix: 'fp16' },
    ];
    writeFileSync(beside, JSON.stringify({ rows, from: 0, to: 100_000 }));
    const second = await serveWaves(copy);
    const other = await browser.newPage();
    await other.goto(second.url);
    await other.waitForSelector('body[data-state=ready]');
    expect(await other.locator('.row .name').allTextContents()).toEqual(['look here', 'top.u_stream.half[15:0]']);
    await second.close();

    writeFileSync(beside, JSON.stringify({ rows: 3 }));
    const third = await serveWaves(copy);
    const fresh = await browser.newContext();
    const faulty = await fresh.newPage();
    await faulty.goto(third.url);
    await faulty.waitForSelector('body[data-state=ready]');
    expect(await faulty.locator('#status').textContent()).toContain('not a saved view: no rows');
    expect(await faulty.locator('.row .name').allTextContents()).toEqual(['top.u_stream.s']);
    await fresh.close();
    await other.close();
    await third.close();
  });

  test('a file that is no dump any more is an error on the page', async () => {
    const bad = join(folder, 'bad.vcd');
    writeFileSync(bad, smallDump());
    const other = await serveWaves(bad);
    writeFileSync(bad, 'not a dump');
    const second = await browser.newPage();
    await second.goto(other.url);
    await expect.poll(() => second.locator('#status').textContent()).toContain('VCD, byte 0: expected a declaration');
    await second.close();
    await other.close();
  });

  test('shows an FST as it shows the VCD it was made of, whatever its name', async () => {
    const fst = join(folder, 'other');
    writeFileSync(fst, encodeFst(parseVcd(smallDump())));
    const other = await serveWaves(fst);
    const tab = await browser.newPage({ viewport: { width: 1500, height: 800 } });
    try {
      await tab.goto(other.url);
      await tab.waitForSelector('body[data-state=ready]');
      expect(await tab.locator('#status').textContent()).toMatch(/10 signals.*FST.*2 µs in 401 steps/);
      await tab.locator('#search').fill('half');
      await tab.locator('#search').press('Enter');
      const box = await tab.locator('#canvas').boundingBox();
      await tab.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.5, (box?.y ?? 0) + 60);
      expect(await tab.locator('.row .name').last().textContent()).toContain('top.u_stream.half');
      await expect.poll(() => tab.locator('.row .value').last().textContent()).toMatch(/3c6[0-9a-f]/i);
    } finally {
      await tab.close();
      await other.close();
    }
  });

  describe('with a tab of its own', () => {
    const dump = join(folder, 'again.vcd');
    let other: WavesServer;
    let tab: Page;
    const cursor = () => tab.locator('#cursor-time').textContent();
    const names = () => tab.locator('.row .name').allTextContents();
    const add = async (name: string) => {
      await tab.locator('#search').fill(name);
      await tab.locator('#search').press('Enter');
      await tab.locator('#canvas').focus();
    };

    beforeAll(async () => {
      writeFileSync(dump, smallDump());
      writeFileSync(
        join(folder, 'again.labels.json'),
        JSON.stringify({ 'top.state': { 0: 'IDLE', 1: 'LOAD', 2: 'RUN' } }),
      );
      other = await serveWaves(dump);
      tab = await browser.newPage({ viewport: { width: 1500, height: 800 } });
      await tab.goto(other.url);
      await tab.waitForSelector('body[data-state=ready]');
    });
    afterAll(async () => {
      await tab.close();
      await other.close();
    });

    test('a value of the selected signal is found, forward and back, by label, number and unknown bit', async () => {
      await add('state');
      await tab.keyboard.press('v');
      await tab.keyboard.type('run');
      await tab.keyboard.press('Enter');
      await expect.poll(cursor).toBe('325 ns');
      await tab.keyboard.press('Enter');
      await expect.poll(cursor).toBe('1.125 µs');
      await tab.keyboard.press('Shift+Enter');
      await expect.poll(cursor).toBe('325 ns');
      await tab.locator('#find-value').fill('nothing');
      await tab.keyboard.press('Enter');
      expect(await tab.locator('#find-value').getAttribute('class')).toBe('missing');
      expect(await cursor()).toBe('325 ns');
      await tab.keyboard.press('Escape');
      await add('u_idle.unknown');
      await tab.locator('#find-value').fill('0x0A');
      await tab.keyboard.press('Enter');
      await expect.poll(cursor).toBe('505 ns');
      await tab.locator('#find-value').fill('x');
      await tab.keyboard.press('Enter');
      await expect.poll(cursor).toBe('1.205 µs');
      expect(await tab.locator('#find-value').getAttribute('class')).not.toBe('missing');
    });

    test('every change of the rows is undone and done again', async () => {
      const before = await names();
      await add('half');
      const added = await names();
      await tab.keyboard.press('Alt+d'); // its radix
      await tab.keyboard.press('Control+a');
      await tab.keyboard.press('Delete');
      expect(await names()).toEqual([]);
      await tab.keyboard.press('Control+z');
      expect(await names()).toEqual(added);
      expect(await tab.locator('.row .radix').last().textContent()).toBe('dec');
      await tab.keyboard.press('Control+z');
      expect(await tab.locator('.row .radix').last().textContent()).toBe('hex');
      await tab.keyboard.press('Control+z');
      expect(await names()).toEqual(before);
      await tab.keyboard.press('Control+y');
      await tab.keyboard.press('Control+Shift+Z');
      expect(await tab.locator('.row .radix').last().textContent()).toBe('dec');
      await tab.keyboard.press('Control+y');
      expect(await names()).toEqual([]);
      await tab.keyboard.press('Control+z');
    });

    test('light and dark follow the system, while the page is open', async () => {
      const brightness = () =>
        tab.evaluate(() => {
          const canvas = document.querySelector('canvas') as HTMLCanvasElement;
          const at = [canvas.width - 3, canvas.height - 3];
          const [pixel] = canvas.getContext('2d')?.getImageData(at[0], at[1], 1, 1).data ?? [];
          const [panel] =
            /\d+/.exec(getComputedStyle(document.querySelector('header') as Element).backgroundColor) ?? [];
          return [(pixel as number) > 128, Number(panel) > 128];
        });
      await tab.emulateMedia({ colorScheme: 'light' });
      await expect.poll(brightness).toEqual([true, true]);
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await tab.screenshot({ path: join(shots, 'light.png') });
      }
      await tab.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(brightness).toEqual([false, false]);
    });

    test('a dump that is written anew is read anew, and the view stays', async () => {
      const [rows, time] = [await names(), await cursor()];
      writeFileSync(dump, `${smallDump()}#4000000 1!\n`);
      await expect.poll(() => tab.locator('#status').textContent(), { timeout: 30_000 }).toMatch(/4 µs in 402 steps/);
      await expect.poll(names).toEqual(rows);
      expect(await cursor()).toBe(time);
    });
  });
});
