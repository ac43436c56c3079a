import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { forEveryFault, OBJECTIONS } from '../../../packages/verilator-wasm/test/failing-system.ts';
import { fetchFromHub, isHubSource } from '../hub.ts';
import { openCheckpoint } from '../open-checkpoint.ts';

const MODEL = join(import.meta.dirname, '../test-data/transformers/qwen2-tied-bf16');
const SHA = 'c0ffee'.padEnd(40, '0');

const scratch = mkdtempSync(join(tmpdir(), 'macromac-hub-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The three answers of the hub that a download needs: revision, file list, file content by range. */
interface FakeHub {
  files: Map<string, Buffer>;
  /** Breaks every content transfer off after so many bytes. */
  breakAfter: number;
  requests: { path: string; range?: string; authorization?: string }[];
}
/** What the hub calls the commit. */
let revision = SHA;
let hub: FakeHub;
let server: Server;
let options: { endpoint: string; cache: string };

beforeEach(async () => {
  const names = ['config.json', 'model.safetensors'];
  hub = {
    files: new Map(names.map((name) => [name, readFileSync(join(MODEL, name))])),
    breakAfter: Number.POSITIVE_INFINITY,
    requests: [],
  };
  hub.files.set('pytorch_model.bin', Buffer.from('not wanted'));
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  options = { endpoint: `http://127.0.0.1:${port}`, cache: mkdtempSync(join(scratch, 'cache-')) };
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [path] = request.url!.split('?');
  hub.requests.push({ path, range: request.headers.range, authorization: request.headers.authorization });
  const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  if (path === '/api/models/some/model/revision/main') {
    return void json({ _id: '1', id: 'some/model', sha: revision });
  }
  if (path === `/api/models/some/model/tree/${SHA}`) {
    return void json([...hub.files].map(([name, content]) => listEntry(name, content)));
  }
  const content = hub.files.get(path.replace(`/some/model/resolve/${SHA}/`, ''));
  if (!content) {
    response.statusCode = 404;
    return void json({ error: 'Repository not found' });
  }
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? ['', '0', ''];
  const part = content.subarray(Number(from), to ? Number(to) + 1 : undefined);
  response.writeHead(request.headers.range ? 206 : 200, {
    etag: '"x"',
    'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`,
    'content-length': part.length,
  });
  if (part.length <= hub.breakAfter) {
    return void response.end(part);
  }
  response.write(part.subarray(0, hub.breakAfter), () => setTimeout(() => response.destroy(), 20));
}

/** Weights lie in large-file storage with a SHA-256, the rest in git with its object id. */
function listEntry(path: string, content: Buffer) {
  const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const isLarge = path.endsWith('.safetensors');
  return {
    type: 'file',
    path,
    size: content.length,
    oid,
    ...(isLarge && { lfs: { oid: sha256, size: content.length } }),
  };
}

test('a model is fetched, checked and opened; what an import does not read stays on the hub', async () => {
  const seen: string[] = [];
  const progress = (done: number, total: number, file: string) => seen.push(`${file} ${done <= total}`);
  const checkpoint = await openCheckpoint('some/model', { ...options, progress });
  expect(checkpoint.tensors.get('layers.1.mlp.down.weight')?.shape).toEqual([56, 76]);
  checkpoint.close();
  const directory = join(options.cache, 'hub', 'some--model', SHA);
  expect(readdirSync(directory).sort()).toEqual(['config.json', 'model.safetensors']);
  for (const name of readdirSync(directory)) {
    expect(readFileSync(join(directory, name))).toEqual(hub.files.get(name));
  }
  expect(new Set(seen)).toEqual(new Set(['config.json true', 'model.safetensors true']));
});

test('the second time only the revision is asked for, and the list', async () => {
  await fetchFromHub('some/model', options);
  hub.requests = [];
  await fetchFromHub('some/model', options);
  expect(hub.requests.map(({ path }) => path)).toEqual([
    '/api/models/some/model/revision/main',
    `/api/models/some/model/tree/${SHA}`,
  ]);
});

test('any change of a copy in the cache is told, and mended by the next try', async () => {
  const directory = await fetchFromHub('some/model', options);
  for (const name of readdirSync(directory)) {
    const bytes = readFileSync(join(directory, name));
    for (const damaged of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from(' ')]), flipped(bytes)]) {
      writeFileSync(join(directory, name), damaged);
      await expect(fetchFromHub('some/model', options)).rejects.toThrow(
        new RegExp(`^${name}: .* the hub says [0-9a-f]+; the copy was thrown away; the same command fetches it again$`),
      );
      await fetchFromHub('some/model', options);
      expect(readFileSync(join(directory, name)).equals(bytes)).toBe(true);
    }
  }
});

const flipped = (bytes: Buffer): Buffer => {
  const damaged = Buffer.from(bytes);
  damaged[damaged.length >> 1] ^= 4;
  return damaged;
};

test('a commit that is none names no folder', async () => {
  revision = '../../../../escaped';
  await expect(fetchFromHub('some/model', options)).rejects.toThrow(
    `some/model: the hub's commit of revision main is "../../../../escaped", expected 40 hexadecimal digits`,
  );
  revision = SHA;
  expect(readdirSync(options.cache)).toEqual([]);
});

test('two at a time: the second is refused by name', async () => {
  const outcomes = await Promise.allSettled([fetchFromHub('some/model', options), fetchFromHub('some/model', options)]);
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failures.map(({ reason }) => reason.message)).toEqual([
    `${join(options.cache, 'hub', 'some--model', SHA)}: process ${process.pid} is writing it`,
  ]);
  await fetchFromHub('some/model', options);
});

test('on a file system that fails at any call, nothing that is found again is half there', async () => {
  const faults = await forEveryFault(
    () => rmSync(join(options.cache, 'hub'), { recursive: true, force: true }),
    () => fetchFromHub('some/model', options),
    (error, { call }) => {
      if (error !== undefined || call !== 'rename') {
        expect((error as Error).message).toMatch(OBJECTIONS);
      }
      const directory = join(options.cache, 'hub', 'some--model', SHA);
      for (const name of existsSync(directory) ? readdirSync(directory) : []) {
        if (!name.endsWith('.incomplete')) {
          expect(readFileSync(join(directory, name))).toEqual(hub.files.get(name));
        }
      }
      const parent = join(directory, '..');
      expect(
        existsSync(parent) ? readdirSync(parent).filter((name) => name !== SHA && name !== 'main.listing') : [],
      ).toEqual([]);
    },
  );
  expect(faults).toBeGreaterThan(15);
});

test('a broken transfer goes on at the byte where it broke', async () => {
  hub.breakAfter = 50_000;
  await expect(fetchFromHub('some/model', options)).rejects.toThrow('some/model: cannot be had from the hub');
  const incomplete = join(options.cache, 'hub', 'some--model', SHA, 'model.safetensors.incomplete');
  expect(existsSync(incomplete)).toBe(true);

  hub.breakAfter = Number.POSITIVE_INFINITY;
  hub.requests = [];
  const directory = await fetchFromHub('some/model', options);
  expect(readFileSync(join(directory, 'model.safetensors'))).toEqual(hub.files.get('model.safetensors'));
  expect(hub.requests.map(({ range }) => range)).toContain(
    `bytes=50000-${hub.files.get('model.safetensors')!.length - 1}`,
  );
  expect(existsSync(incomplete)).toBe(false);
});

test('damaged content is thrown away with both checksums named', async () => {
  const [name, content] = ['model.safetensors', hub.files.get('model.safetensors')!];
  const { lfs } = listEntry(name, content) as { lfs: { oid: string } };
  const honest = hub.files;
  // The list tells the checksum of the right bytes, the transfer sends others.
  const damaged = Buffer.from(content);
  damaged[1000] ^= 1;
  hub.files = new Map(honest);
  const entries = hub.files.entries.bind(hub.files);
  hub.files[Symbol.iterator] = function* () {
    for (const [path, bytes] of entries()) {
      yield [path, path === name ? content : bytes];
    }
  } as typeof entries;
  hub.files.set(name, damaged);
  await expect(fetchFromHub('some/model', options)).rejects.toThrow(
    `the hub says ${lfs.oid}; the download was thrown away`,
  );
  expect(readdirSync(join(options.cache, 'hub', 'some--model', SHA))).toEqual(['config.json']);
});

test('a token goes along, and only then', async () => {
  await fetchFromHub('some/model', options);
  expect(hub.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  hub.requests = [];
  await fetchFromHub('some/model', { ...options, cache: mkdtempSync(join(scratch, 'cache-')), token: 'hf_abc' });
  expect(hub.requests.every(({ authorization }) => authorization === 'Bearer hf_abc')).toBe(true);
});

test.each([
  ['other/model', 'other/model: cannot be had from the hub: '],
  ['some/model/x.gguf', 'some/model/x.gguf: no x.gguf in revision main; it holds config.json'],
])('%s: a clear error', (source, message) => expect(fetchFromHub(source, options)).rejects.toThrow(message));

test('what may be a model on the hub', () => {
  expect(['Qwen/Qwen2.5-0.5B-Instruct', 'a/b', 'a/b/c.gguf'].every(isHubSource)).toBe(true);
  expect(['model', './a', '../a', 'a/b/c', 'a/b/c/d.gguf', 'a b/c'].some(isHubSource)).toBe(false);
});

test('without the hub what came before is used, with a word; what never came, or was changed, is not', async () => {
  const directory = await fetchFromHub('some/model', options);
  await new Promise((resolve) => server.close(resolve));
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  expect(await fetchFromHub('some/model', { ...options, note })).toBe(directory);
  expect(notes).toEqual([`some/model: the hub cannot be reached; commit ${SHA} is used, which came before`]);
  await expect(fetchFromHub('some/other', options)).rejects.toThrow(/^some\/other: cannot be had from the hub: /);
  await expect(fetchFromHub('some/model', { ...options, revision: 'v2' })).rejects.toThrow(
    'cannot be had from the hub',
  );

  const config = join(directory, 'config.json');
  writeFileSync(config, flipped(readFileSync(config)));
  await expect(fetchFromHub('some/model', options)).rejects.toThrow(/^config.json: .* the copy was thrown away/);
  await expect(fetchFromHub('some/model', options)).rejects.toThrow('some/model: cannot be had from the hub');
  const listing = join(options.cache, 'hub/some--model/main.listing');
  writeFileSync(listing, flipped(readFileSync(listing)));
  await expect(fetchFromHub('some/model', options)).rejects.toThrow(`${listing}: is corrupt`);
});
