import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fetchFromHub } from '../../../sw/import/hub.ts';
import { mutateBytes } from '../bytes.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, mutateOne, type Target, textOf } from '../target.ts';

const SHA = 'c0ffee'.padEnd(40, '0');
const CONTENTS: Readonly<Record<string, string>> = { 'config.json': '{"a":1}', 'model.safetensors': 'weights' };

/** The folder whose files are the answers of the moment. */
let answers = '';
let server: Promise<Server> | undefined;

function hub(): Promise<Server> {
  server ??= new Promise((resolve) => {
    const started = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?');
      const name = path.includes('/revision/')
        ? 'info'
        : path.includes('/tree/')
          ? 'tree'
          : `file-${path.split('/').at(-1)}`;
      const file = join(answers, name);
      if (!existsSync(file)) {
        response.writeHead(404).end('{"error":"Repository not found"}');
        return;
      }
      const content = readFileSync(file);
      const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? ['', '0', ''];
      const part = content.subarray(Number(from), to ? Number(to) + 1 : undefined);
      const isFile = name.startsWith('file-');
      response.writeHead(isFile && request.headers.range ? 206 : 200, {
        'content-type': isFile ? 'application/octet-stream' : 'application/json',
        'content-length': part.length,
        etag: '"x"',
        'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`,
      });
      response.end(part);
    }).listen(0, '127.0.0.1', () => resolve(started));
    started.unref();
  });
  return server;
}

/** What a hub answers that is none of Hugging Face's: it may name any file, hash or length. */
export const hubAnswers: Target = {
  name: 'hub',
  async seeds() {
    const tree = Object.entries(CONTENTS).map(([path, content]) => ({
      type: 'file',
      path,
      size: content.length,
      oid: createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex'),
      ...(path.endsWith('.safetensors') && {
        lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 130 },
      }),
    }));
    return new Map([
      [
        'model',
        new Map([
          ['info', bytesOf(JSON.stringify({ _id: '1', id: 'some/model', sha: SHA }))],
          ['tree', bytesOf(JSON.stringify(tree))],
          ...Object.entries(CONTENTS).map(([name, content]) => [`file-${name}`, bytesOf(content)] as const),
        ]),
      ],
    ]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (name, content) =>
      name.startsWith('file-') || chance.oneIn(8)
        ? mutateBytes(content, chance)
        : bytesOf(mutateJson(textOf(content), chance)),
    ),
  async read(directory, scratch) {
    answers = directory;
    const { port } = (await hub()).address() as AddressInfo;
    const cache = join(scratch, 'a/b/cache');
    const failure = await fetchFromHub('some/model', {
      endpoint: `http://127.0.0.1:${port}`,
      cache,
      token: undefined,
    }).catch((error: unknown) => error);
    const outside = readdirSync(scratch).filter((name) => name !== 'a');
    if (outside.length > 0 || (existsSync(join(scratch, 'a/b')) && readdirSync(join(scratch, 'a/b')).length > 1)) {
      throw new TypeError(`written outside of the cache: ${outside.join(', ')}`);
    }
    if (failure instanceof Error) {
      throw failure;
    }
  },
};
