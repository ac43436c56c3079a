/**
 * One whole decode token of a Qwen2.5-0.5B-shaped model with synthetic weights, all 494 M of them, through the emitted
 * Verilog of the accelerator with the KV260's memory, and equal to the golden model, bit for bit.
 *
 * The golden model makes the token first. Then its calls no longer wait for each other: each goes through the Verilog
 * with the activations that it had there, on all cores. As long as every result is golden's, so would the activations
 * of a run in sequence be.
 *
 * Run: `npx tsx bench/accelerator-token.ts [--shape NAME] [--layers N] [--threads N] [--checkpoint FILE] [--json]`.
 * With a checkpoint a run that was stopped goes on where it was.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { openGoldenThreads } from '../sw/backends/golden/golden-threads.ts';
import { simulationHash } from '../sw/backends/rtl/simulation-hash.ts';
import { startSimulator } from '../sw/backends/rtl/simulator.ts';
import { interruptible } from '../sw/cli/interruptible.ts';
import { progressLine } from '../sw/cli/progress.ts';
import { prepareModel } from '../sw/decoder/model.ts';
import { forward } from '../sw/decoder/pass.ts';
import { RowCache } from '../sw/decoder/row-cache.ts';
import { Interrupted } from '../sw/errors.ts';
import type { StoredModel, Tensor } from '../sw/model/load.ts';
import { tensorBytes } from '../sw/model/schema.ts';
import { keptResults } from '../sw/parallel/kept-results.ts';
import { CORES } from '../sw/parallel/pool.ts';
import { runJobs } from '../sw/parallel/run-jobs.ts';
import { callsOf, SHAPES, type Shape } from '../sw/perf/shapes.ts';
import type { MatrixFormat } from '../sw/port/layout.ts';
import type { PackedMatrix } from '../sw/port/matrix.ts';
import type { TensorKind } from '../sw/port/tensor.ts';
import type { TokenCall, TokenCallCost } from './token-call.ts';

const { values: options } = parseArgs({
  options: {
    shape: { type: 'string', default: 'qwen2.5-0.5b' },
    layers: { type: 'string' },
    threads: { type: 'string', default: `${CORES}` },
    checkpoint: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

let state = 20_250_417;
/** Xorshift: all that these weights must be is varied, and the same in every run. */
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state;
}

/** Random q and zeros; scales of either sign about 2^-7. */
function randomMatrix(format: MatrixFormat, bytes: number): Uint8Array {
  const words = new Uint32Array(bytes / 4);
  for (let i = 0; i < words.length; i++) {
    words[i] = random();
  }
  const scales = (at: number) => {
    for (let i = at; i < Math.min(at + 4, words.length); i++) {
      words[i] = (words[i] & 0x83ff83ff) | 0x20002000;
    }
  };
  const region = words.length / 4;
  for (let channel = 0; channel < 4; channel++) {
    const end = (channel + 1) * region;
    if (format === 'awq-macro') {
      for (let at = channel * region; at < end; at += 72) {
        scales(at + 4);
      }
    } else {
      for (let quad = channel * region; quad < end; quad += 276) {
        for (let m = 0; m < 4 && quad + 4 + 68 * m < end; m++) {
          scales(quad + 4 + 68 * m);
        }
      }
    }
  }
  return new Uint8Array(words.buffer);
}

function syntheticModel(shape: Shape): StoredModel {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab } = shape;
  const tensors = new Map<string, Tensor>();
  const add = (name: string, kind: TensorKind, dimensions: [number] | [number, number]) => {
    const bytes = tensorBytes(kind, dimensions);
    const data =
      kind === 'fp32'
        ? new Uint8Array(Float32Array.from({ length: dimensions[0] }, () => 1 + (random() >> 8) / 2 ** 26).buffer)
        : randomMatrix(kind as MatrixFormat, bytes);
    tensors.set(name, { name, kind, shape: dimensions, offset: 0, bytes, sha256: '', data });
  };
  for (let l = 0; l < layers; l++) {
    for (const norm of ['attention_norm', 'mlp_norm']) {
      add(`layers.${l}.${norm}.weight`, 'fp32', [hidden]);
    }
    const linear = (name: string, n: number, k: number) => add(`layers.${l}.${name}.weight`, 'awq-macro', [n, k]);
    linear('attention.q', heads * headDim, hidden);
    linear('attention.k', kvHeads * headDim, hidden);
    linear('attention.v', kvHeads * headDim, hidden);
    linear('attention.o', hidden, heads * headDim);
    linear('mlp.gate', ffn, hidden);
    linear('mlp.up', ffn, hidden);
    linear('mlp.down', hidden, ffn);
    for (const name of ['q', 'k', 'v'] as const) {
      add(`layers.${l}.attention.${name}.bias`, 'fp32', [(name === 'q' ? heads : kvHeads) * headDim]);
    }
  }
  add('norm.weight', 'fp32', [hidden]);
  add('embedding.weight', 'awq-macro-dense', [vocab, hidden]);
  const architecture = {
    family: 'qwen2' as const,
    layers,
    hidden,
    ffn,
    heads,
    kvHeads,
    headDim,
    vocab,
    context: 32_768,
    rmsEpsilon: 1e-6,
    rope: { theta: 1e6, form: 'half' as const, scaling: null },
    qkvBias: true,
    tiedEmbedding: true,
  };
  const manifest = {
    format: 'macromac' as const,
    version: 1 as const,
    name: shape.name,
    source: 'synthetic',
    architecture,
    tokens: { bos: null, stop: [] },
    tensors: [...tensors.values()].map(({ data: _, ...entry }) => entry),
  };
  return { directory: 'synthetic', manifest, tensors };
}

const known = SHAPES[options.shape];
if (!known) {
  throw new Error(`--shape ${options.shape}: there are ${Object.keys(SHAPES).join(', ')}`);
}
const shape = { ...known, layers: options.layers ? Number(options.layers) : known.layers };
const threads = Number(options.threads);
const progress = progressLine();
const begun = performance.now();

/** The token by the golden model, and each of its calls. */
async function goldenToken(): Promise<{ calls: TokenCall[]; likeliest: number }> {
  progress.update('making weights');
  const golden = await openGoldenThreads({ engine: 'fused' }, threads);
  const calls: TokenCall[] = [];
  const watched = {
    ...golden,
    async multiply(...[x, tokens, matrices]: Parameters<typeof golden.multiply>) {
      const expected = await golden.multiply(x, tokens, matrices);
      // The decoder goes on with these arrays, and changes some of them.
      const kept = expected.map((y) => y.slice());
      calls.push({ x: x.slice(), matrices: matrices as unknown as PackedMatrix[], expected: kept });
      progress.update(`golden model: call ${calls.length} of ${4 * shape.layers + 1}`);
      return expected;
    },
  };
  const model = await prepareModel(syntheticModel(shape), watched);
  const { kvHeads, headDim, layers } = shape;
  const logits = await forward(model, new RowCache(layers, 1, kvHeads * headDim), [1234]);
  await golden.close();
  return { calls, likeliest: logits.indexOf(logits.reduce((a, b) => Math.max(a, b))) };
}

const design = await simulationHash(1);
/** All that decides what a call costs and whether it is right. */
function keyOf({ x, matrices, expected }: TokenCall): string {
  const hash = createHash('sha256').update(design).update(x);
  for (const { n, k, format, data } of matrices) {
    hash.update(`${n} ${k} ${format}`).update(data);
  }
  for (const y of expected) {
    hash.update(y);
  }
  return hash.digest('hex');
}

const number = v.pipe(v.number(), v.minValue(0));
const callCost = v.strictObject({ cycles: number, beats: number, stalls: number, seconds: number, values: number });

async function run(signal: AbortSignal) {
  (await startSimulator('system', 1, { progress: progress.update })).dispose();
  const { calls, likeliest } = await goldenToken();
  const results =
    options.checkpoint === undefined ? undefined : keptResults<TokenCallCost>(options.checkpoint, callCost);
  const simulating = performance.now();
  const costs = await runJobs(calls, {
    worker: new URL('./token-call.mjs', import.meta.url),
    threads,
    sizeOf: ({ matrices }) => matrices.reduce((sum, { data }) => sum + data.length, 0),
    kept: results && { results, keyOf },
    signal,
    progress: (done, total, share) =>
      progress.update(`call ${done} of ${total} simulated, ${Math.floor(100 * share)} % of the weights`),
  });
  const total = (of: (cost: TokenCallCost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
  const [cycles, beats] = [total((cost) => cost.cycles), total((cost) => cost.beats)];
  return {
    shape: shape.name,
    layers: shape.layers,
    weights: callsOf(shape, 'awq-macro', 'awq-macro-dense').reduce(
      (sum, { n, k, count }) => sum + count * k * n.reduce((a, b) => a + b),
      0,
    ),
    cycles,
    beats,
    utilisation: beats / (beats + total((cost) => cost.stalls)),
    milliseconds_at_200_MHz: cycles / 200e3,
    products_equal_to_golden: calls.reduce((sum, { matrices }) => sum + matrices.length, 0),
    values_equal_to_golden: total((cost) => cost.values),
    likeliest,
    threads,
    simulated_cycles_per_second_a_thread: Math.round(cycles / total((cost) => cost.seconds)),
    seconds_of_simulation: Number(((performance.now() - simulating) / 1000).toFixed(1)),
    seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
  };
}

try {
  const result = await interruptible(run, () =>
    options.checkpoint === undefined
      ? 'stopped; with --checkpoint FILE a run can be continued'
      : `stopped; the same command goes on with the calls that are in ${options.checkpoint}`,
  );
  progress.end();
  if (options.json) {
    console.log(JSON.stringify(result));
  } else {
    for (const [name, value] of Object.entries(result)) {
      console.log(`${name.padEnd(36)} ${value}`);
    }
  }
} catch (error) {
  progress.end();
  if (!(error instanceof Interrupted)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 130;
}
