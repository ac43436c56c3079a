import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveWaves, type WavesServer } from '../src/index.ts';
import type { View } from '../src/page/view.ts';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executable) {
  console.warn('SKIPPED: what people do with the waveform page (no Chromium: apt-get install chromium)');
}
const shots = process.env['WAVES_SCREENSHOTS'];

const LONG = `${'a_very_long_name_'.repeat(12)}end`;

/** Three scopes, a curve, a struct's fields, a bus with lanes, a name of 200 characters. */
function dump(last = 100): string {
  const lines = [
    '$timescale 1ns $end',
    '$scope module chip $end',
    ...['$var wire 1 c clk $end', '$var reg 8 w wave [7:0] $end', '$var wire 32 l lanes [31:0] $end'],
    '$scope module u_core $end',
    ...['$var reg 2 s state [1:0] $end', '$var wire 1 v out_valid $end', '$var wire 1 r out_ready $end'],
    '$scope struct request $end',
    ...['$var wire 8 a address [7:0] $end', '$var wire 1 g go $end'],
    '$upscope $end',
    '$scope module u_deep $end',
    `$var wire 4 n ${LONG} [3:0] $end`,
    '$upscope $end $upscope $end $upscope $end $enddefinitions $end',
  ];
  for (let i = 0; i <= last; i++) {
    const wave = Math.round(127 * Math.sin(i / 8)) & 255;
    const bits = (value: number) => value.toString(2);
    lines.push(`#${i * 10}`, '1c', `b${bits(wave)} w`, `b${bits((i * 0x01020304) >>> 0)} l`);
    lines.push(`b${bits((i >> 3) & 3)} s`, `${i % 4 < 2 ? 1 : 0}v`, `${i % 3 ? 1 : 0}r`);
    lines.push(`b${bits(i)} a`, `${i % 16 === 15 ? 1 : 0}g`, `b${bits(i & 15)} n`, `#${i * 10 + 5}`, '0c');
  }
  return `${lines.join('\n')}\n`;
}

const VERILOG = `// generated
module chip (
  input  wire       clk,
  output wire [7:0] wave
);
  wire [31:0] lanes;
  core_t4 u_core (
    .clk (clk)
  );
endmodule
`;
const CORE = `module core_t4 (
  input  wire       clk
);
  reg  [1:0] state;
  wire       out_valid;
endmodule
`;
const TYPESCRIPT = `// The source that the Verilog is generated from.
export const Core = () =>
  module('core_t4', {}, () => {
    const { state } = regs({ state: uint(2, 0) });
    const { valid } = wires({ valid: bool() });
  });
`;

describe.skipIf(!executable)('what people do with a waveform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waves-tasks-'));
  const file = join(folder, 'chip.vcd');
  let server: WavesServer;
  let browser: Browser;
  let page: Page;
  let answers: string[] = [];
  const complaints: string[] = [];

  const view = () => page.evaluate(() => (window as unknown as { waves: { view(): View } }).waves.view());
  const names = () => page.locator('.row .name').allTextContents();
  const row = (text: string) => page.locator('.row', { hasText: text }).first();
  const scope = (name: string) => page.locator(`.scope[data-path="${name}"]`);
  const shoot = async (name: string) => {
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `task-${name}.png`) });
    }
  };
  const choose = async (text: string, ...items: string[]) => {
    await row(text).click({ button: 'right' });
    for (const item of items) {
      await page.locator('#menu div', { hasText: item }).first().click();
    }
  };
  const pointAt = async (time: number, y = 40) => {
    const box = (await page.locator('#canvas').boundingBox()) as { x: number; y: number; width: number };
    const { from, to } = await view();
    return { x: box.x + (box.width * (time - from)) / (to - from), y: box.y + y };
  };
  const click = async (time: number, modifier?: 'Shift') => {
    const { x, y } = await pointAt(time);
    if (modifier) {
      await page.keyboard.down(modifier);
    }
    await page.mouse.click(x, y);
    if (modifier) {
      await page.keyboard.up(modifier);
    }
  };
  const open = async () => {
    page = await browser.newPage({ viewport: { width: 1400, height: 760 }, acceptDownloads: true });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('dialog', (dialog) => dialog.accept(answers.shift() ?? ''));
    await page.goto(server.url);
    await page.waitForSelector('body[data-state=ready]');
  };
  const clear = async () => {
    await page.locator('#canvas').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('a');
  };

  beforeAll(async () => {
    writeFileSync(file, dump());
    writeFileSync(join(folder, 'chip.v'), VERILOG);
    writeFileSync(join(folder, 'core.v'), CORE);
    writeFileSync(join(folder, 'core.ts'), TYPESCRIPT);
    const files = {
      'core.v': [
        [1, 0, 2],
        [4, 0, 4],
        [5, 0, 5],
      ],
    }; // prettier-ignore
    writeFileSync(join(folder, 'lines.json'), JSON.stringify({ version: 1, sources: ['core.ts'], files }));
    server = await serveWaves(file, { sourceRoot: folder });
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    await open();
    await clear();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
    expect(complaints).toEqual([]);
  });

  test('1 find a signal: words, a glob, an expression, a kind', async () => {
    const found = async (text: string) => {
      await page.locator('#search').fill(text);
      return (await page.locator('#signals .name').allTextContents()).map((name) => name.split('.').pop());
    };
    expect(await found('core valid')).toEqual(['out_valid']);
    expect(await found('out_*')).toEqual(['out_valid', 'out_ready']);
    expect(await found('/u_core\\.(state|out_r.*)$/')).toEqual(['state', 'out_ready']);
    expect(await found(':reg')).toEqual(['wave', 'state']);
    expect(await found('/(/')).toEqual([]);
    expect(await page.locator('#search').getAttribute('class')).toContain('missing');
    await page.locator('#search').fill('');
  });

  test('2 add a scope with all below it, as groups, and fold them', async () => {
    await scope('chip').click({ button: 'right' });
    await page.locator('#menu div', { hasText: 'with all below' }).click();
    expect(await names()).toEqual(['▾chip', 'chip.clk', 'chip.wave[7:0]', 'chip.lanes[31:0]', '▸u_core']);
    await row('u_core').locator('.twist').click();
    expect((await names()).slice(4)).toEqual([
      ...['▾u_core', 'chip.u_core.state[1:0]', 'chip.u_core.out_valid', 'chip.u_core.out_ready'],
      ...['▸request', '▸u_deep'],
    ]);
    await row('request').locator('.twist').click();
    expect(await names()).toContain('chip.u_core.request.address[7:0]'); // fields of a struct
    await shoot('groups');
    await row('▾u_core').locator('.twist').click();
    expect(await names()).toHaveLength(5);
  });

  test('3 undo and redo', async () => {
    await row('▾chip').click();
    await page.keyboard.press('Delete');
    expect(await names()).toEqual([]);
    await page.keyboard.press('Control+z');
    expect(await names()).toHaveLength(5);
    await page.keyboard.press('Control+y');
    expect(await names()).toEqual([]);
  });

  test('4 add by dragging out of the list', async () => {
    await scope('chip').click();
    await page.locator('#signals .signal', { hasText: 'wave' }).dragTo(page.locator('#canvas'));
    await page.locator('#signals .signal', { hasText: 'lanes' }).dragTo(page.locator('#rows'));
    expect(await names()).toEqual(['chip.wave[7:0]', 'chip.lanes[31:0]']);
  });

  test('5 a radix: lanes of integers', async () => {
    await choose('lanes', 'int8');
    await click(20);
    await expect.poll(() => row('lanes').locator('.value').textContent()).toBe('8 6 4 2');
  });

  test('6 a curve', async () => {
    await choose('wave', 'signed');
    await choose('wave', 'analog …', 'lines');
    expect((await view()).rows[0]).toMatchObject({ analog: 'lines', height: 4, radix: 'signed' });
    expect((await row('wave').boundingBox())?.height).toBe(104);
    await shoot('analog');
  });

  test('7 a colour and a height', async () => {
    await choose('lanes', 'colour …', 'amber');
    await choose('lanes', 'height …', 'two rows');
    expect((await view()).rows[1]).toMatchObject({ colour: 'amber', height: 2 });
    await shoot('colour');
  });

  test('8 a group of rows, renamed and taken apart', async () => {
    await row('wave').click();
    await row('lanes').click({ modifiers: ['Shift'] });
    answers = ['data'];
    await page.keyboard.press('g');
    expect(await names()).toEqual(['▾data', 'chip.wave[7:0]', 'chip.lanes[31:0]']);
    answers = ['numbers'];
    await choose('data', 'rename …');
    expect((await names())[0]).toBe('▾numbers');
    await choose('numbers', 'ungroup');
    expect((await view()).rows.map(({ depth }) => depth ?? 0)).toEqual([0, 0]);
  });

  test('9 another order by dragging', async () => {
    await row('lanes').click();
    await row('lanes').dragTo(row('wave'));
    expect(await names()).toEqual(['chip.lanes[31:0]', 'chip.wave[7:0]']);
  });

  test('10 measure a time, and its frequency', async () => {
    await click(100);
    await click(300, 'Shift');
    const { cursor, base } = await view();
    expect([cursor, base]).toEqual([100, 300]);
    expect(await page.locator('#difference').textContent()).toBe('-200 ns');
    expect(await page.locator('#frequency').textContent()).toBe('5 MHz');
  });

  test('11 named markers', async () => {
    answers = ['start'];
    await page.keyboard.press('n');
    await click(500);
    answers = ['b'];
    await page.keyboard.press('n');
    expect((await view()).markers).toEqual([
      { name: 'start', time: 100 },
      { name: 'b', time: 500 },
    ]);
    await page.locator('button.marker', { hasText: 'start' }).click();
    expect((await view()).cursor).toBe(100);
    await page.locator('button.marker', { hasText: 'b' }).click({ button: 'right' });
    await page.locator('#menu div', { hasText: 'remove' }).click();
    expect(await page.locator('button.marker').allTextContents()).toEqual(['start']);
    await shoot('markers');
  });

  test('12 zoom to a stretch, pan, see everything', async () => {
    const a = await pointAt(200);
    const b = await pointAt(300);
    await page.keyboard.down('Shift');
    await page.mouse.move(a.x, a.y);
    await page.mouse.down();
    await page.mouse.move(b.x, b.y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const zoomed = await view();
    expect(zoomed.from).toBeGreaterThan(190);
    expect(zoomed.to).toBeLessThan(310);
    await page.keyboard.press(']');
    expect((await view()).from).toBeGreaterThan(zoomed.from);
    await page.locator('#zoom-fit').click();
    expect((await view()).to).toBeGreaterThan(1000);
  });

  test('13 the next edge, and the next time of a value', async () => {
    await page.locator('#search').fill('u_core.state');
    await page.keyboard.press('Enter');
    await page.locator('#search').fill('');
    await row('state').click();
    await page.locator('#to-start').click();
    await page.keyboard.press('ArrowRight');
    const first = (await view()).cursor as number;
    await page.keyboard.press('v');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    const found = (await view()).cursor as number;
    expect([first % 80, found % 320]).toEqual([0, 240]);
    await page.keyboard.press('Escape');
  });

  test('14 F shows the line of TypeScript, and the Verilog', async () => {
    await row('state').click();
    await page.keyboard.press('f');
    await page.waitForSelector('#source[open]');
    expect(await page.locator('#source-title').textContent()).toBe('state: core.ts:4');
    expect(await page.locator('#source-text .here').textContent()).toContain('state: uint(2, 0)');
    expect(await page.locator('#verilog-text .here').textContent()).toContain('reg  [1:0] state;');
    await shoot('source');
  });

  test('15 Escape closes the top layer, and only it', async () => {
    const { cursor } = await view();
    await page.keyboard.press('Escape');
    expect(await page.locator('#source[open]').count()).toBe(0);
    await row('state').click({ button: 'right' });
    await page.keyboard.press('Escape');
    expect(await page.locator('#menu').isHidden()).toBe(true);
    expect((await view()).cursor).toBe(cursor);
    await page.keyboard.press('Escape');
    expect((await view()).cursor).toBeUndefined();
  });

  test('16 streams with their shares', async () => {
    await scope('chip').click();
    await page.locator('#add-streams').click();
    expect(await row('chip.u_core.out').locator('.value').textContent()).toMatch(/\d+(\.\d)?% ▮ .*✕ .*○/);
    await shoot('stream');
  });

  test('17 save and load; a save file for GTKWave has the groups', async () => {
    await row('state').click();
    answers = ['control'];
    await page.keyboard.press('g');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
    const text = readFileSync((await saved.path()) as string, 'utf8');
    const before = await names();
    const [gtkw] = await Promise.all([page.waitForEvent('download'), page.locator('#gtkw').click()]);
    const lines = readFileSync((await gtkw.path()) as string, 'utf8').split('\n');
    expect(lines.slice(lines.indexOf('@800200'))).toEqual(expect.arrayContaining(['-control', '@1000200']));
    await clear();
    await page
      .locator('#file-input')
      .setInputFiles({ name: 'v.json', mimeType: 'text/json', buffer: Buffer.from(text) });
    await expect.poll(names).toEqual(before);
  });

  test('18 a name of 200 characters: its end is seen, and the panel is widened', async () => {
    await page.locator('#search').fill('very_long');
    await page.keyboard.press('Enter');
    await page.locator('#search').fill('');
    const width = async () => (await page.locator('#rows').boundingBox())?.width ?? 0;
    const before = await width();
    const bar = (await page.locator('#row-splitter').boundingBox()) as { x: number; y: number };
    await page.mouse.move(bar.x + 2, bar.y + 200);
    await page.mouse.down();
    await page.mouse.move(bar.x + 202, bar.y + 200, { steps: 4 });
    await page.mouse.up();
    expect((await width()) - before).toBeGreaterThan(150);
    expect(await row('a_very_long').getAttribute('title')).toContain('end[3:0]');
    await shoot('long');
    await page.locator('#row-splitter').dblclick();
  });

  test('19 the view outlives a new run and another server', async () => {
    const before = await names();
    await page.waitForTimeout(500);
    await page.close();
    await server.close();
    writeFileSync(file, dump(200));
    server = await serveWaves(file, { sourceRoot: folder });
    await open();
    expect(await names()).toEqual(before);
    expect(await page.locator('#status').textContent()).toContain('2.005 µs');
    expect((await view()).markers).toEqual([{ name: 'start', time: 100 }]);
  });

  test('20 light, dark, and a small window', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await shoot(colorScheme);
    }
    await page.setViewportSize({ width: 700, height: 400 });
    const canvas = await page.locator('#canvas').boundingBox();
    expect(canvas?.width).toBeGreaterThan(100);
    const times = await page.locator('#times').boundingBox();
    expect((times?.x ?? 0) + (times?.width ?? 0)).toBeLessThanOrEqual(700);
    await shoot('small');
  });

  /** Opens another dump in the page. */
  const openOther = async (name: string, text: string) => {
    await page.close();
    await server.close();
    writeFileSync(join(folder, name), text);
    server = await serveWaves(join(folder, name));
    await open();
  };

  test('21 ten thousand signals: found while typing; the list says how many it shows', async () => {
    const variables = Array.from({ length: 10_468 }, (_, i) => `$var wire 8 c${i} sig_${i} [7:0] $end`);
    const body = variables.map((_, i) => `b${(i & 255).toString(2)} c${i}`).join('\n');
    await openOther(
      'many.vcd',
      `$timescale 1ns $end $scope module t $end\n${variables.join('\n')}\n$upscope $end $enddefinitions $end\n#0\n${body}\n#9\n`,
    );
    await page.locator('#search').fill('sig');
    expect(await page.locator('#signal-count').textContent()).toBe('10,468 signals, 1,000 listed');
    await page.locator('#search').fill('sig_10467');
    expect(await page.locator('#signals .name').allTextContents()).toEqual(['t.sig_10467']);
    await page.keyboard.press('Enter');
    await page.locator('#search').fill('');
    await click(5);
    await expect.poll(() => row('sig_10467').locator('.value').textContent()).toBe('e3');
    await shoot('many');
  });

  test('22 femtoseconds up to 2,000 seconds: the axis, the marker and every edge', async () => {
    const times = Array.from({ length: 12 }, (_, i) => BigInt(i) * 181_818_181_818_181_819n);
    const body = times.map((time, i) => `#${time} ${i % 2}!`).join('\n');
    await openOther('huge.vcd', `$timescale 1fs $end $var wire 1 ! a $end $enddefinitions $end\n${body}\n`);
    await page.locator('#signals .signal').dblclick();
    await row('a').click();
    expect(await page.locator('#status').textContent()).toContain('2000 s in 12 steps');
    await page.locator('#to-start').click();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('ArrowRight');
      expect((await view()).cursor).toBe(Number(times[i]));
    }
    for (let i = 10; i >= 0; i--) {
      await page.keyboard.press('ArrowLeft');
    }
    expect((await view()).cursor).toBe(0);
    await shoot('huge');
  });
});
