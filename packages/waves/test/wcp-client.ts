import { connect, type Socket } from 'node:net';

export type Message = Readonly<Record<string, unknown>>;

/**
 * A client of the Waveform Control Protocol as an editor would have one: JSON over TCP, a zero byte after each message.
 */
export interface WcpClient {
  /** Sends a message as it is; a text as these bytes. */
  send(message: Message | string): void;
  /** The next message that comes. */
  next(): Promise<Message>;
  /** The answer to a command, which is the next message that is no event. */
  ask(command: string, fields?: Message): Promise<Message>;
  /** The next event of this name, and what it says; others may stand before it. */
  event(name: string): Promise<Message>;
  /** Resolves with what was left unread once the server has closed the connection. */
  closed: Promise<Message[]>;
  end(): void;
}

export async function connectWcp(port: number): Promise<WcpClient> {
  const socket: Socket = connect(port, '127.0.0.1');
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail));
  const inbox: Message[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const go of waiting) {
      go();
    }
    waiting.clear();
  };
  let isClosed = false;
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (data: unknown) => {
    const parts = (text + String(data)).split('\0');
    text = parts.pop() as string;
    inbox.push(...parts.map((part) => JSON.parse(part) as Message));
    wake();
  });
  socket.on('error', () => {});
  const closed = new Promise<Message[]>((done) =>
    socket.once('close', () => {
      isClosed = true;
      wake();
      done(inbox);
    }),
  );
  const take = async (wanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const at = inbox.findIndex(wanted);
      if (at >= 0) {
        return inbox.splice(at, 1)[0];
      }
      if (isClosed) {
        throw new Error('the server has closed the connection');
      }
      await new Promise<void>((done) => waiting.add(done));
    }
  };
  const send = (message: Message | string) => {
    socket.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\0`);
  };
  return {
    send,
    next: () => take(() => true),
    ask: (command, fields = {}) => {
      send({ type: 'command', command, ...fields });
      return take(({ type }) => type !== 'event');
    },
    event: async (name) => {
      const { type, event, ...said } = await take(({ type, event }) => type === 'event' && event === name);
      return said;
    },
    closed,
    end: () => socket.end(),
  };
}

/** Connects and greets, asking for these events. */
export async function greetWcp(port: number, ...events: string[]): Promise<WcpClient> {
  const client = await connectWcp(port);
  client.send({ type: 'greeting', version: '0', commands: events });
  await client.next();
  return client;
}
