/**
 * Time and memory of quantising a model that is not there: one decoder layer in Qwen2.5-0.5B's shapes with random weights, on so
 * many samples of 512 tokens and on half of them. Time goes by samples beyond a constant, so two points give that of
 * a whole run; what is printed as extrapolated is that line, times the layers.
 *
 *   npx tsx bench/quantise.ts [--samples 16] [--method awq+gptq] [--threads 2]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { architectureFromConfig } from '../sw/import/huggingface-config.ts';
import { openFloatEngine } from '../sw/quant/float-engine.ts';
import { type Method, quantizeLayer } from '../sw/quant/quantize-layer.ts';
import { forEachLinear, type SequenceLayer } from '../sw/quant/sequence-model.ts';
import { lcg } from '../sw/testing/arbitrary.ts';

const QWEN = architectureFromConfig(
  {
    model_type: 'qwen2',
    hidden_act: 'silu',
    hidden_size: 896,
    intermediate_size: 4864,
    num_hidden_layers: 24,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    vocab_size: 151936,
    max_position_embeddings: 32768,
    rms_norm_eps: 1e-6,
    rope_theta: 1e6,
    tie_word_embeddings: true,
    use_sliding_window: false,
  },
  'config.json',
);
const LENGTH = 512;
/** Samples of a run with the command's defaults: 64 to calibrate on, 8 held out. */
const WHOLE_RUN = 72;

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '16' },
    method: { type: 'string', default: 'awq+gptq' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const samples = Number(values.samples);
const { hidden, ffn, heads, kvHeads, headDim, layers } = QWEN;

const random = lcg(1);
const normal = () => random() + random() + random() - 1.5;
const INPUTS = { 'attention.o': heads * headDim, 'mlp.down': ffn } as Partial<Record<string, number>>;
const OUTPUTS = {
  'attention.q': heads * headDim,
  'attention.k': kvHeads * headDim,
  'attention.v': kvHeads * headDim,
  'mlp.gate': ffn,
  'mlp.up': ffn,
} as Partial<Record<string, number>>;
const layer: SequenceLayer = {
  attentionNorm: Float32Array.from({ length: hidden }, () => 1 + 0.2 * normal()),
  mlpNorm: Float32Array.from({ length: hidden }, () => 1 + 0.2 * normal()),
  weights: forEachLinear((name) =>
    Float32Array.from({ length: (OUTPUTS[name] ?? hidden) * (INPUTS[name] ?? hidden) }, () => 0.05 * normal()),
  ),
  biases: {},
};

const engine = openFloatEngine(Number(values.threads));
const seconds = (count: number): { wall: number; processor: number } => {
  const calibration = Float32Array.from({ length: count * LENGTH * hidden }, normal);
  const [wall, used] = [performance.now(), process.cpuUsage()];
  const activations = { calibration, heldOut: new Float32Array(0), length: LENGTH };
  quantizeLayer(engine, QWEN, layer, activations, { method: values.method as Method, groupSize: 64, int8: [] });
  const { user, system } = process.cpuUsage(used);
  return { wall: (performance.now() - wall) / 1e3, processor: (user + system) / 1e6 };
};
seconds(1); // compiles
const [half, all] = [seconds(samples / 2), seconds(samples)];
await engine.close();

const whole = (a: number, b: number) => layers * (a + ((b - a) / (samples / 2)) * (WHOLE_RUN - samples / 2));
const line = (what: string, of: 'wall' | 'processor') =>
  `${what}: ${half[of].toFixed(1)} s with ${samples / 2} samples, ${all[of].toFixed(1)} s with ${samples} (measured); ` +
  `${layers} layers with ${WHOLE_RUN}: ${(whole(half[of], all[of]) / 60).toFixed(0)} minutes (extrapolated)\n`;
process.stdout.write(line('a layer', 'wall') + line('processor time', 'processor'));
process.stdout.write(`largest resident set: ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB (measured)\n`);
