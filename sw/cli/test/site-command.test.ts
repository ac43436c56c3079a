import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { type FolderServer, serveFolder } from '../serve-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-site-'));
const folder = join(root, 'site');
mkdirSync(join(folder, 'below'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<title>site</title>');
writeFileSync(join(folder, 'below/index.html'), '<title>below</title>');
writeFileSync(join(folder, 'page.js'), 'export {};');
writeFileSync(join(root, 'secret.txt'), 'secret');
let server: FolderServer;
beforeAll(async () => {
  server = await serveFolder(folder, 0);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

/** The path as it is, which `fetch` would tidy. */
const get = (path: string, method = 'GET', headers = {}): Promise<{ code: number; type: string; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path, method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece) => pieces.push(piece));
      const type = response.headers['content-type'] ?? '';
      response.on('end', () => resolve({ code: response.statusCode!, type, body: Buffer.concat(pieces).toString() }));
    })
      .on('error', reject)
      .end();
  });

test('files of the folder, with their types', async () => {
  expect(await get('/')).toMatchObject({
    code: 200,
    type: expect.stringContaining('text/html'),
    body: '<title>site</title>',
  });
  expect(await get('/page.js?v=1')).toMatchObject({ code: 200, type: expect.stringContaining('text/javascript') });
  expect(await get('/below/')).toMatchObject({ code: 200, body: '<title>below</title>' });
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/below',
  '/none',
  '/%00',
  '/%zz',
])('%s is not found', async (path) => {
  expect(await get(path)).toMatchObject({ code: 404, body: 'not found\n' });
});

test('nobody else gets in: other names, as of a page that was pointed here, and other methods', async () => {
  expect(await get('/', 'GET', { host: 'evil.example' })).toMatchObject({ code: 403 });
  expect(await get('/', 'GET', { host: '127.0.0.1.evil.example' })).toMatchObject({ code: 403 });
  expect(await get('/', 'GET', { host: 'localhost:5' })).toMatchObject({ code: 200 });
  expect(await get('/', 'HEAD')).toMatchObject({ code: 200, body: '' });
  for (const method of ['POST', 'PUT', 'DELETE', 'TRACE']) {
    expect(await get('/', method)).toMatchObject({ code: 405 });
  }
});

test('without a site it says how to build one', async () => {
  expect(await macromac('site', '--folder', join(root, 'none'), '--no-open')).toEqual({
    code: 1,
    stdout: '',
    stderr: `macromac: ${join(root, 'none')}: no index.html; \`make site\` builds the site\n`,
  });
});

test('a port that is taken is named', async () => {
  const { port } = new URL(server.url);
  const { code, stderr } = await macromac('site', '--folder', folder, '--no-open', '--port', port);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(new RegExp(`^macromac: port ${port}: `)) });
});

test('it serves until it is stopped', async () => {
  const program = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'site', '--folder', folder, '--no-open', '--json']);
  try {
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    const { url } = JSON.parse(line) as { url: string };
    expect(await (await fetch(url)).text()).toBe('<title>site</title>');
  } finally {
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
  }
});
