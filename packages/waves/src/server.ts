import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buildPage, type PageFile } from './build.ts';
import { checkDump, openFile, readDump, stampOf } from './dump-file.ts';
import { begin, checkRequest, pathOf, Refusal, refuse } from './guard.ts';
import { keepView, readKeptView } from './kept-view.ts';
import { readVerilogSources } from './verilog-source.ts';

export interface WavesOptions {
  /** Default 0: any free one. */
  port?: number;
  /** Address to listen on; default 127.0.0.1, which only this machine reaches. */
  host?: string;
  /**
   * JSON file with labels of values by signal: `{ "top.state": { "0": "IDLE" } }`. Default: the dump's name with
   * `.labels.json`, where it exists.
   */
  labels?: string;
  /**
   * Saved view to begin with. Default: how the page was left; the first time the dump's name with `.view.json`, where
   * it exists.
   */
  view?: string;
  /**
   * Folder of the design's Verilog, with `lines.json` where it was generated, for the way from a signal to its source; and
   * the folder that the names in `lines.json` are from. Default: the dump's folder, and the working folder.
   */
  verilog?: string;
  sourceRoot?: string;
}

export interface WavesServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the waveform page for a VCD, FST or GHW file, plain or compressed with gzip. Throws in a sentence where the file is
 * none.
 */
export async function serveWaves(file: string, options: WavesOptions = {}): Promise<WavesServer> {
  const path = resolve(file);
  if ((await checkDump(path, file)) !== 'vcd') {
    await readDump(path, file); // a binary dump says at its end what is in it
  }
  const page = await buildPage();
  const name = basename(path);
  const beside = (ending: string) => path.replace(/(\.(vcd|fst|ghw))?(\.gz)?$/, ending);
  const info = {
    name,
    labels: readJson(options.labels ?? beside('.labels.json'), options.labels !== undefined) ?? {},
    view: options.view === undefined ? undefined : readJson(options.view, true),
    firstView: readJson(beside('.view.json'), false),
  };
  const sources = await readVerilogSources(options.verilog ?? dirname(path), options.sourceRoot ?? process.cwd());
  const host = options.host ?? '127.0.0.1';
  let port = 0;

  const infoNow = async (): Promise<PageFile> => ({
    type: 'application/json',
    body: JSON.stringify({ ...info, keptView: await readKeptView(path), stamp: await stampOf(path) }),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkRequest(request, port, host);
    const { method, headers } = request;
    // The page itself, which browsers prove by the origin they send, keeps its view. Everything else only reads.
    if (method === 'PUT' && headers.origin !== undefined && pathOf(request) === '/view') {
      await keepView(path, request);
      begin(response, 204, {});
      response.end();
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      throw new Refusal(405, 'only GET and HEAD are answered');
    }
    const asked = pathOf(request).slice(1) || 'index.html';
    if (asked === 'dump') {
      return sendDump(path, name, response, method === 'HEAD');
    }
    if (asked.startsWith(SOURCE)) {
      const found = await sources?.find(...signalOf(asked.slice(SOURCE.length)));
      send(response, { type: 'application/json', body: JSON.stringify(found ?? null) }, method === 'HEAD');
      return;
    }
    const asset = asked === 'info' ? await infoNow() : page.get(asked);
    if (!asset) {
      throw new Refusal(404, 'nothing of this name is served');
    }
    send(response, asset, method === 'HEAD');
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => refuse(response, error));
  });
  port = await listen(server, options.port ?? 0, host);
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Scopes and name as they stand in an URL. */
function signalOf(text: string): [string[], string] {
  try {
    const [scopes, name] = JSON.parse(decodeURIComponent(text));
    if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string') && typeof name === 'string') {
      return [scopes, name];
    }
  } catch {
    // said below
  }
  throw new Refusal(400, 'expected the scopes and the name of a signal');
}

/** Begins what asks for a signal's source; then scopes and name, as JSON in an URL. */
const SOURCE = 'source/';

/** Sends the dump as it is now: it may have been replaced since the page was opened, or be gone. */
async function sendDump(path: string, name: string, response: ServerResponse, headOnly: boolean): Promise<void> {
  const { size, compressed, fault, content, close } = await openFile(path, name).catch((error: Error) => {
    throw new Refusal(404, error.message);
  });
  begin(response, 200, {
    'content-type': 'application/octet-stream',
    ...(compressed ? {} : { 'x-bytes': String(size) }),
    ...(fault ? { 'x-fault': fault } : {}),
  });
  if (headOnly) {
    close();
    response.end();
  } else {
    await pipeline(content, response);
  }
}

function send(response: ServerResponse, { type, body }: PageFile, headOnly: boolean): void {
  begin(response, 200, { 'content-type': `${type}; charset=utf-8`, 'content-length': String(Buffer.byteLength(body)) });
  response.end(headOnly ? undefined : body);
}

function readJson(file: string, required: boolean): unknown {
  if (!required && !existsSync(file)) {
    return undefined;
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new Error(`port ${port}: another program listens there`) : error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : port);
    });
  });
}
