import OpenAI from 'openai';
import { openCpu } from '../../backends/cpu/cpu.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { readModel } from '../../text/read-model.ts';
import { type RunningServer, type ServerOptions, startServer } from '../server.ts';

export interface Running {
  readonly server: RunningServer;
  readonly client: OpenAI;
  close(): Promise<void>;
}

/** The back end of these tests: what it computes does not depend on the machine. */
export const openBackEnd = () => openCpu({ engine: 'fused', threads: 1, activations: 'fp32' });

/** A server in this process, with OpenAI's own client. */
export async function serve(directory: string, options: Partial<ServerOptions> = {}): Promise<Running> {
  const accelerator: Accelerator = openBackEnd();
  const { stored, tokenizer } = readModel(directory, accelerator);
  const settings = { host: '127.0.0.1', port: 0, places: 2, queue: 8, ...options };
  const server = await startServer(stored, tokenizer, accelerator, settings);
  return {
    server,
    client: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: options.apiKey ?? 'none', maxRetries: 0 }),
    async close() {
      await server.stop(0);
      await accelerator.close();
    },
  };
}
