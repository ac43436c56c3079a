import { Command, Option } from 'commander';
import { BACKEND_NAMES, openAccelerator, openBeforeModel } from '../backends/backends.ts';
import type { CacheKind } from '../port/kv-cache.ts';
import { PASS_SIZES } from '../port/limits.ts';
import type { Engine } from '../port/matrix.ts';
import { startServer } from '../serve/server.ts';
import { readModel } from '../text/read-model.ts';
import { integer, number, oneOf } from './arguments.ts';
import { activationsOption, threadsOption } from './cpu-options.ts';
import {
  addSimulationOptions,
  engineOption,
  kvCacheOption,
  type SimulationArguments,
  simulationOptions,
} from './options.ts';
import { progressLine } from './progress.ts';

interface ServeArguments extends SimulationArguments {
  readonly model: string;
  readonly name?: string;
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
  readonly allowHost: readonly string[];
  readonly cors: readonly string[];
  readonly parallel: number;
  readonly queue: number;
  readonly grace: number;
  readonly backend: string;
  readonly engine: Engine;
  readonly activations: 'int8' | 'fp32';
  readonly threads?: number;
  readonly kvCache: CacheKind;
  readonly tokensPerPass: number;
}

export const serveCommand = addSimulationOptions(
  new Command('serve')
    .description("serve a model by OpenAI's API: completions, chat, embeddings; docs/serving.md")
    .requiredOption('--model <dir>', 'model folder')
    .option('--name <name>', "the model's name in the API (default: its own)")
    .option('--host <address>', 'address to listen at; another than the loopback needs an API key', '127.0.0.1')
    .option('--port <number>', 'port to listen at; 0: any that is free', integer(0, 65535), 8080)
    .addOption(new Option('--api-key <key>', 'key that clients must have').env('MACROMAC_API_KEY'))
    .option('--allow-host <name...>', 'names of this server in URLs, beside --host and those of the loopback', [])
    .option('--cors <origin...>', 'origins of pages that may ask; *: all', [])
    .option('--parallel <texts>', 'texts made at once, each with keys and values of its own', integer(1, 256), 4)
    .option('--queue <texts>', 'texts that may wait; more are refused', integer(0, 100_000), 64)
    .option('--grace <seconds>', 'time that texts under way have when the server is stopped', number(0, 86_400), 30)
    .option('--backend <name>', `where matrix products are made: ${BACKEND_NAMES.join(', ')}`, 'cpu')
    .addOption(engineOption())
    .addOption(activationsOption().default('int8'))
    .addOption(threadsOption())
    .addOption(kvCacheOption())
    .option(
      '--tokens-per-pass <t>',
      'hardware to simulate: activation vectors a pass over the weights',
      oneOf(PASS_SIZES),
      1,
    ),
).action(async (options: ServeArguments) => {
  const { model: directory, backend, engine, activations, threads } = options;
  const progress = progressLine();
  const acceleratorOptions = {
    engine,
    ...simulationOptions(options),
    tokens: options.tokensPerPass,
    activations,
    threads,
    progress: progress.update,
  };
  const early = await openBeforeModel(backend, acceleratorOptions);
  const { stored, tokenizer } = readModel(directory, early);
  const accelerator = early ?? (await openAccelerator(backend, acceleratorOptions));
  try {
    const server = await startServer(stored, tokenizer, accelerator, {
      ...options,
      places: options.parallel,
      allowedHosts: options.allowHost,
      origins: options.cors,
    });
    progress.end(`${server.model} by ${backend} at ${server.url}/v1, a page to chat at ${server.url}`);
    await signalled();
    process.stderr.write(`stopping: texts under way have ${options.grace} s; once more stops at once\n`);
    await server.stop(options.grace);
  } finally {
    progress.end();
    await accelerator.close();
  }
});

/** Resolves at the first Ctrl-C or SIGTERM; the next one ends the process, as it does without this. */
function signalled(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of signals) {
        process.off(signal, stop);
      }
      resolve();
    };
    for (const signal of signals) {
      process.on(signal, stop);
    }
  });
}
