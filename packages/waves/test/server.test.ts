import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveWaves, type WavesServer } from '../src/index.ts';
import { smallDump } from './dumps.ts';

const folder = mkdtempSync(join(tmpdir(), 'waves-server-'));
const file = join(folder, 'run.vcd');
let server: WavesServer;
let port: number;

beforeAll(async () => {
  writeFileSync(file, smallDump());
  server = await serveWaves(file);
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Sends bytes over a socket of its own and gives all that comes back. */
const raw = (bytes: string): Promise<string> =>
  new Promise((done) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(20_000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => done(answer));
  });
/** A request line with the headers given, closed after the answer. */
const ask = (line: string, ...headers: string[]) =>
  raw(
    `${[line, ...(headers.length ? headers : [`Host: localhost:${port}`]), 'Connection: close'].join('\r\n')}\r\n\r\n`,
  );
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);
const stillServes = async () => expect(statusOf(await ask('GET / HTTP/1.1'))).toBe(200);

describe('who may ask', () => {
  test('this machine by its names and the port, in any case', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
      expect(statusOf(await ask('GET /info HTTP/1.1', `Host: ${host}:${port}`)), host).toBe(200);
    }
  });

  test.each([
    'evil.example',
    'localhost',
    'localhost:1',
    '127.0.0.1.evil.example',
    'localhost.',
    '',
    '127.1',
    '0.0.0.0',
    '::1',
  ])('not as %j', async (host) => {
    const name = host.includes(':') || host === 'localhost' ? host : `${host}:${port}`;
    const answer = await ask('GET /info HTTP/1.1', `Host: ${name}`);
    expect(statusOf(answer)).toBe(403);
    expect(answer).not.toContain('"labels"');
  });

  test('not without a name, nor with two', async () => {
    expect(statusOf(await ask('GET /info HTTP/1.0', 'X: 1'))).toBe(403);
    expect(statusOf(await ask('GET /info HTTP/1.1', 'X: 1'))).toBe(400);
    const two = await ask('GET /info HTTP/1.1', 'Host: evil.example', `Host: localhost:${port}`);
    expect(statusOf(two)).toBeGreaterThanOrEqual(400);
  });

  test('not from a page of another origin', async () => {
    const host = `Host: localhost:${port}`;
    for (const origin of [
      'http://evil.example',
      'null',
      `https://localhost:${port}`,
      'http://localhost:1',
      'http://localhost',
    ]) {
      expect(statusOf(await ask('GET /dump HTTP/1.1', host, `Origin: ${origin}`)), origin).toBe(403);
    }
    expect(statusOf(await ask('GET /dump HTTP/1.1', host, `Origin: http://localhost:${port}`))).toBe(200);
  });
});

describe('what is answered', () => {
  test('only GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await ask(`${method} / HTTP/1.1`);
      expect(statusOf(answer), method).toBe(405);
      expect(answer).toMatch(/^allow: GET, HEAD\r$/im);
    }
    for (const path of ['/', '/info', '/dump', '/app.js']) {
      const answer = await ask(`HEAD ${path} HTTP/1.1`);
      expect([path, statusOf(answer), bodyOf(answer)]).toEqual([path, 200, '']);
    }
  });

  test('PUT only of a view, from the page itself', async () => {
    const put = (path: string, body: string, ...headers: string[]) =>
      raw(
        `${[`PUT ${path} HTTP/1.1`, `Host: localhost:${port}`, ...headers, `Content-Length: ${body.length}`, 'Connection: close'].join('\r\n')}` +
          `\r\n\r\n${body}`,
      );
    const own = `Origin: http://localhost:${port}`;
    const good = JSON.stringify({ rows: [{ kind: 'signal', path: 'top.clk', radix: 'bin' }], from: 0, to: 5 });
    expect(statusOf(await put('/view', good))).toBe(405);
    expect(statusOf(await put('/view', good, 'Origin: http://evil.example'))).toBe(403);
    expect(statusOf(await put('/dump', good, own))).toBe(405);
    expect(statusOf(await put('/view', '{"rows":3}', own))).toBe(400);
    expect(statusOf(await put('/view', 'no JSON', own))).toBe(400);
    expect(statusOf(await put('/view', `"${'x'.repeat(2 << 20)}"`, own))).toBe(413);
    expect(existsSync(join(folder, '.run.vcd.view.json'))).toBe(false);
    expect(statusOf(await put('/view', good, own))).toBe(204);
    expect(readFileSync(join(folder, '.run.vcd.view.json'), 'utf8')).toBe(good);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    rmSync(join(folder, '.run.vcd.view.json'));
    mkdirSync(join(folder, '.run.vcd.view.json'));
    expect(statusOf(await put('/view', good, own))).toBe(409);
    rmSync(join(folder, '.run.vcd.view.json'), { recursive: true });
    await stillServes();
  });

  test('every answer has the headers that keep others out', async () => {
    for (const path of ['/', '/info', '/dump', '/app.js', '/nothing']) {
      const answer = await ask(`GET ${path} HTTP/1.1`);
      expect(answer, path).toMatch(/^content-security-policy: .*default-src 'none'.*frame-ancestors 'none'\r$/im);
      expect(answer, path).toMatch(/^x-content-type-options: nosniff\r$/im);
      expect(answer, path).toMatch(/^cross-origin-resource-policy: same-origin\r$/im);
    }
  });

  test('never where the dump lies', async () => {
    for (const path of ['/', '/info', '/nothing', '/app.js', '//', '/view']) {
      expect(await ask(`GET ${path} HTTP/1.1`), path).not.toContain(folder);
    }
  });
});

describe('no request ends it', () => {
  test.each([
    ['GET // HTTP/1.1', 404],
    ['GET //evil.example/dump HTTP/1.1', 404],
    ['GET /../../etc/passwd HTTP/1.1', 404],
    ['GET /%2e%2e/%00 HTTP/1.1', 404],
    ['GET /% HTTP/1.1', 404],
    ['GET /\\ HTTP/1.1', 404],
    ['GET /__proto__ HTTP/1.1', 404],
    ['GET /[::1 HTTP/1.1', 404],
    ['GET http:// HTTP/1.1', 400],
    ['GET http://localhost/dump HTTP/1.1', 400],
    ['GET * HTTP/1.1', 400],
    ['GET ?x HTTP/1.1', 400],
    ['GET /?%zz HTTP/1.1', 200],
    ['GET /index.html#x HTTP/1.1', 200],
    ['nonsense', 400],
    ['GET / HTTP/9.9', 400],
  ])('%s', async (line, status) => {
    const answer = await ask(line);
    expect(statusOf(answer)).toBe(status);
    if (status === 404) {
      expect(bodyOf(answer)).toMatch(/^[a-z].*\n$/);
    }
    await stillServes();
  });

  test('a long path, and one that is too long', async () => {
    expect(statusOf(await ask(`GET /${'a'.repeat(8000)} HTTP/1.1`))).toBe(404);
    expect(statusOf(await ask(`GET /${'a'.repeat(40_000)} HTTP/1.1`))).toBe(431);
    await stillServes();
  });

  test('CONNECT, an upgrade, expectations, bodies and broken ones', async () => {
    const host = `Host: localhost:${port}`;
    await raw(`CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`);
    await raw(`GET / HTTP/1.1\r\n${host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`);
    await raw(`GET / HTTP/1.1\r\n${host}\r\nExpect: wonders\r\nConnection: close\r\n\r\n`);
    await raw(`GET / HTTP/1.1\r\n${host}\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc`);
    await raw(`GET / HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n`);
    await raw(`GET / HTTP/1.1\r\n${host}\r\nA: \u0001\u0000\r\n\r\n`);
    await raw(
      `GET /dump HTTP/1.1\r\n${host}\r\nRange: bytes=9-1\r\nIf-None-Match: \u0001\r\nConnection: close\r\n\r\n`,
    );
    await stillServes();
  });

  test('a reader that goes away in the middle of the dump', async () => {
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET /dump HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`),
      );
      socket.once('data', () => socket.resetAndDestroy());
      socket.once('close', () => done());
    });
    await stillServes();
  });
});

describe('the dump while it is served', () => {
  const dump = () => ask('GET /dump HTTP/1.1');

  test('gone, renamed, replaced by a folder, cut, replaced by another: an answer each time, and it goes on', async () => {
    renameSync(file, `${file}.old`);
    const gone = await dump();
    expect(statusOf(gone)).toBe(404);
    expect(bodyOf(gone)).toBe('run.vcd: no such file\n');
    expect(statusOf(await ask('HEAD /dump HTTP/1.1'))).toBe(404);
    expect(statusOf(await ask('GET /info HTTP/1.1'))).toBe(200);
    mkdirSync(file);
    expect(bodyOf(await dump())).toBe('run.vcd: a folder, no dump\n');
    rmSync(file, { recursive: true });
    const packed = gzipSync(smallDump());
    for (const damaged of [
      packed.subarray(0, 500),
      packed.subarray(0, -4),
      packed.with(-7, packed[packed.length - 7] ^ 1),
    ]) {
      writeFileSync(file, damaged);
      const broken = await dump();
      expect(broken).toMatch(/^x-fault: the compressed file is damaged: .*\r$/im);
      expect(broken).toContain('$timescale 1ps $end');
    }
    writeFileSync(file, packed);
    expect(await dump()).not.toContain('x-fault');
    truncateSync(file, 0);
    expect(statusOf(await dump())).toBe(200);
    renameSync(`${file}.old`, file);
    expect(bodyOf(await dump())).toContain('$enddefinitions');
  });
});

describe('what is no dump is refused in a sentence that names it', () => {
  const cases: [string, string | Uint8Array, string][] = [
    [
      'README.md',
      '# macromac\n\ntext',
      'no waveform dump: expected a declaration such as $date or $timescale, found "# macromac"',
    ],
    ['none.vcd', '', 'the file is empty'],
    ['zip.vcd', 'PK\u0003\u0004', 'no waveform dump: expected a declaration'],
    ['a.fst', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x49, 0), 'FST: the header is missing or cut'],
    ['b.vcd', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x49, 0), 'FST: the header is missing or cut'],
    ['c.ghw', 'GHDLwave\n\u0010', 'GHW: the header is not that of a version that is read'],
    ['d.vcd.gz', gzipSync('GHDLwave\n'), 'GHW: the header is not that of a version that is read'],
    ['g.vcd', Uint8Array.of(0x13, 0x80, 0, 0), 'a dump in the format LXT2, which is not read; lxt22vcd'],
    ['e.vcd.gz', gzipSync(gzipSync(smallDump())), 'compressed twice'],
    ['f.vcd.gz', Uint8Array.of(0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9), 'the compressed file is damaged: '],
  ];
  test.each(cases)('%s', async (name, content, message) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    await expect(serveWaves(path)).rejects.toThrow(`${path}: ${message}`);
  });

  test('a folder, and what is not there', async () => {
    await expect(serveWaves(folder)).rejects.toThrow(`${folder}: a folder, no dump`);
    await expect(serveWaves(join(folder, 'no'))).rejects.toThrow('no: no such file');
  });

  test('gzip is told by its bytes, not by its name', async () => {
    const path = join(folder, 'packed.vcd');
    writeFileSync(path, gzipSync(smallDump()));
    const other = await serveWaves(path);
    expect(await (await fetch(`${other.url}dump`)).text()).toBe(smallDump());
    await other.close();
  });
});
