import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Of a message or a name of what is wrong [characters]: they may quote the request, which may have megabytes. */
const MOST = 1000;
const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);

/** A request that is refused, in OpenAI's form. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  /** The part of the request that is wrong. */
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: ContentfulStatusCode, message: string, param: string | null = null, code: string | null = null) {
    super(cut(message));
    this.status = status;
    this.param = param && cut(param);
    this.code = code;
  }
}

const TYPES: Readonly<Record<number, string>> = { 401: 'authentication_error', 429: 'rate_limit_error' };

export const errorObject = ({ status, message, param, code }: ApiError) => ({
  error: {
    message,
    type: TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
    param,
    code,
  },
});

export const refuse = (c: Context, error: ApiError): Response => {
  if (error.status === 429 || error.status === 503) {
    c.header('Retry-After', '1');
  }
  return c.json(errorObject(error), error.status);
};
