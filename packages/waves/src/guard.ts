import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Sent with every answer: nothing from elsewhere runs in the page, nobody frames it, nobody else embeds what it
 * serves.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Names under which a browser on this machine reaches a server on it. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** An answer other than 200, in a sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Throws a `Refusal` for a request that is not the page's own. A page of another site can make the browser send
 * requests here; under a name of its own that leads to 127.0.0.1 (DNS rebinding) it could read the answers. So the
 * name must be this machine's.
 */
export function checkRequest({ headers }: IncomingMessage, port: number, host: string): void {
  const names = LOOPBACK.includes(host) ? LOOPBACK : [...LOOPBACK, host.includes(':') ? `[${host}]` : host];
  const allowed = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  const asked = headers.host?.toLowerCase();
  if (asked === undefined || !allowed.includes(asked)) {
    throw new Refusal(403, `this server is asked for as localhost:${port}, not as ${asked ?? 'nothing'}`);
  }
  const { origin } = headers;
  if (origin !== undefined && !allowed.some((name) => origin.toLowerCase() === `http://${name}`)) {
    throw new Refusal(403, `pages of ${origin} may not read what is served here`);
  }
}

/** The path a request asks for, without its query: `/dump`. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const path = url.split(/[?#]/, 1)[0];
  if (!path.startsWith('/')) {
    throw new Refusal(400, 'the target of a request begins with /');
  }
  return path;
}

/**
 * The text of a request's body. Throws a `Refusal`, which says what the body is, where it has more than `most` bytes.
 */
export async function readBody(body: AsyncIterable<Uint8Array>, most: number, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) {
      throw new Refusal(413, `${what} has at most ${most} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Begins an answer with the headers that every answer has. */
export function begin(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { ...HEADERS, ...headers });
}

/** Answers in a sentence, whatever has gone wrong; an answer that has begun is broken off. */
export function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const [status, message] = error instanceof Refusal ? [error.status, error.message] : [500, 'the server has failed'];
  const text = `${message.replace(/[^\x20-\x7e]/g, '?').slice(0, 300)}\n`;
  begin(response, status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(text.length),
    connection: 'close',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(text);
}
