import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Refusal } from '../guard.ts';
import { type WcpCommand, WcpError, type WcpEvent } from './message.ts';

/** How long a page may take for an answer, and to come back after it was told to read the dump anew [ms]. */
const PATIENCE = 15_000;

/** What the server sends a page. */
export interface PageRequest {
  readonly id: number;
  readonly command: WcpCommand;
}

/** What a page sends: the answer to a request, an event, or that it is about to be loaded anew. */
export interface PageMessage {
  readonly id?: number;
  /** Fields of the answer; none for an acknowledgement. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly event?: WcpEvent;
  readonly leaving?: boolean;
}

interface Page {
  readonly key: string;
  readonly response: ServerResponse;
}

interface Pending {
  readonly page: Page;
  done(message: PageMessage): void;
}

/**
 * The way from the server to the page that shows the dump, and back: the page holds a stream of server-sent events open
 * on which requests come, and posts answers and events. Of several pages the one opened last is asked.
 */
export class PageLink {
  /** Begins the path that pages use; only who could read `info` knows it. */
  readonly path = `wcp/${randomBytes(16).toString('hex')}/`;
  /** One more than any id of an item that a client was told. */
  firstId = 1;
  readonly #url: () => string;
  readonly #onEvent: (event: WcpEvent) => void;
  readonly #pages: Page[] = [];
  readonly #pending = new Map<number, Pending>();
  #requests = 0;
  /** Called when a page has come; there only while one is expected back. */
  #back: (() => void) | undefined;
  #expected: Promise<void> | undefined;

  constructor(url: () => string, onEvent: (event: WcpEvent) => void) {
    this.#url = url;
    this.#onEvent = onEvent;
  }

  /** Takes a stream that was begun for the page called `key`. */
  attach(key: string, response: ServerResponse): void {
    const page: Page = { key, response };
    this.#pages.push(page);
    response.on('error', () => {});
    response.on('close', () => this.#drop(page, 'the page was closed before it answered'));
    response.write(': open\n\n');
    this.#back?.();
  }

  /** Takes what the page called `key` posts. Throws a `Refusal` for what is none. */
  receive(key: string, body: string): void {
    const message = readPageMessage(body);
    const page = this.#pages.find((each) => each.key === key);
    if (message.id !== undefined) {
      this.#pending.get(message.id)?.done(message);
    }
    if (message.event) {
      this.#onEvent(message.event);
    }
    if (message.leaving && page) {
      this.#expect();
      this.#drop(page, 'the page is being loaded anew');
    }
  }

  /** What the page answers to a command. Throws a `WcpError` where it refuses, or no page is open. */
  async ask(command: WcpCommand): Promise<Readonly<Record<string, unknown>>> {
    await this.#expected;
    const page = this.#pages.at(-1);
    if (!page) {
      throw new WcpError(command.command, `no page is open: open ${this.#url()} in a browser`);
    }
    const id = ++this.#requests;
    const answer = await new Promise<PageMessage>((done) => {
      const timer = setTimeout(() => done({ error: `the page has not answered in ${PATIENCE / 1000} s` }), PATIENCE);
      this.#pending.set(id, {
        page,
        done(message) {
          clearTimeout(timer);
          done(message);
        },
      });
      page.response.write(`data: ${JSON.stringify({ id, command } satisfies PageRequest)}\n\n`);
    });
    this.#pending.delete(id);
    if (answer.error !== undefined) {
      throw new WcpError(command.command, answer.error);
    }
    const { result = {} } = answer;
    const told = Array.isArray(result['ids']) ? (result['ids'] as unknown[]) : [];
    for (const each of told) {
      this.firstId = Math.max(this.firstId, Number(each) + 1 || 0);
    }
    return result;
  }

  close(): void {
    this.#back?.();
    for (const page of [...this.#pages]) {
      page.response.destroy();
      this.#drop(page, 'the server ends');
    }
  }

  /** Lets commands wait until a page is there again. */
  #expect(): void {
    this.#expected ??= new Promise((done) => {
      const timer = setTimeout(() => this.#back?.(), PATIENCE);
      this.#back = () => {
        clearTimeout(timer);
        this.#expected = undefined;
        this.#back = undefined;
        done();
      };
    });
  }

  #drop(page: Page, why: string): void {
    const at = this.#pages.indexOf(page);
    if (at >= 0) {
      this.#pages.splice(at, 1);
    }
    for (const pending of this.#pending.values()) {
      if (pending.page === page) {
        pending.done({ error: why });
      }
    }
  }
}

function readPageMessage(body: string): PageMessage {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    throw new Refusal(400, 'expected JSON');
  }
  if (typeof message !== 'object' || message === null) {
    throw new Refusal(400, 'expected an object');
  }
  const { id, result, error, event, leaving } = message as Record<string, unknown>;
  const fits =
    (id === undefined || typeof id === 'number') &&
    (result === undefined || (typeof result === 'object' && result !== null)) &&
    (error === undefined || typeof error === 'string') &&
    (event === undefined || isEvent(event)) &&
    (leaving === undefined || typeof leaving === 'boolean');
  if (!fits) {
    throw new Refusal(400, 'expected an answer or an event');
  }
  return message as PageMessage;
}

/** An event that pages send; that a dump was read carries its source only from the server on. */
function isEvent(value: unknown): boolean {
  const { event, variable, timestamp } = (value ?? {}) as Record<string, unknown>;
  return (
    event === 'waveforms_loaded' ||
    (event === 'goto_declaration' && typeof variable === 'string') ||
    (event === 'cursor_set' && typeof timestamp === 'number')
  );
}
