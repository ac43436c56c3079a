/**
 * What quantising the first decoder layers alone costs a model that is too large to be quantised whole where time is
 * short: perplexity and KL divergence from the floats, by method. Embedding, LM head and later layers stay floats.
 *
 *     npx tsx tools/oracle/first_layers.ts MODEL LAYERS CALIBRATION.txt SAMPLES TEXT.txt WINDOWS
 *
 * Samples and windows are of 512 tokens. Prints a row a method.
 */
import { readFileSync } from 'node:fs';
import { openWeights } from '../../sw/eval/open-weights.ts';
import { logProbability } from '../../sw/eval/score-tokens.ts';
import { finalStates } from '../../sw/eval/sequence-scorer.ts';
import { quantizeInt4, quantizeInt8 } from '../../sw/model/round-to-nearest.ts';
import { calibrationSamples } from '../../sw/quant/calibration.ts';
import { asFloat32, dequantize } from '../../sw/quant/dequantize.ts';
import { type Distribution, distributionOf, divergence, meanOf } from '../../sw/quant/divergence.ts';
import { openFloatEngine } from '../../sw/quant/float-engine.ts';
import { forEachLogits } from '../../sw/quant/mixed-precision.ts';
import { METHODS, quantizeLayer } from '../../sw/quant/quantize-layer.ts';
import { forEachLinear, type SequenceLayer, sequenceModel } from '../../sw/quant/sequence-model.ts';

const [source, layersText, calibrationFile, samplesText, textFile, windowsText] = process.argv.slice(2);
const [layers, samples, windows] = [layersText, samplesText, windowsText].map(Number);
const LENGTH = 512;

const opened = await openWeights(source);
const engine = openFloatEngine();
const { architecture, tokenizer } = opened;
const float = sequenceModel(opened.weights, false);
const { tokens } = calibrationSamples(readFileSync(calibrationFile, 'utf8').split(/(?<=\n)/), {
  samples,
  length: LENGTH,
  encode: tokenizer.encode,
  separator: null,
});

const rounded = (layer: SequenceLayer, round: typeof quantizeInt8): SequenceLayer => ({
  ...layer,
  weights: forEachLinear((name) => {
    const weights = asFloat32(layer.weights[name]);
    const k =
      name === 'mlp.down'
        ? architecture.ffn
        : name === 'attention.o'
          ? architecture.heads * architecture.headDim
          : architecture.hidden;
    return dequantize(round(weights, weights.length / k, k, name));
  }),
});
const variants: Record<string, SequenceLayer[]> = {
  floats: [],
  int8: Array.from({ length: layers }, (_, l) => rounded(float.layer(l), quantizeInt8)),
  rtn: Array.from({ length: layers }, (_, l) => rounded(float.layer(l), quantizeInt4)),
};
const x = float.embed(tokens);
for (let l = 0; l < layers; l++) {
  const layer = float.layer(l);
  let after = x;
  for (const method of METHODS) {
    const activations = { calibration: x.slice(), heldOut: new Float32Array(0), length: LENGTH };
    const { matrices, ...rest } = quantizeLayer(engine, architecture, layer, activations, {
      method,
      groupSize: 64,
      int8: [],
    });
    variants[method] ??= [];
    variants[method].push({ ...layer, ...rest, weights: forEachLinear((name) => dequantize(matrices[name])) });
    after = activations.calibration;
  }
  x.set(after);
  process.stderr.write(`layer ${l} of ${layers}\n`);
}

const text = tokenizer.encode(readFileSync(textFile, 'utf8'));
const pieces = Array.from({ length: windows }, (_, w) => text.slice(w * LENGTH, (w + 1) * LENGTH));
const reference: Distribution[] = [];
process.stdout.write('| first layers | perplexity | KL, 10⁻³ nats |\n|---|---:|---:|\n');
for (const [method, own] of Object.entries(variants)) {
  const model = { ...float, layer: (l: number) => own[l] ?? float.layer(l) };
  const [nats, divergences]: number[][] = [[], []];
  for (const piece of pieces) {
    forEachLogits(engine, model, finalStates(engine, model, piece.slice(0, -1)), (logits, row) => {
      if (method === 'floats') {
        reference.push(distributionOf(logits));
      }
      nats.push(-logProbability(logits, piece[row + 1]));
      divergences.push(divergence(reference[divergences.length], logits));
    });
  }
  const [a, b] = [meanOf(nats), meanOf(divergences)];
  const perplexity = Math.exp(a.mean);
  const cells = [
    `${perplexity.toFixed(3)} ± ${(perplexity * a.standardError).toFixed(3)}`,
    `${(1e3 * b.mean).toFixed(2)} ± ${(1e3 * b.standardError).toFixed(2)}`,
  ];
  process.stdout.write(`| ${method} | ${cells.join(' | ')} |\n`);
}
opened.close();
await engine.close();
