import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ApiError, errorObject } from './api-error.ts';

/**
 * Answers with server-sent events, an object each, and `[DONE]` at the end, as OpenAI's API does. What goes wrong
 * before the first one is an answer with a status; later it is an event. A client that goes away ends it.
 * @param open asks for what the stream needs, while a status can still be given
 */
export async function streamEvents<T>(
  c: Context,
  open: (signal: AbortSignal) => Promise<T>,
  make: (opened: T, signal: AbortSignal) => AsyncGenerator<object, void, undefined>,
): Promise<Response> {
  const left = new AbortController();
  const leave = () => left.abort();
  c.req.raw.signal.addEventListener('abort', leave);
  const opened = await open(left.signal);
  return streamSSE(c, async (stream) => {
    stream.onAbort(leave);
    try {
      for await (const object of make(opened, left.signal)) {
        if (left.signal.aborted) {
          return;
        }
        await stream.writeSSE({ data: JSON.stringify(object) });
      }
      await stream.writeSSE({ data: '[DONE]' });
    } catch (error) {
      const told = error instanceof ApiError ? error : new ApiError(500, (error as Error).message);
      await stream.writeSSE({ data: JSON.stringify(errorObject(told)) });
    } finally {
      c.req.raw.signal.removeEventListener('abort', leave);
    }
  });
}
