// The CPU engine beside llama.cpp: the whole forward pass of Qwen2.5-0.5B's shapes with random weights of 4.5 bits on
// both sides (278 MB a token), in alternating rounds; ratios of medians. Packages for it go to .cache/bench-cpu.
//
//   npx tsx bench/cpu.ts [--rounds 5] [--threads 2] [--prompt 4096] [--processor-time] [--json]
//
// --prompt takes a long prompt, and decodes behind it; without it the prompt has 512 tokens, and decoding begins anew.
// --processor-time counts the time that the processes were given instead of the time that passed: for one thread on a
// machine that others use too.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { QWEN25_05B } from '../sw/perf/cpu/synthetic-model.ts';
import { median } from '../sw/perf/median.ts';
import { writeSyntheticGguf } from './cpu/gguf.ts';
import { BENCH_CACHE, install, node24 } from './cpu/installed.ts';
import type { Round } from './cpu/protocol.ts';

const PACKAGES = { 'node-llama-cpp': '3.22.1', koffi: '3.3.4' };
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    prompt: { type: 'string', default: '0' },
    'processor-time': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [rounds, prompt] = [values.rounds, values.prompt].map(Number);
if (!Number.isInteger(prompt) || prompt < 0) {
  console.error(`--prompt is ${values.prompt}, expected a number of tokens`);
  process.exit(2);
}

/** Installs the peer, and makes its model. */
function prepare(): string {
  install(PACKAGES);
  const gguf = join(BENCH_CACHE, 'qwen2.5-0.5b-shapes-q4_0.gguf');
  if (!existsSync(gguf)) {
    writeSyntheticGguf(gguf, QWEN25_05B);
  }
  return gguf;
}

interface Contender {
  readonly what: string;
  round(): Promise<Round>;
  close(): void;
}

/** Starts a contender and waits until it is ready. */
async function start(node: string, script: string, args: string[], log: 'inherit' | 'ignore'): Promise<Contender> {
  const path = join(root, 'bench/cpu', script);
  const child: ChildProcess = spawn(node, ['--import', 'tsx', path, ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', log],
    env: { ...process.env, BENCH_PROMPT: String(prompt), BENCH_CLOCK: values['processor-time'] ? 'processor' : 'wall' },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) {
      throw new Error(`${script} ended with exit code ${child.exitCode}`);
    }
    return JSON.parse(value);
  };
  const { what } = await next();
  return {
    what,
    round() {
      child.stdin!.write('go\n');
      return next();
    },
    close: () => child.stdin!.end(),
  };
}

const gguf = prepare();
const { threads } = values;
const contenders = [
  await start(node24(), 'llama.ts', [threads, gguf, BENCH_CACHE], 'ignore'), // llama.cpp tells all it does
  await start(node24(), 'ours.ts', [threads, 'int8'], 'inherit'),
  await start(process.execPath, 'ours.ts', [threads, 'int8'], 'inherit'),
];
const results = contenders.map(() => [] as Round[]);
// A long prompt warms up by itself.
for (let round = prompt > 0 ? 0 : -1; round < rounds; round++) {
  for (const [i, contender] of contenders.entries()) {
    const result = await contender.round();
    if (round >= 0) {
      results[i].push(result); // a round before the first warms up
    }
  }
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
for (const contender of contenders) {
  contender.close();
}

const medians = results.map((all) => ({
  decode: median(all.map(({ decode }) => decode)),
  prefill: median(all.map(({ prefill }) => prefill)),
}));
const peer = medians[0];
const table = contenders.map(({ what }, i) => ({
  what,
  ...medians[i],
  decodeRatio: medians[i].decode / peer.decode,
  prefillRatio: medians[i].prefill / peer.prefill,
}));
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ cpu: cpus()[0].model, threads: Number(threads), rounds, table, results })}\n`,
  );
} else {
  const clock = values['processor-time'] ? ', processor time' : '';
  const behind = prompt > 0 ? `; a prompt of ${prompt} tokens, and decoding behind it` : '';
  const line = (...cells: string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  process.stdout.write(
    `${cpus()[0].model}, ${threads} threads, medians of ${rounds} alternating rounds${clock}${behind}\n\n`,
  );
  line('', 'decode tok/s', 'of llama.cpp', 'prefill tok/s', 'of llama.cpp');
  line('---', '---', '---', '---', '---');
  for (const { what, decode, decodeRatio, prefill, prefillRatio } of table) {
    line(what, decode.toFixed(1), decodeRatio.toFixed(2), prefill.toFixed(0), prefillRatio.toFixed(2));
  }
}
