import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { DATA, type DataFile, type DataSet } from '../catalogue.ts';
import { obtain } from '../obtain.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-data-'));
const TEXT = 'a line\n\nanother\n';
const MADE = 'A LINE\n\nANOTHER\n';
const answers = new Map<string, { status?: number; body: Uint8Array }>();
let server: Server;
let origin: string;
let folders = 0;
const fresh = () => join(root, `out-${folders++}`);

beforeAll(async () => {
  const bytes = new TextEncoder().encode(TEXT);
  answers.set('/text', { body: bytes });
  answers.set('/set.zip', { body: zipSync({ 'set/text': bytes, 'set/other': new Uint8Array(3) }) });
  answers.set('/not.zip', { body: bytes });
  answers.set('/wrong', { body: new TextEncoder().encode('something else') });
  answers.set('/gone', { status: 404, body: new Uint8Array() });
  server = createServer(({ url = '' }, response) => {
    const { status = 200, body } = answers.get(url) ?? { status: 404, body: new Uint8Array() };
    response.writeHead(status, { 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

const file = (name: string, text: string, more: Partial<DataFile>): DataFile => ({
  name,
  bytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
  ...more,
});
const setOf = (...files: DataFile[]): DataSet => ({ name: 'set', about: '', licence: '', files });
const published = (path: string, member?: string): DataSet =>
  setOf(
    file('text', TEXT, { published: { url: origin + path, member } }),
    file('made', MADE, { made: { from: ['text'], by: (text) => new TextDecoder().decode(text).toUpperCase() } }),
  );

test.each([
  ['as it is', '/text', undefined],
  ['out of an archive', '/set.zip', 'set/text'],
])('a published file, %s, and what is made of it', async (_, path, member) => {
  const folder = fresh();
  const seen: number[] = [];
  await obtain(published(path, member), folder, { progress: (_file, done) => seen.push(done) });
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe(TEXT);
  expect(readFileSync(join(folder, 'made'), 'utf8')).toBe(MADE);
  expect(seen.at(-1)).toBe(answers.get(path)?.body.length);
});

test('what is there is not fetched again', async () => {
  const folder = fresh();
  await obtain(published('/text'), folder);
  await obtain(published('/gone'), folder);
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe(TEXT);
});

test.each(['set/text', 'text'])('from a folder that holds %s', async (path) => {
  const from = fresh();
  mkdirSync(join(from, 'set'), { recursive: true });
  writeFileSync(join(from, path), TEXT);
  const folder = fresh();
  await obtain(published('/gone'), folder, { from });
  expect(readFileSync(join(folder, 'made'), 'utf8')).toBe(MADE);
});

test.each<[string, () => DataSet, RegExp, { from?: string }?]>([
  [
    'another content',
    () => published('/wrong'),
    /\/wrong: 14 bytes with SHA-256 \w{64}, expected 16 with \w{64}; it is not used$/,
  ],
  ['no such page', () => published('/gone'), /\/gone: the server answers 404/],
  ['no archive', () => published('/not.zip', 'set/text'), /\/not.zip: no ZIP archive that can be read/],
  [
    'no such member',
    () => published('/set.zip', 'set/none'),
    /no set\/none in the archive; it holds set\/text, set\/other$/,
  ],
  [
    'published nowhere',
    () => setOf(file('text', TEXT, {})),
    /^set: text was put together .* --from FOLDER takes a copy$/,
  ],
  ['not in the folder', () => published('/text'), /: neither set\/text nor text is there$/, { from: root }],
  [
    'no such server',
    () => setOf(file('text', TEXT, { published: { url: 'http://127.0.0.1:1/text' } })),
    /^http:\/\/127.0.0.1:1\/text: cannot be fetched: .*--from FOLDER takes a copy/,
  ],
])('%s: one sentence, and nothing written', async (_, set, message, options) => {
  const folder = fresh();
  await expect(obtain(set(), folder, options)).rejects.toThrow(message);
  expect(existsSync(folder)).toBe(false);
});

test('a file of the same name that is somebody’s own is left alone', async () => {
  const folder = fresh();
  mkdirSync(folder);
  writeFileSync(join(folder, 'text'), 'mine');
  await expect(obtain(published('/text'), folder)).rejects.toThrow(/--out names another folder$/);
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('mine');
});

test.each(DATA)('$name: a licence, and a way to each file', ({ licence, files }) => {
  expect(licence).not.toBe('');
  for (const { sha256, made } of files) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(made?.from.filter((from) => !files.some(({ name }) => name === from)) ?? []).toEqual([]);
  }
});

test.skipIf(!hasSharedData('wikitext2'))(
  'the copies that the figures were made with have these checksums',
  async () => {
    for (const set of DATA.filter(({ name }) => existsSync(sharedData(name)))) {
      await obtain(set, join(root, set.name), { from: sharedData('.') });
    }
  },
);
