import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buildPage, type PageFile } from './build.ts';
import { checkDump, openFile, readDump, stampOf } from './dump-file.ts';
import { begin, checkRequest, pathOf, Refusal, readBody, refuse } from './guard.ts';
import { keepView, readKeptView } from './kept-view.ts';
import { listen } from './listen.ts';
import { readVerilogSources } from './verilog-source.ts';
import { PageLink } from './wcp/page-link.ts';
import { serveWcp, type WcpServer } from './wcp/server.ts';

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
   * Folder of the design's Verilog, with `lines.json` where it was generated, for the way from a signal to its source;
   * and the folder that the names in `lines.json` are from. Default: the dump's folder, and the working folder.
   */
  verilog?: string;
  sourceRoot?: string;
  /**
   * Port, on 127.0.0.1, for clients of the Waveform Control Protocol, which then drive the page; 0: any free one.
   * Default: none.
   */
  wcp?: number;
}

export interface WavesServer {
  url: string;
  /** The port of the Waveform Control Protocol, where it was asked for. */
  wcpPort?: number;
  close(): Promise<void>;
}

/**
 * Serves the waveform page for a VCD, FST or GHW file, plain or compressed with gzip. Throws in a sentence where the
 * file is none.
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
  let wcp: WcpServer | undefined;
  const url = () => `http://localhost:${port}/`;
  const link = options.wcp === undefined ? undefined : new PageLink(url, (event) => wcp?.tell(event));

  const infoNow = async (): Promise<PageFile> => ({
    type: 'application/json',
    body: JSON.stringify({
      ...info,
      keptView: await readKeptView(path),
      stamp: await stampOf(path),
      wcp: link && { path: link.path, firstId: link.firstId },
    }),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkRequest(request, port, host);
    const { method, headers } = request;
    // The page itself, which browsers prove by the origin they send, keeps its view and answers clients of WCP.
    // Everything else only reads.
    const key = link && pageKeyOf(link, request);
    if (method === 'PUT' && headers.origin !== undefined && pathOf(request) === '/view') {
      await keepView(path, request);
      sendNothing(response);
      return;
    }
    if (method === 'POST' && headers.origin !== undefined && link && key) {
      link.receive(key, await readBody(request, MOST_ANSWER, 'an answer'));
      sendNothing(response);
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      throw new Refusal(405, 'only GET and HEAD are answered');
    }
    if (method === 'GET' && link && key) {
      begin(response, 200, { 'content-type': 'text/event-stream' });
      link.attach(key, response);
      return;
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
  const close = async () => {
    link?.close();
    await wcp?.close();
    await new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  };
  if (link && options.wcp !== undefined) {
    wcp = await serveWcp({ port: options.wcp, source: file, path, page: link }).catch(async (error) => {
      await close();
      throw error;
    });
  }
  return { url: url(), ...(wcp ? { wcpPort: wcp.port } : {}), close };
}

/** Bytes that a page sends at most for a client of WCP. */
const MOST_ANSWER = 16 << 20;

/** What a page calls itself that asks on the path for pages; undefined on other paths. */
function pageKeyOf({ path }: PageLink, request: IncomingMessage): string | undefined {
  const asked = pathOf(request).slice(1);
  const key = asked.startsWith(path) ? asked.slice(path.length) : '';
  return /^[0-9a-z]{1,32}$/.test(key) ? key : undefined;
}

function sendNothing(response: ServerResponse): void {
  begin(response, 204, {});
  response.end();
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
