/**
 * Rounding that is learned by gradients (AutoRound's kind, arXiv 2309.05516) beside what the quantiser does, on linear
 * layers of one decoder layer: error of the outputs relative to their power, on the calibration text and on another.
 *
 *     npx tsx tools/oracle/learned_rounding.ts MODEL LAYER CALIBRATION.txt SAMPLES OTHER.txt STEPS LINEAR…
 *
 * Samples are of 512 tokens; 4 of the other text. Each weight gets an offset of −½ … ½ of a level before it is rounded,
 * on the grids of error feedback; every step moves all offsets by the same amount against the sign of their gradient,
 * which with the Gram matrix is exact over all tokens. Steps become smaller, from 1 / STEPS on, and the best offsets
 * stay.
 */
import { readFileSync } from 'node:fs';
import { openWeights } from '../../sw/eval/open-weights.ts';
import { HALF_TO_FLOAT } from '../../sw/model/half.ts';
import type { QuantizedMatrix } from '../../sw/model/pack.ts';
import { quantizeInt4 } from '../../sw/model/round-to-nearest.ts';
import { type ActivationStatistics, outputError } from '../../sw/quant/activation-statistics.ts';
import { calibrationSamples } from '../../sw/quant/calibration.ts';
import { quantizeClipped } from '../../sw/quant/clip-search.ts';
import { asFloat32, dequantize } from '../../sw/quant/dequantize.ts';
import { openFloatEngine } from '../../sw/quant/float-engine.ts';
import { observeLayer } from '../../sw/quant/quantize-layer.ts';
import { type LinearName, layerForward, sequenceModel } from '../../sw/quant/sequence-model.ts';

const [source, layerText, calibrationFile, samplesText, otherFile, stepsText, ...names] = process.argv.slice(2);
const [l, samples, steps] = [layerText, samplesText, stepsText].map(Number);
const LENGTH = 512;
const GROUP = 64;

const opened = await openWeights(source);
const engine = openFloatEngine();
const { architecture, tokenizer } = opened;
const model = sequenceModel(opened.weights, false);
const embedded = (file: string, count: number) =>
  model.embed(
    calibrationSamples(readFileSync(file, 'utf8').split(/(?<=\n)/), {
      samples: count,
      length: LENGTH,
      encode: tokenizer.encode,
      separator: null,
    }).tokens,
  );
const [seen, unseen] = [embedded(calibrationFile, samples), embedded(otherFile, 4)].map((x) => {
  for (let before = 0; before < l; before++) {
    layerForward(engine, architecture, model.layer(before), x, LENGTH);
  }
  return observeLayer(engine, architecture, model.layer(l), x, LENGTH);
});

function learned(weights: Float32Array, grid: QuantizedMatrix, { k, gram }: ActivationStatistics): Float32Array {
  const groups = k / GROUP;
  const offsets = new Float32Array(weights.length);
  const rounded = new Float32Array(weights.length);
  const isFree = new Uint8Array(weights.length);
  let best = { error: Number.POSITIVE_INFINITY, weights: rounded.slice() };
  for (let step = 0; step <= steps; step++) {
    for (let i = 0; i < weights.length; i++) {
      const group = Math.floor(i / k) * groups + Math.floor((i % k) / GROUP);
      const [scale, zero] = [HALF_TO_FLOAT[grid.scales[group]], grid.zeros[group]];
      const level = scale === 0 ? zero : Math.round(weights[i] / scale + offsets[i]) + zero;
      isFree[i] = Number(level >= 0 && level <= 15);
      rounded[i] = (Math.min(Math.max(level, 0), 15) - zero) * scale;
    }
    const change = rounded.map((value, i) => value - weights[i]);
    const gradient = engine.sgemm(change, gram, k, k);
    const error = change.reduce((sum, value, i) => sum + value * gradient[i], 0);
    if (error < best.error) {
      best = { error, weights: rounded.slice() };
    }
    const stride = (1 - step / steps) / steps;
    for (let i = 0; i < weights.length; i++) {
      const moved = offsets[i] - stride * Math.sign(gradient[i]) * isFree[i];
      offsets[i] = Math.min(Math.max(moved, -0.5), 0.5);
    }
  }
  return best.weights;
}

process.stdout.write(
  '| linear layer | text | rounded to nearest | clipped | error feedback | learned |\n|---|---|---:|---:|---:|---:|\n',
);
for (const name of names as LinearName[]) {
  const weights = asFloat32(model.layer(l).weights[name]);
  const { k } = seen[name];
  const linear = { name, n: weights.length / k, k, weights };
  const fed = engine.errorFeedback(linear, seen[name], GROUP);
  const candidates = [
    dequantize(quantizeInt4(weights, linear.n, k, name)),
    dequantize(quantizeClipped(engine.sgemm, linear, seen[name], GROUP)),
    dequantize(fed),
    learned(weights, fed, seen[name]),
  ];
  for (const [text, statistics] of [
    ['calibration', seen[name]],
    ['another', unseen[name]],
  ] as const) {
    const power = outputError(engine.sgemm, weights, statistics);
    const cells = candidates.map((made) => {
      const error = outputError(
        engine.sgemm,
        made.map((value, i) => value - weights[i]),
        statistics,
      );
      return ((100 * error) / power).toFixed(3);
    });
    process.stdout.write(`| ${name} | ${text} | ${cells.join(' | ')} |\n`);
  }
}
opened.close();
await engine.close();
