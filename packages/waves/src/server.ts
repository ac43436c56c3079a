import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { buildPage, type PageFile } from './build.ts';

export interface WavesOptions {
  /** Default 0: any free one. */
  port?: number;
  /** Address to listen on; default 127.0.0.1, which only this machine reaches. */
  host?: string;
  /** JSON file with labels of values by signal: `{ "top.state": { "0": "IDLE" } }`. Default: the dump's name with `.labels.json`, where it exists. */
  labels?: string;
  /** Saved view to begin with. Default: how the page was left; the first time the dump's name with `.view.json`, where it exists. */
  view?: string;
}

export interface WavesServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the waveform page for a VCD file (`.vcd`, or compressed `.vcd.gz`). */
export async function serveWaves(file: string, options: WavesOptions = {}): Promise<WavesServer> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`${file}: no such file`);
  const compressed = path.endsWith('.gz');
  const page = await buildPage();
  const beside = (ending: string) => path.replace(/(\.vcd)?(\.gz)?$/, ending);
  const info = JSON.stringify({
    name: basename(path),
    path,
    bytes: statSync(path).size,
    labels: readJson(options.labels ?? beside('.labels.json'), options.labels !== undefined) ?? {},
    view: options.view === undefined ? undefined : readJson(options.view, true),
    firstView: readJson(beside('.view.json'), false),
  });
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html';
    if (name === 'info') return respond(response, { type: 'application/json', body: info });
    if (name === 'dump') {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-bytes': statSync(path).size });
      const bytes = createReadStream(path, { highWaterMark: 1 << 20 });
      const content = compressed ? bytes.pipe(createGunzip()) : bytes;
      for (const stream of [bytes, content]) stream.on('error', () => response.destroy());
      return content.pipe(response);
    }
    const asset = page.get(name);
    if (asset) return respond(response, asset);
    response.writeHead(404);
    return response.end();
  });
  const port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function respond(response: import('node:http').ServerResponse, { type, body }: PageFile) {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  return response.end(body);
}

function readJson(file: string, required: boolean): unknown {
  if (!required && !existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : port);
    });
  });
}
