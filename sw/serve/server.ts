import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { prepareModel } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import type { StoredModel } from '../model/load.ts';
import type { Accelerator } from '../port/accelerator.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { createApp } from './app.ts';
import { isLoopback } from './guard.ts';
import { createMetrics } from './metrics.ts';
import { createPlaces } from './places.ts';
import { createWriter } from './writer.ts';

/** Time in which a client must take something of an answer [ms]. */
const PATIENCE = 60_000;
/** How long a connection may stand idle [ms]: longer than clients leave theirs. */
const KEEP_ALIVE = 75_000;

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly apiKey?: string;
  /** Names under which the server may be asked, beside `host` and those of the loopback. */
  readonly allowedHosts?: readonly string[];
  /** Origins of pages that may ask; `*`: all. */
  readonly origins?: readonly string[];
  /** Texts made at once, each with keys and values of its own. */
  readonly places: number;
  /** Texts that may wait for a place. */
  readonly queue: number;
  /** Time in which a client must take something of what is there for it [ms]; default a minute. */
  readonly patience?: number;
  /** The model's name in the API. */
  readonly name?: string;
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
}

export interface RunningServer {
  readonly url: string;
  readonly model: string;
  /** Lets the texts under way come to an end for so many seconds, and no new ones begin. */
  stop(graceSeconds: number): Promise<void>;
}

/** Serves a model by OpenAI's API (docs/serving.md). */
export async function startServer(
  stored: StoredModel,
  tokenizer: Tokenizer,
  accelerator: Accelerator,
  options: ServerOptions,
): Promise<RunningServer> {
  const { host, port, apiKey, allowedHosts = [], origins = [], patience = PATIENCE } = options;
  if (!isLoopback(host) && !apiKey) {
    throw new UsageError(`--host ${host} lets other machines in: give an API key they must have, by MACROMAC_API_KEY`);
  }
  const places = createPlaces(options.places, options.queue);
  const metrics = createMetrics(places);
  const model = await prepareModel(stored, accelerator);
  const writer = createWriter(model, stored, tokenizer, { ...options, places, metrics });
  let isStopping = false;
  const app = createApp({
    writer,
    places,
    metrics,
    apiKey,
    // Who has the key is no page that was pointed here.
    hosts: apiKey ? undefined : [host, ...allowedHosts].map((name) => name.toLowerCase()),
    origins,
    patience,
    isStopping: () => isStopping,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  if ('keepAliveTimeout' in server) {
    // A client that asks again just when an idle connection is closed is lost; a busy server is late to notice. Node's
    // own is 5 s.
    server.keepAliveTimeout = KEEP_ALIVE;
  }
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(`${host}:${port}: ${(error as Error).message}`);
  }
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    model: writer.name,
    async stop(graceSeconds) {
      isStopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, graceSeconds * 1000);
      });
      const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections();
      closeIdle();
      await Promise.race([
        places
          .drain()
          .then(() => setTimeout(closeIdle, 50))
          .then(() => closed),
        late,
      ]);
      clearTimeout(timer);
      if ('closeAllConnections' in server) {
        server.closeAllConnections();
      }
      await closed;
      await places.drain();
      writer.close();
    },
  };
}
