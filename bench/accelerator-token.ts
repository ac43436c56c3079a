/**
 * One whole decode token of a Qwen2.5-0.5B-shaped model with synthetic weights, all 494 M of them, through the emitted Verilog of the
 * accelerator with the KV260's memory: every matrix product compared with the golden model, bit for bit.
 *
 * Run: `npx tsx bench/accelerator-token.ts [--shape NAME] [--layers N] [--json]`. Simulates 4.4 million cycles, which takes a minute or two.
 */
import { parseArgs } from 'node:util';
import { openAccelerator } from '../sw/accel/backends.ts';
import { checked } from '../sw/accel/checked.ts';
import { openGolden } from '../sw/accel/golden.ts';
import { progressLine } from '../sw/cli/progress.ts';
import type { MatrixFormat } from '../sw/model/layout.ts';
import type { StoredModel, Tensor } from '../sw/model/load.ts';
import { type TensorKind, tensorBytes } from '../sw/model/schema.ts';
import { callsOf, SHAPES, type Shape } from '../sw/perf/shapes.ts';
import { forward } from '../sw/runtime/forward.ts';
import { KvCache } from '../sw/runtime/kv-cache.ts';
import { prepareModel } from '../sw/runtime/model.ts';

const { values: options } = parseArgs({
  options: {
    shape: { type: 'string', default: 'qwen2.5-0.5b' },
    layers: { type: 'string' },
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
  for (let i = 0; i < words.length; i++) words[i] = random();
  const scales = (at: number) => {
    for (let i = at; i < Math.min(at + 4, words.length); i++) words[i] = (words[i] & 0x83ff83ff) | 0x20002000;
  };
  const region = words.length / 4;
  for (let channel = 0; channel < 4; channel++) {
    const end = (channel + 1) * region;
    if (format === 'awq-macro') for (let at = channel * region; at < end; at += 72) scales(at + 4);
    else
      for (let quad = channel * region; quad < end; quad += 276)
        for (let m = 0; m < 4 && quad + 4 + 68 * m < end; m++) scales(quad + 4 + 68 * m);
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
    for (const norm of ['attention_norm', 'mlp_norm']) add(`layers.${l}.${norm}.weight`, 'fp32', [hidden]);
    const linear = (name: string, n: number, k: number) => add(`layers.${l}.${name}.weight`, 'awq-macro', [n, k]);
    linear('attention.q', heads * headDim, hidden);
    linear('attention.k', kvHeads * headDim, hidden);
    linear('attention.v', kvHeads * headDim, hidden);
    linear('attention.o', hidden, heads * headDim);
    linear('mlp.gate', ffn, hidden);
    linear('mlp.up', ffn, hidden);
    linear('mlp.down', hidden, ffn);
    for (const name of ['q', 'k', 'v'] as const)
      add(`layers.${l}.attention.${name}.bias`, 'fp32', [(name === 'q' ? heads : kvHeads) * headDim]);
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
if (!known) throw new Error(`--shape ${options.shape}: there are ${Object.keys(SHAPES).join(', ')}`);
const shape = { ...known, layers: options.layers ? Number(options.layers) : known.layers };
const progress = progressLine();
const rtl = await openAccelerator('rtl', { engine: 'fused', progress: progress.update });
const accelerator = checked(rtl, openGolden({ engine: 'fused' }));
progress.update('making weights');
const model = await prepareModel(syntheticModel(shape), accelerator);
let calls = 0;
const told = {
  ...accelerator,
  async multiply(...call: Parameters<typeof accelerator.multiply>) {
    const results = await accelerator.multiply(...call);
    const { cycles, seconds } = accelerator.statistics()!.total;
    progress.update(`call ${++calls} of ${4 * shape.layers + 1}: ${cycles} cycles, ${Math.round(cycles / seconds)}/s`);
    return results;
  },
};
const { kvHeads, headDim, layers } = shape;
const logits = await forward({ ...model, accelerator: told }, new KvCache(layers, 1, kvHeads * headDim), [1234]);
const { total } = accelerator.statistics()!;
await accelerator.close();
const likeliest = logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
const { products, values } = accelerator.compared;
const weights = callsOf(shape, 'awq-macro', 'awq-macro-dense').reduce(
  (sum, { n, k, count }) => sum + count * k * n.reduce((a, b) => a + b),
  0,
);
const result = {
  shape: shape.name,
  layers,
  weights,
  cycles: total.cycles,
  beats: total.beats,
  utilisation: total.beats / (total.beats + total.stalls),
  milliseconds_at_200_MHz: total.cycles / 200e3,
  products_equal_to_golden: products,
  values_equal_to_golden: values,
  likeliest,
  simulated_cycles_per_second: Math.round(total.cycles / total.seconds),
};
progress.end();
if (options.json) console.log(JSON.stringify(result));
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(28)} ${value}`);
