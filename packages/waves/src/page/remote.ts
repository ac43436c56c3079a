import type { CommandName, WcpCommand, WcpEvent } from '../wcp/message.ts';
import type { PageMessage, PageRequest } from '../wcp/page-link.ts';

/** Where the page's end of the remote control is. */
export interface RemoteInfo {
  /** Begins the path at which the page takes requests and posts answers. */
  readonly path: string;
  /** No item has had this number or a later one. */
  readonly firstId: number;
}

/**
 * What is done for each command: gives the fields of the answer, nothing for an acknowledgement; throws in a sentence.
 */
export type RemoteCommands = {
  readonly [K in Exclude<CommandName, 'load' | 'shutdown'>]: (
    command: WcpCommand & { command: K },
  ) => Readonly<Record<string, unknown>> | undefined;
};

/** The page's end of the remote control: clients of the Waveform Control Protocol, by way of the server. */
export class Remote {
  readonly #path: string;

  constructor({ path }: RemoteInfo) {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join('');
    this.#path = path + key;
  }

  /** Takes requests from now on, and tells that the dump is shown. `reload` loads the page anew. */
  open(commands: RemoteCommands, reload: () => void): void {
    const stream = new EventSource(this.#path);
    stream.addEventListener('open', () => void this.tell({ event: 'waveforms_loaded', source: '' }), { once: true });
    stream.addEventListener('message', async ({ data }: MessageEvent<string>) => {
      const { id, command }: PageRequest = JSON.parse(data);
      const leaving = command.command === 'reload';
      await this.#post({ id, ...answerOf(commands, command), leaving });
      if (leaving) {
        reload();
      }
    });
  }

  async tell(event: WcpEvent): Promise<void> {
    await this.#post({ event });
  }

  /** The page is about to be loaded anew: requests wait until it is back. */
  async leave(): Promise<void> {
    await this.#post({ leaving: true });
  }

  async #post(message: PageMessage): Promise<void> {
    // Where the server is gone there is nobody to tell.
    await fetch(this.#path, { method: 'POST', body: JSON.stringify(message) }).catch(() => undefined);
  }
}

function answerOf(commands: RemoteCommands, command: WcpCommand): Pick<PageMessage, 'result' | 'error'> {
  const run = (commands as Readonly<Record<string, ((command: WcpCommand) => PageMessage['result']) | undefined>>)[
    command.command
  ];
  if (!run) {
    return { error: 'the page does not know this command' };
  }
  try {
    return { result: run(command) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
