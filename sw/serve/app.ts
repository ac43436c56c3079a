import type { Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { matchedRoutes } from 'hono/route';
import { DataError, UsageError } from '../errors.ts';
import { ApiError, refuse } from './api-error.ts';
import { chatCompletions } from './chat-completions.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { type GuardOptions, guard } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { CHAT_PAGE, PAGE_POLICY } from './page.ts';
import type { Places } from './places.ts';
import { chatRequest, completionRequest, embeddingRequest, parseRequest } from './requests.ts';
import type { Writer } from './writer.ts';

const MAX_BODY_BYTES = 8 * 2 ** 20;

export interface AppOptions extends GuardOptions {
  readonly writer: Writer;
  readonly places: Places;
  readonly metrics: Metrics;
  /** Time in which a client must take something of what is there for it [ms]. */
  readonly patience: number;
  /** Whether the server is about to stop. */
  readonly isStopping: () => boolean;
}

/** The server's answers, as a web handler. */
export function createApp({ writer, places, metrics, patience, isStopping, ...access }: AppOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    metrics.request(matchedRoutes(c).at(-1)?.path ?? '', c.res.status);
  });
  app.use(guard(access));
  app.use((c, next) => {
    // One that reads nothing would keep its text's place for ever; while a text is made there is nothing to be read
    // yet.
    const { outgoing } = c.env as Partial<HttpBindings>;
    outgoing?.setTimeout(patience, (socket?: Socket) => {
      if (socket && socket.writableLength > 0) {
        socket.destroy();
      }
    });
    return next();
  });
  if (access.origins.length > 0) {
    const origin = access.origins.includes('*') ? '*' : [...access.origins];
    app.use(cors({ origin, allowMethods: ['GET', 'POST'], maxAge: 600 }));
  }
  const tooLarge = new ApiError(413, `the body has more than ${MAX_BODY_BYTES} bytes`, null, 'body_too_large');
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => refuse(c, tooLarge) }));

  const created = Math.floor(Date.now() / 1000);
  const model = { id: writer.name, object: 'model', created, owned_by: 'macromac', max_model_len: writer.context };
  const expectModel = (name: string) => {
    if (name !== writer.name) {
      throw new ApiError(
        404,
        `there is no model ${JSON.stringify(name)}, only ${writer.name}`,
        'model',
        'model_not_found',
      );
    }
  };
  const bodyOf = async (request: { json(): Promise<unknown> }): Promise<unknown> => {
    try {
      return await request.json();
    } catch (error) {
      throw new ApiError(400, `the body is not JSON: ${(error as Error).message}`);
    }
  };

  app.get('/v1/models', (c) => c.json({ object: 'list', data: [model] }));
  app.get('/v1/models/:id{.+}', (c) => {
    expectModel(c.req.param('id'));
    return c.json(model);
  });
  app.post('/v1/completions', async (c) => {
    const request = parseRequest(completionRequest, await bodyOf(c.req));
    expectModel(request.model);
    return completions(c, writer, request);
  });
  app.post('/v1/chat/completions', async (c) => {
    const request = parseRequest(chatRequest, await bodyOf(c.req));
    expectModel(request.model);
    return chatCompletions(c, writer, request);
  });
  app.post('/v1/embeddings', async (c) => {
    const request = parseRequest(embeddingRequest, await bodyOf(c.req));
    expectModel(request.model);
    return embeddings(c, writer, request);
  });
  app.get('/health', (c) => {
    const state = { status: isStopping() ? 'stopping' : 'ok', texts: places.taken, waiting: places.waiting };
    return c.json(state, isStopping() ? 503 : 200);
  });
  app.get('/metrics', async (c) => {
    c.header('Content-Type', metrics.registry.contentType);
    return c.body(await metrics.registry.metrics());
  });
  app.get('/', (c) => {
    c.header('Content-Security-Policy', PAGE_POLICY);
    return c.html(CHAT_PAGE);
  });

  app.notFound((c) => refuse(c, new ApiError(404, `${c.req.method} ${c.req.path} is not part of this server`)));
  app.onError((error, c) => {
    if (error instanceof ApiError) {
      return refuse(c, error);
    }
    if (error instanceof UsageError || error instanceof DataError) {
      return refuse(c, new ApiError(400, error.message));
    }
    process.stderr.write(`macromac: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`);
    return refuse(c, new ApiError(500, 'an internal error; the server has printed it'));
  });
  return app;
}
