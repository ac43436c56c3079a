import { afterAll, expect, test } from 'vitest';
import { cacheRounding } from '../../eval/cache-rounding.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { checkpointWeights } from '../dequantize.ts';
import { openFloatEngine } from '../float-engine.ts';
import { observeKeys, smoothKeys } from '../key-smoothing.ts';
import { layerForward, type RoundCache, type SequenceLayer, sequenceModel } from '../sequence-model.ts';

const engine = openFloatEngine(2);
afterAll(() => engine.close());

const LENGTH = 16;

/** A layer whose keys have biases of up to ±300 in every fourth element, as Qwen2.5's in some. */
function layerWithKeyBiases(): SequenceLayer {
  const random = lcg(5);
  const layer = sequenceModel(checkpointWeights(tinyCheckpoint())).layer(0);
  const bias = Float32Array.from({ length: TINY.kvHeads * TINY.headDim }, (_, i) =>
    i % 4 === 1 ? (random() * 2 - 1) * 300 : random(),
  );
  return { ...layer, biases: { ...layer.biases, 'attention.k': bias } };
}

const texts = () => {
  const random = lcg(9);
  return Float32Array.from({ length: 4 * LENGTH * TINY.hidden }, () => random() * 2 - 1);
};

test.each(['half', 'interleaved'] as const)(
  'keys whose pairs are made alike leave the layer what it was, and an INT8 cache of them loses less; RoPE %s',
  (form) => {
    const architecture = { ...TINY, rope: { ...TINY.rope, form } };
    const layer = layerWithKeyBiases();
    const run = (of: SequenceLayer, roundCache?: RoundCache) => {
      const x = texts();
      layerForward(engine, architecture, of, x, LENGTH, undefined, roundCache);
      return x;
    };
    const keys = observeKeys(architecture);
    const expected = run(layer, (turned) => keys.add(turned));
    const smooth = smoothKeys(architecture, layer, keys.longest);
    const distance = (x: Float32Array) => Math.sqrt(x.reduce((sum, value, i) => sum + (value - expected[i]) ** 2, 0));

    expect(Math.max(...keys.longest) / Math.min(...keys.longest)).toBeGreaterThan(20);
    const after = observeKeys(architecture);
    expect(distance(run(smooth, (turned) => after.add(turned)))).toBeLessThan(1e-3);
    expect(Math.max(...after.longest) / Math.min(...after.longest)).toBeLessThan(1.1);

    const both = cacheRounding('int8', architecture.headDim);
    const int8: RoundCache = (turned, values) => both(turned, values.slice());
    expect(distance(run(smooth, int8))).toBeLessThan(0.6 * distance(run(layer, int8)));
  },
);

test('keys that a model normalises are left as they are', () => {
  const layer = { ...layerWithKeyBiases(), kNorm: new Float32Array(TINY.headDim).fill(1) };
  expect(smoothKeys(TINY, layer, new Float64Array(TINY.kvHeads * (TINY.headDim / 2)).fill(2))).toBe(layer);
});
