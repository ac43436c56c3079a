import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { ApiError, refuse } from './api-error.ts';

export interface GuardOptions {
  /** Undefined: nobody is asked for one. */
  readonly apiKey: string | undefined;
  /** Names, beside those of this machine's loopback, under which the server may be asked; undefined: any. */
  readonly hosts: readonly string[] | undefined;
  /** Pages of other origins that may ask. */
  readonly origins: readonly string[];
}

/** Can be asked without a key, so that a supervisor needs none. */
const OPEN_PATHS = ['/health', '/'];

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** The name in a Host header, without port and brackets. */
export const nameOf = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();

/**
 * Lets only those in who may ask. A page of another origin in the user's browser may not, nor one whose name was
 * pointed at this machine (DNS rebinding).
 */
export function guard({ apiKey, hosts, origins }: GuardOptions): MiddlewareHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = apiKey === undefined ? undefined : digest(`Bearer ${apiKey}`);
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    const name = nameOf(host);
    if (hosts && !isLoopback(name) && !hosts.includes(name)) {
      return refuse(c, new ApiError(403, `this server does not answer for ${JSON.stringify(host)}`));
    }
    const origin = c.req.header('origin');
    const isOwn = origin === `http://${host}` || origin === `https://${host}`;
    if (origin !== undefined && !isOwn && !origins.includes(origin) && !origins.includes('*')) {
      return refuse(c, new ApiError(403, `pages of ${JSON.stringify(origin)} may not ask; --cors lets them`));
    }
    // A browser asks without the key whether it may ask.
    const isPreflight = c.req.method === 'OPTIONS';
    if (expected && !OPEN_PATHS.includes(c.req.path) && !isPreflight) {
      const given = digest(c.req.header('authorization') ?? '');
      if (!timingSafeEqual(given, expected)) {
        c.header('WWW-Authenticate', 'Bearer');
        return refuse(c, new ApiError(401, 'the API key is missing or wrong', null, 'invalid_api_key'));
      }
    }
    return next();
  };
}
