import { createServer, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { listen } from '../listen.ts';
import {
  type ClientMessage,
  COMMAND_NAMES,
  MOST_BYTES,
  readMessage,
  type WcpCommand,
  WcpError,
  type WcpEvent,
} from './message.ts';
import type { PageLink } from './page-link.ts';

/** Clients at a time at most. */
const MOST_CLIENTS = 16;
/** Bytes that may wait for a client that does not read; with more it is let go. */
const MOST_WAITING = 16 << 20;
/** Ends every message. */
const END = 0;

export interface WcpServer {
  readonly port: number;
  /** Tells the clients that asked for it. */
  tell(event: WcpEvent): void;
  close(): Promise<void>;
}

export interface WcpServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The dump, as it was named and where it is. */
  readonly source: string;
  readonly path: string;
  readonly page: PageLink;
}

interface Client {
  readonly socket: Socket;
  /** The events it wants; undefined before its greeting. */
  wants: ReadonlySet<string> | undefined;
}

/**
 * Listens on this machine for clients of the Waveform Control Protocol, version 0: messages in JSON, each ended by a
 * zero byte. What they ask is done by the page that shows the dump.
 */
export async function serveWcp({ port, source, path, page }: WcpServerOptions): Promise<WcpServer> {
  const clients = new Set<Client>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const client: Client = { socket, wants: undefined };
    clients.add(client);
    socket.on('close', () => clients.delete(client));
    socket.on('error', () => {}); // a client that is gone; what ends is its loop
    serve(client).catch(() => socket.destroy());
  });
  server.maxConnections = MOST_CLIENTS;

  /** Answers a client's messages, one after the other, until it ends. */
  const serve = async (client: Client): Promise<void> => {
    for await (const bytes of messagesOf(client.socket)) {
      let stay: boolean;
      try {
        if (bytes === undefined) {
          throw new WcpError('message', `more than ${MOST_BYTES} bytes without the zero byte that ends a message`);
        }
        stay = await answer(client, readMessage(bytes));
      } catch (error) {
        send(client, asError(error));
        // A browser can be made to send requests here, whose body could hold messages. Its first line is none.
        stay = bytes !== undefined && client.wants !== undefined;
      }
      if (!stay) {
        break;
      }
    }
    client.socket.end();
  };

  /** False where the client is done. */
  const answer = async (client: Client, message: ClientMessage): Promise<boolean> => {
    if ('kind' in message) {
      client.wants = new Set(message.wants);
      send(client, { type: 'greeting', version: '0', commands: COMMAND_NAMES });
      return true;
    }
    if (!client.wants) {
      throw new WcpError(message.command, 'a client greets before its first command');
    }
    if (message.command === 'shutdown') {
      send(client, { type: 'response', command: 'ack' });
      return false;
    }
    const result = await page.ask(message.command === 'load' ? loadAsReload(message) : message);
    const isAck = Object.keys(result).length === 0;
    send(client, { type: 'response', command: isAck ? 'ack' : message.command, ...result });
    return true;
  };

  /** The dump that is shown is read anew; another one is another session's. */
  const loadAsReload = ({ source: wanted }: WcpCommand & { command: 'load' }): WcpCommand => {
    if (wanted !== source && resolve(wanted) !== path) {
      throw new WcpError('load', `this session shows ${source}; another dump is opened by another one`, [wanted]);
    }
    return { command: 'reload' };
  };

  const listening = await listen(server, port, '127.0.0.1');
  return {
    port: listening,
    tell(event) {
      const told: WcpEvent = event.event === 'waveforms_loaded' ? { event: event.event, source } : event;
      for (const client of clients) {
        if (client.wants?.has(event.event)) {
          send(client, { type: 'event', ...told });
        }
      }
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const { socket } of clients) {
          socket.destroy();
        }
      }),
  };
}

function send({ socket }: Client, message: object): void {
  if (socket.destroyed || socket.writableEnded) {
    return;
  }
  socket.write(`${JSON.stringify(message)}\0`);
  if (socket.writableLength > MOST_WAITING) {
    socket.destroy();
  }
}

function asError(error: unknown): object {
  if (error instanceof WcpError) {
    return { type: 'error', error: error.error, arguments: error.about, message: error.message };
  }
  return { type: 'error', error: 'server', arguments: [], message: 'the server has failed' };
}

/** The messages that come, without their ends; undefined, and no more, after one that is too long. */
async function* messagesOf(socket: Socket): AsyncGenerator<Uint8Array | undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of socket as AsyncIterable<Uint8Array>) {
    let from = 0;
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, from)) {
      yield size + end - from > MOST_BYTES ? undefined : Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      size = 0;
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > MOST_BYTES) {
      yield undefined;
      return;
    }
  }
}
