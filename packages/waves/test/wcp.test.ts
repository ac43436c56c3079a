import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serveWaves, type WavesServer } from '../src/index.ts';
import { smallDump } from './dumps.ts';
import { connectWcp, greetWcp, type WcpClient } from './wcp-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'waves-wcp-'));
const file = join(folder, 'run.vcd');
writeFileSync(file, smallDump());
afterAll(() => rmSync(folder, { recursive: true }));

const ACK = { type: 'response', command: 'ack' };
const NO_PAGE = /^no page is open: open http:\/\/localhost:\d+\/ in a browser$/;

describe('the server of the Waveform Control Protocol', () => {
  let server: WavesServer;
  let port: number;
  const clients: WcpClient[] = [];
  const opened = async (client: Promise<WcpClient>) => {
    clients.push(await client);
    return client;
  };

  beforeAll(async () => {
    server = await serveWaves(file, { wcp: 0 });
    port = server.wcpPort as number;
  });
  afterEach(() => {
    for (const client of clients.splice(0)) {
      client.end();
    }
  });
  afterAll(() => server?.close());

  test('answers a greeting with its version and what it can', async () => {
    const client = await opened(connectWcp(port));
    client.send({ type: 'greeting', version: '0', commands: ['waveforms_loaded'] });
    expect(await client.next()).toEqual({
      type: 'greeting',
      version: '0',
      commands: [
        'get_item_list',
        'get_item_info',
        'set_item_color',
        'add_items',
        'add_variables',
        'add_scope',
        'add_markers',
        'remove_items',
        'focus_item',
        'set_viewport_to',
        'set_viewport_range',
        'zoom_to_fit',
        'set_cursor',
        'load',
        'reload',
        'clear',
        'shutdown',
      ],
    });
  });

  test('says that no page is open yet, and where it is', async () => {
    const client = await opened(greetWcp(port));
    expect(await client.ask('get_item_list')).toEqual({
      type: 'error',
      error: 'get_item_list',
      arguments: [],
      message: expect.stringMatching(NO_PAGE),
    });
  });

  const refused: [string, string, string, RegExp | string][] = [
    ['no JSON', 'set_cursor 5', 'message', 'not JSON in UTF-8'],
    ['an empty message', '', 'message', 'not JSON in UTF-8'],
    ['no object', '[1]', 'message', 'a list: expected an object'],
    ['no type', '{}', 'message', 'type is missing, expected "greeting" or "command"'],
    ['a message for clients', '{"type":"response","command":"ack"}', 'message', /^type is "response", expected/],
    ['no command', '{"type":"command"}', 'unknown command', /^command is missing, expected one of get_item_list, /],
    ['an unknown one', '{"type":"command","command":"fly"}', 'unknown command', /^command is "fly", expected one of/],
    ['a name of Object', '{"type":"command","command":"__proto__"}', 'unknown command', /^command is "__proto__"/],
    ['a missing field', '{"type":"command","command":"set_cursor"}', 'set_cursor', /^timestamp is missing, expected a/],
    [
      'a field of another type',
      '{"type":"command","command":"remove_items","ids":["a"]}',
      'remove_items',
      'ids is a list, expected a list of ids of items, which are numbers',
    ],
    [
      'no finite time',
      '{"type":"command","command":"set_cursor","timestamp":1e999}',
      'set_cursor',
      /^timestamp is null/,
    ],
    [
      'another unit of time',
      '{"type":"command","command":"set_cursor","timestamp":1,"time_unit":"fs"}',
      'set_cursor',
      'time_unit is "fs": times are in units of the dump’s timescale',
    ],
    [
      'another viewport',
      '{"type":"command","command":"zoom_to_fit","viewport_idx":1}',
      'zoom_to_fit',
      'viewport_idx is 1, expected 0, the only viewport, or nothing',
    ],
    ['nesting without end', '['.repeat(900_000), 'message', 'not JSON in UTF-8'],
    [
      'another dump',
      '{"type":"command","command":"load","source":"other.vcd"}',
      'load',
      /^this session shows .*run\.vcd; another dump is opened by another one$/,
    ],
  ];
  test.each(refused)('%s gets an error, and the connection goes on', async (_, text, error, message) => {
    const client = await opened(greetWcp(port));
    client.send(`${text}\0`);
    expect(await client.next()).toMatchObject({
      type: 'error',
      error,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(await client.ask('get_item_list')).toMatchObject({ message: expect.stringMatching(NO_PAGE) });
  });

  test('bytes that are no UTF-8 get an error', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end(Buffer.concat([Buffer.from('{"type":"greeting","version":"0","commands":["'), Buffer.of(0xff, 0)]));
    const answer: Buffer[] = [];
    for await (const chunk of socket) {
      answer.push(chunk);
    }
    expect(Buffer.concat(answer).toString()).toContain('not JSON in UTF-8');
  });

  test('messages may come in pieces, and several at once; all are answered before the connection ends', async () => {
    const client = await opened(connectWcp(port));
    const greeting = '{"type":"greeting","version":"0","commands":[]}\0';
    for (const piece of greeting.match(/.{1,7}/gs) as string[]) {
      client.send(piece);
      await new Promise((done) => setTimeout(done, 2));
    }
    expect(await client.next()).toMatchObject({ type: 'greeting' });
    client.send('{"type":"command","command":"get_item_list"}\0{"type":"command","command":"clear"}\0');
    client.end();
    expect((await client.closed).map(({ error }) => error)).toEqual(['get_item_list', 'clear']);
  });

  test.each([
    ['a command before the greeting', '{"type":"command","command":"clear"}\0', /^a client greets before/],
    [
      'a greeting of another version',
      '{"type":"greeting","version":"1","commands":[]}\0',
      /^version "1": expected "0"/,
    ],
    ['a greeting without events', '{"type":"greeting","version":"0"}\0', /^commands is missing/],
    [
      'a request that a web page makes the browser send, with messages in its body',
      'POST / HTTP/1.1\r\nHost: localhost\r\n\r\n\0{"type":"greeting","version":"0","commands":[]}\0{"type":"command","command":"clear"}\0',
      /^not JSON/,
    ],
  ])('%s ends the connection', async (_, bytes, message) => {
    const client = await opened(connectWcp(port));
    client.send(bytes);
    expect(await client.closed).toEqual([
      { type: 'error', error: expect.any(String), arguments: [], message: expect.stringMatching(message) },
    ]);
  });

  test('a message that is too long ends the connection of its client alone', async () => {
    const other = await opened(greetWcp(port));
    const client = await opened(greetWcp(port));
    client.send('x'.repeat(3 << 20));
    expect(await client.next()).toMatchObject({
      type: 'error',
      message: expect.stringMatching(/^more than 1048576 bytes/),
    });
    await client.closed;
    expect(await other.ask('clear')).toMatchObject({ error: 'clear' });
  });

  test('a client that resets its connection ends nothing', async () => {
    for (let i = 0; i < 5; i++) {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('{"type":"greeting","version":"0","commands":[]}\0'.repeat(20));
        socket.resetAndDestroy();
      });
      socket.on('error', () => {});
      await new Promise((done) => socket.once('close', done));
    }
    const client = await opened(greetWcp(port));
    expect(await client.ask('clear')).toMatchObject({ error: 'clear' });
  });

  test('shutdown ends the session of its client, and nothing else', async () => {
    const [client, other] = [await opened(greetWcp(port)), await opened(greetWcp(port))];
    expect(await client.ask('shutdown')).toEqual(ACK);
    await client.closed;
    expect(await other.ask('clear')).toMatchObject({ error: 'clear' });
    expect((await fetch(`${server.url}info`)).status).toBe(200);
  });

  test('nobody listens without being asked to, nor on a port that another has', async () => {
    const plain = await serveWaves(file);
    expect(plain.wcpPort).toBeUndefined();
    expect((await (await fetch(`${plain.url}info`)).json()).wcp).toBeUndefined();
    await plain.close();
    await expect(serveWaves(file, { wcp: port })).rejects.toThrow(`port ${port}: another program listens there`);
  });

  test('the page’s end is only for who could read where it is, and from no other site', async () => {
    const { path } = (await (await fetch(`${server.url}info`)).json()).wcp;
    const own = { origin: new URL(server.url).origin };
    const status = async (at: string, init: RequestInit) => (await fetch(server.url + at, init)).status;
    const post = (at: string, headers: Record<string, string>, body = '{}') =>
      status(at, { method: 'POST', headers, body });
    expect(await status('wcp/', {})).toBe(404);
    expect(await status(`wcp/${'0'.repeat(32)}/a`, {})).toBe(404);
    expect(await status(`${path}A`, {})).toBe(404);
    expect(await status(`${path}a`, { headers: { origin: 'http://evil.example' } })).toBe(403);
    expect(await post(`wcp/${'0'.repeat(32)}/a`, own)).toBe(405);
    expect(await post(`${path}a`, {})).toBe(405);
    expect(await post(`${path}a`, { origin: 'http://evil.example' })).toBe(403);
    for (const body of ['no JSON', '3', 'null', '{"id":"1"}', '{"event":{"event":"fly"}}', '{"result":1}']) {
      expect(await post(`${path}a`, own, body), body).toBe(400);
    }
    expect(await post(`${path}a`, own, '{"id":99}')).toBe(204);
    expect(await post(`${path}a`, own, `"${'x'.repeat(17 << 20)}"`)).toBe(413);
  });
});

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executable) {
  console.warn('SKIPPED: the remote control of the waveform page (no Chromium: apt-get install chromium)');
}

/** The part of `window.waves` the tests use. */
interface PageWaves {
  view(): { rows: { path?: string; colour?: string }[]; from: number; to: number; cursor?: number; selected: number[] };
}

describe.skipIf(!executable)('clients of the Waveform Control Protocol and the page', () => {
  let server: WavesServer;
  let browser: Browser;
  let page: Page;
  let client: WcpClient;
  const view = () => page.evaluate(() => (window as unknown as { waves: PageWaves }).waves.view());
  const rowNames = () => page.locator('.row .name').allTextContents();
  const idsOf = async (answer: Promise<unknown>) => ((await answer) as { ids: number[] }).ids;

  beforeAll(async () => {
    writeFileSync(join(folder, 'top.v'), 'module top(input clk, input rst);\n  reg [2:0] state;\nendmodule\n');
    server = await serveWaves(file, { wcp: 0 });
    client = await greetWcp(server.wcpPort as number, 'waveforms_loaded', 'goto_declaration', 'cursor_set');
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1500, height: 800 } });
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(server.url);
  });
  afterAll(async () => {
    client?.end();
    await browser?.close();
    await server?.close();
  });

  test('a client that waits is told when the page has read the dump', async () => {
    expect(await client.event('waveforms_loaded')).toEqual({ source: file });
  });

  test('what is shown is listed, and cleared', async () => {
    const [id, ...more] = await idsOf(client.ask('get_item_list'));
    expect(more).toEqual([]);
    expect(await client.ask('get_item_info', { ids: [id] })).toEqual({
      type: 'response',
      command: 'get_item_info',
      results: [{ name: 'top.u_stream.s', type: 'Stream', id }],
    });
    expect(await client.ask('clear')).toEqual(ACK);
    expect(await rowNames()).toEqual([]);
    expect(await client.ask('get_item_info', { ids: [id] })).toMatchObject({
      type: 'error',
      error: 'get_item_info',
      message: `no item has the id ${id}`,
    });
  });

  test('variables, scopes and both are added; names that stand for nothing are told', async () => {
    const first = await client.ask('add_variables', { variables: ['top.clk', 'top.none', 'top.state[2:0]'] });
    expect(first).toEqual({
      type: 'response',
      command: 'add_variables',
      ids: [expect.any(Number), expect.any(Number)],
      not_found: ['top.none'],
    });
    expect(await rowNames()).toEqual(['top.clk', 'top.state[2:0]']);
    const second = await idsOf(client.ask('add_scope', { scope: 'top', recursive: false }));
    expect(second).toHaveLength(3);
    const third = await idsOf(client.ask('add_scope', { scope: 'top', recursive: true }));
    expect(third).toHaveLength(10);
    const fourth = await idsOf(client.ask('add_items', { items: ['top.u_idle', 'top.rst'] }));
    expect(fourth).toHaveLength(3);
    expect((await rowNames()).slice(-3)).toEqual(['top.u_idle.unknown[7:0]', 'top.u_idle.s_tvalid', 'top.rst']);
    const all = await idsOf(client.ask('get_item_list'));
    expect(all).toEqual([...((first['ids'] as number[]) ?? []), ...second, ...third, ...fourth]);
    expect(new Set(all).size).toBe(18);
    for (const [command, fields] of [
      ['add_variables', { variables: ['top.none'] }],
      ['add_scope', { scope: 'top.none' }],
      ['add_items', { items: ['top.none'], recursive: true }],
    ] as const) {
      expect(await client.ask(command, fields)).toMatchObject({
        type: 'error',
        error: command,
        message: 'top.none is not in this dump',
      });
    }
    expect(await client.ask('add_variables', { variables: [] })).toMatchObject({ ids: [] });
  });

  test('items are removed, coloured and focused by their ids, which outlive what a person does to the rows', async () => {
    await client.ask('clear');
    const [clk, rst, state] = await idsOf(
      client.ask('add_variables', { variables: ['top.clk', 'top.rst', 'top.state'] }),
    );
    expect(await client.ask('focus_item', { id: clk })).toEqual(ACK);
    await page.keyboard.press('Delete');
    expect(await idsOf(client.ask('get_item_list'))).toEqual([rst, state]);
    await page.keyboard.press('Control+z');
    expect(await idsOf(client.ask('get_item_list'))).toEqual([clk, rst, state]);
    expect(await client.ask('remove_items', { ids: [rst, 999_999] })).toEqual(ACK);
    expect(await rowNames()).toEqual(['top.clk', 'top.state[2:0]']);
    expect(await client.ask('set_item_color', { id: state, color: 'Orange' })).toEqual(ACK);
    expect((await view()).rows.map(({ colour }) => colour)).toEqual([undefined, 'amber']);
    expect(await client.ask('set_item_color', { id: state, color: 'default' })).toEqual(ACK);
    expect((await view()).rows[1].colour).toBeUndefined();
    expect(await client.ask('set_item_color', { id: state, color: 'constructor' })).toMatchObject({
      type: 'error',
      message: 'no colour is called constructor; there are green, blue, amber, red, violet, grey and default',
    });
    expect(await client.ask('focus_item', { id: state })).toEqual(ACK);
    expect((await view()).selected).toEqual([1]);
    expect(await client.ask('focus_item', { id: rst })).toMatchObject({ message: `no item has the id ${rst}` });
  });

  test('the marker and the shown time are set, and the marker’s moves are told, whoever moves it', async () => {
    expect(await client.ask('set_viewport_range', { start: 200_000, end: 400_000 })).toEqual(ACK);
    expect(await view()).toMatchObject({ from: 200_000, to: 400_000 });
    expect(await client.ask('set_viewport_to', { timestamp: 1_000_000 })).toEqual(ACK);
    expect(await view()).toMatchObject({ from: 900_000, to: 1_100_000 });
    expect(await client.ask('set_viewport_range', { start: 5, end: 5 })).toMatchObject({
      message: 'from 5 to 5: expected a time and a later one',
    });
    expect(await client.ask('set_cursor', { timestamp: 1_205_000 })).toEqual(ACK);
    expect((await view()).cursor).toBe(1_205_000);
    await expect.poll(() => page.locator('#cursor-time').textContent()).toContain('1.205 µs');
    expect(await client.event('cursor_set')).toEqual({ timestamp: 1_205_000 });
    expect(await client.ask('set_cursor', { timestamp: 9e9 })).toMatchObject({
      message: 'time 9000000000: the dump is from 0 to 2000000',
    });
    await page.locator('#go-to').fill('500 ns');
    await page.keyboard.press('Enter');
    expect(await client.event('cursor_set')).toEqual({ timestamp: 500_000 });
    expect(await client.ask('zoom_to_fit', { viewport_idx: 0 })).toEqual(ACK);
    expect(await view()).toMatchObject({ from: -20_000, to: 2_020_000 });
  });

  test('named markers are items', async () => {
    const markers = [
      { time: 100_000, name: 'fault' },
      { time: 300_000, move_focus: true },
    ];
    const [fault, other] = await idsOf(client.ask('add_markers', { markers }));
    expect(await page.locator('#markers .marker').allTextContents()).toEqual(['fault', 'a']);
    expect((await view()).cursor).toBe(300_000);
    expect(await client.ask('get_item_info', { ids: [fault, other] })).toMatchObject({
      results: [
        { name: 'fault', type: 'Marker' },
        { name: 'a', type: 'Marker' },
      ],
    });
    expect((await idsOf(client.ask('get_item_list'))).slice(-2)).toEqual([fault, other]);
    expect(await client.ask('remove_items', { ids: [other] })).toEqual(ACK);
    expect(await page.locator('#markers .marker').allTextContents()).toEqual(['fault']);
    expect(await client.ask('add_markers', { items: [{ time: -1 }] })).toMatchObject({ type: 'error' });
  });

  test('F tells the clients that want to know which declaration is looked for', async () => {
    const deaf = await greetWcp(server.wcpPort as number);
    await client.ask('clear');
    const [state] = await idsOf(client.ask('add_variables', { variables: ['top.state'] }));
    await client.ask('focus_item', { id: state });
    await page.keyboard.press('f');
    expect(await client.event('goto_declaration')).toEqual({ variable: 'top.state' });
    await page.keyboard.press('Escape');
    expect(await deaf.ask('shutdown')).toEqual(ACK);
    expect(await deaf.closed).toEqual([]);
  });

  test('two clients see the same page, each gets its own answers', async () => {
    const other = await greetWcp(server.wcpPort as number);
    await client.ask('clear');
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        idsOf((i % 2 ? client : other).ask('add_variables', { variables: ['top.clk', 'top.rst'].slice(i % 2) })),
      ),
    );
    expect(added.map((ids) => ids.length)).toEqual(Array.from({ length: 20 }, (_, i) => 2 - (i % 2)));
    const all = await idsOf(client.ask('get_item_list'));
    expect([...all].sort()).toEqual(added.flat().sort());
    expect(await idsOf(other.ask('get_item_list'))).toEqual(all);
    other.end();
  });

  test('the dump is read anew when asked for, by name too; commands wait until it is there, and ids stay', async () => {
    await client.ask('clear');
    const [, rst] = await idsOf(client.ask('add_variables', { variables: ['top.clk', 'top.rst'] }));
    for (const [command, fields] of [
      ['reload', {}],
      ['load', { source: file }],
    ] as const) {
      expect(await client.ask(command, fields)).toEqual(ACK);
      expect(await client.ask('get_item_info', { ids: [rst] })).toMatchObject({
        results: [{ name: 'top.rst', type: 'Variable', id: rst }],
      });
      expect(await client.event('waveforms_loaded')).toEqual({ source: file });
    }
    const [next] = await idsOf(client.ask('add_variables', { variables: ['top.clk'] }));
    expect(next).toBeGreaterThan(rst);
  });

  test('of two pages the last one opened is asked; when it is closed, the one before', async () => {
    const second = await browser.newPage();
    await second.goto(server.url);
    expect(await client.event('waveforms_loaded')).toEqual({ source: file });
    await client.ask('clear');
    await expect.poll(() => second.locator('.row').count()).toBe(0);
    await expect.poll(() => page.locator('.row').count()).toBeGreaterThan(0);
    await second.close();
    await expect
      .poll(async () => ((await client.ask('get_item_list'))['ids'] as number[] | undefined)?.length)
      .toBe(await page.locator('.row').count());
  });

  test('when the page is closed, clients are told so', async () => {
    await page.close();
    await expect.poll(async () => (await client.ask('get_item_list'))['message']).toMatch(NO_PAGE);
  });
});
