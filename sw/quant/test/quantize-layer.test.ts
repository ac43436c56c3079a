import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../import/checkpoint.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { HALF_TO_FLOAT } from '../../model/half.ts';
import type { QuantizedMatrix } from '../../model/pack.ts';
import { quantizeInt4 } from '../../model/round-to-nearest.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { gatherStatistics, outputError } from '../activation-statistics.ts';
import { quantizeClipped } from '../clip-search.ts';
import { asFloat32, checkpointWeights, dequantize } from '../dequantize.ts';
import { openFloatEngine } from '../float-engine.ts';
import { quantizeCheckpoint } from '../quantize-checkpoint.ts';
import { observeLayer, quantizeLayer } from '../quantize-layer.ts';
import { scaleLayer } from '../scale-layer.ts';
import { layerForward, sequenceModel } from '../sequence-model.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-quantize-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const engine = openFloatEngine(2);
const { sgemm } = engine;
afterAll(() => engine.close());
const noise = (length: number, seed: number, size = 1): Float32Array => {
  const random = lcg(seed);
  return Float32Array.from({ length }, () => (random() * 2 - 1) * size);
};

test('sgemm: sums of products over ragged shapes', () =>
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.nat(70), (t, n, k) => {
      const [rows, outputs, inputs] = [t + 1, n + 1, k + 1];
      const [x, w] = [noise(rows * inputs, t), noise(outputs * inputs, n + 100)];
      const y = sgemm(x, w, outputs, inputs);
      for (let i = 0; i < y.length; i++) {
        const [row, output] = [Math.floor(i / outputs), i % outputs];
        let sum = 0;
        for (let j = 0; j < inputs; j++) {
          sum += x[row * inputs + j] * w[output * inputs + j];
        }
        expect(Math.abs(y[i] - sum)).toBeLessThan(1e-5);
      }
    }),
  ));

test('the Gram matrix gives the mean squared output error of the calibration tokens themselves', () => {
  const [rows, n, k] = [300, 7, 70];
  const [x, change] = [noise(rows * k, 1), noise(n * k, 2)];
  const gatherer = gatherStatistics(sgemm, k);
  gatherer.add(x.subarray(0, 100 * k));
  gatherer.add(x.subarray(100 * k));
  const squares = sgemm(x, change, n, k).reduce((sum, y) => sum + y * y, 0);
  expect(outputError(sgemm, change, gatherer.result()) / (squares / rows)).toBeCloseTo(1, 4);
});

const INT4 = { method: 'awq', groupSize: 64, int8: [] } as const;

/** A layer whose inputs have a few strong channels, as those of real models do, and its calibration activations. */
function layerWithOutliers() {
  const model = sequenceModel(checkpointWeights(tinyCheckpoint()));
  const layer = model.layer(0);
  const attentionNorm = layer.attentionNorm.map((weight, i) => (i % 17 === 3 ? weight * 30 : weight));
  return { layer: { ...layer, attentionNorm }, x: noise(8 * 16 * TINY.hidden, 5), length: 16 };
}

describe('scales', () => {
  test('folded into what comes before, they leave the layer what it was', () => {
    const { layer, x, length } = layerWithOutliers();
    const expected = x.slice();
    const inputs = observeLayer(engine, TINY, layer, expected, length);
    const scaled = scaleLayer(sgemm, TINY, layer, inputs, INT4);
    expect(scaled.exponents.attention_norm).toBeGreaterThan(0);
    const actual = x.slice();
    layerForward(engine, TINY, scaled, actual, length);
    const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    expect(worst).toBeLessThan(1e-4);
  });

  test('where a few channels are strong they lower the error of the outputs', () => {
    const { layer, x, length } = layerWithOutliers();
    const inputs = observeLayer(engine, TINY, layer, x.slice(), length);
    const { weights, inputs: scaledInputs } = scaleLayer(sgemm, TINY, layer, inputs, INT4);
    // What the search minimises: the errors of q, k and v, each relative to the power of its outputs.
    const names = ['attention.q', 'attention.k', 'attention.v'] as const;
    const errorOf = (w: typeof layer.weights, statistics: typeof inputs) =>
      names.reduce((sum, name) => {
        const float = asFloat32(w[name]);
        const change = dequantize(quantizeInt4(float, float.length / TINY.hidden, TINY.hidden, name));
        for (let i = 0; i < change.length; i++) {
          change[i] -= float[i];
        }
        return sum + outputError(sgemm, change, statistics[name]) / outputError(sgemm, float, statistics[name]);
      }, 0);
    expect(errorOf(weights, scaledInputs)).toBeLessThan(0.55 * errorOf(layer.weights, inputs));
  });
});

test('scales and feedback leave the layer nearer to the floats than either alone, or as near', () => {
  const { layer, x, length } = layerWithOutliers();
  const expected = x.slice();
  layerForward(engine, TINY, layer, expected, length);
  const errorOf = (method: 'awq' | 'gptq' | 'awq+gptq'): number => {
    const activations = { calibration: x.slice(), heldOut: new Float32Array(0), length };
    const { matrices, ...quantized } = quantizeLayer(engine, TINY, layer, activations, { ...INT4, method });
    const names = Object.keys(matrices) as (keyof typeof matrices)[];
    const weights = Object.fromEntries(names.map((name) => [name, dequantize(matrices[name])]));
    const actual = x.slice();
    layerForward(engine, TINY, { ...layer, ...quantized, weights: weights as typeof layer.weights }, actual, length);
    return actual.reduce((sum, value, i) => sum + (value - expected[i]) ** 2, 0);
  };
  const [awq, gptq, both] = (['awq', 'gptq', 'awq+gptq'] as const).map(errorOf);
  expect(both).toBeLessThan(0.7 * awq);
  // Its halves are judged apart, and on some of the texts.
  expect(both).toBeLessThan(1.05 * gptq);
});

test('clipping never makes a group worse than rounding to nearest', () => {
  const [n, k] = [9, 128];
  const weights = noise(n * k, 3).map((w) => w ** 3); // long tails
  const gatherer = gatherStatistics(sgemm, k);
  gatherer.add(noise(200 * k, 4));
  const statistics = gatherer.result();
  const errorsOf = (matrix: QuantizedMatrix): number[] => {
    const change = dequantize(matrix).map((value, i) => value - weights[i]);
    return Array.from({ length: n * 2 }, (_, i) => {
      const group = new Float32Array(k);
      const start = (i % 2) * 64;
      group.set(change.subarray(Math.floor(i / 2) * k + start, Math.floor(i / 2) * k + start + 64), start);
      return outputError(sgemm, group, statistics);
    });
  };
  const clipped = errorsOf(quantizeClipped(sgemm, { name: 'w', n, k, weights }, statistics, 64));
  const rounded = errorsOf(quantizeInt4(weights, n, k, 'w'));
  for (const [i, error] of clipped.entries()) {
    expect(error).toBeLessThanOrEqual(rounded[i] * 1.0001);
  }
  const sum = (errors: number[]) => errors.reduce((a, b) => a + b);
  expect(sum(clipped)).toBeLessThan(0.95 * sum(rounded));
});

test('quantised weights lie within a step of the float ones', () =>
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 64, maxLength: 64 }),
      (values) => {
        const weights = Float32Array.from(values);
        const matrix = quantizeInt4(weights, 1, 64, 'w');
        const step = HALF_TO_FLOAT[matrix.scales[0]];
        // Half a step, and another half at the ends of the range, which rounding the zero point can cut off.
        dequantize(matrix).forEach((value, i) => {
          expect(Math.abs(value - weights[i])).toBeLessThanOrEqual(step * 1.01 + 2 ** -24 * 15);
        });
      },
    ),
  ));

test('a group of 128 is two of 64 with one scale and zero point, on the grid of all 128 weights', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 }), fc.nat(), (n, k, seed) => {
      const weights = noise(n * k, seed);
      const { q, zeros, scales } = quantizeInt4(weights, n, k, 'w', 128);
      const groups = Math.ceil(k / 64);
      for (let row = 0; row < n; row++) {
        for (let start = 0; start < k; start += 128) {
          const group = weights.subarray(row * k + start, row * k + Math.min(start + 128, k));
          const [low, high] = [Math.min(0, ...group), Math.max(0, ...group)];
          const first = row * groups + start / 64;
          const step = HALF_TO_FLOAT[scales[first]];
          expect(Math.abs(step - (high - low) / 15)).toBeLessThanOrEqual(step * 2 ** -11 + 2 ** -25);
          if (start + 64 < k) {
            expect([scales[first + 1], zeros[first + 1]]).toEqual([scales[first], zeros[first]]);
          }
          group.forEach((weight, i) => {
            const value = (q[row * k + start + i] - zeros[first]) * step;
            expect(Math.abs(value - weight)).toBeLessThanOrEqual(1.01 * step);
          });
        }
      }
    }),
  ));

describe('a whole checkpoint', () => {
  const calibration = {
    tokens: Uint32Array.from({ length: 8 * 16 }, (_, i) => (i * 37) % TINY.vocab),
    samples: 8,
    length: 16,
  };
  const options = {
    calibration,
    embedding: true,
    lmHead: true,
    ...INT4,
    workDirectory: join(scratch, 'work'),
  } as const;
  const kinds = { weights: 'awq-macro', embedding: 'awq-macro', lmHead: 'awq-macro' } as const;
  const write = (checkpoint: Checkpoint, name: string): Buffer => {
    convertCheckpoint(checkpoint, kinds, join(scratch, name));
    return readFileSync(join(scratch, name, 'model.bin'));
  };

  test('an interrupted run goes on where it stopped and ends in the same bytes', () => {
    const whole = quantizeCheckpoint(engine, tinyCheckpoint(), options);
    const expected = write(whole, 'whole');
    whole.finish();
    expect(existsSync(options.workDirectory)).toBe(false);

    const layers: string[] = [];
    const stop = (_done: number, _total: number, what: string) => {
      layers.push(what);
      if (what === 'layer 1') {
        throw new Error('interrupted');
      }
    };
    expect(() => quantizeCheckpoint(engine, tinyCheckpoint(), { ...options, progress: stop })).toThrow('interrupted');
    const progress = (_done: number, _total: number, what: string) => layers.push(`again: ${what}`);
    const resumed = quantizeCheckpoint(engine, tinyCheckpoint(), { ...options, progress });
    expect(layers).toEqual(['layer 0', 'layer 1', 'again: layer 1', 'again: LM head', 'again: ']);
    expect(write(resumed, 'resumed').equals(expected)).toBe(true);
    resumed.finish();
  });

  test('other settings start afresh', () => {
    const seen: string[] = [];
    const progress = (_done: number, _total: number, what: string) => seen.push(what);
    quantizeCheckpoint(engine, tinyCheckpoint(), options).stop();
    quantizeCheckpoint(engine, tinyCheckpoint(), { ...options, lmHead: false, progress }).finish();
    expect(seen[0]).toBe('layer 0');
  });
});
