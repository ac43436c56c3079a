import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../import/checkpoint.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { shortSamples } from '../calibration.ts';
import { checkpointWeights } from '../dequantize.ts';
import { distributionOf, divergence, meanOf } from '../divergence.ts';
import { openFloatEngine } from '../float-engine.ts';
import { matrixNames } from '../int8-choice.ts';
import { chooseInt8, measureSensitivities, type Sensitivity } from '../mixed-precision.ts';
import { quantizeCheckpoint } from '../quantize-checkpoint.ts';
import { layerForward, sequenceModel } from '../sequence-model.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-mixed-'));
const engine = openFloatEngine(2);
afterAll(async () => {
  rmSync(scratch, { recursive: true });
  await engine.close();
});

const text = (samples: number, length: number, step: number) => ({
  tokens: Uint32Array.from({ length: samples * length }, (_, i) => (i * step) % TINY.vocab),
  samples,
  length,
});
const options = {
  method: 'awq+gptq',
  groupSize: 64,
  int8: [],
  keepInt8: true,
  calibration: text(8, 16, 37),
  embedding: false,
  lmHead: false,
  workDirectory: join(scratch, 'work'),
} as const;

/** Logits of all positions in float64, by the plainest code. */
function plainLogits(checkpoint: Checkpoint, tokens: Uint32Array, length: number): number[][] {
  const model = sequenceModel(checkpointWeights(checkpoint));
  const { hidden, vocab, rmsEpsilon, layers } = TINY;
  const x = model.embed(tokens);
  for (let l = 0; l < layers; l++) {
    layerForward(engine, TINY, model.layer(l), x, length);
  }
  const head = model.head();
  return Array.from(tokens, (_, t) => {
    const row = x.subarray(t * hidden, (t + 1) * hidden);
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / hidden + rmsEpsilon);
    return Array.from({ length: vocab }, (_, v) =>
      row.reduce((sum, value, i) => sum + (value / size) * model.norm[i] * head[v * hidden + i], 0),
    );
  });
}

/** Σ p ln(p/q), by Math.exp and Math.log. */
function plainDivergence(p: number[], q: number[]): number {
  const softmax = (logits: number[]) => {
    const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
    const total = powers.reduce((a, b) => a + b);
    return powers.map((value) => value / total);
  };
  const [a, b] = [softmax(p), softmax(q)];
  return a.reduce((sum, value, i) => sum + value * Math.log(value / b[i]), 0);
}

describe('sensitivities', () => {
  const quantized = quantizeCheckpoint(engine, tinyCheckpoint(), options);
  afterAll(() => quantized.finish());
  const probe = text(2, 12, 29);
  const all = measureSensitivities(engine, quantized, probe, 'awq-macro');

  test('are the divergences of whole models in which one matrix alone is INT4', () => {
    expect(all.map(({ name }) => name)).toEqual(matrixNames(TINY.layers));
    const reference = plainLogits(quantized.withInt8(matrixNames(TINY.layers)), probe.tokens, probe.length);
    for (const name of ['layers.0.attention.v', 'layers.0.mlp.down', 'layers.1.mlp.up']) {
      const others = matrixNames(TINY.layers).filter((other) => other !== name);
      const logits = plainLogits(quantized.withInt8(others), probe.tokens, probe.length);
      const values = logits.map((row, t) => plainDivergence(reference[t], row));
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const { divergence: found } = all.find((each) => each.name === name)!;
      expect(found.mean / mean).toBeCloseTo(1, 3);
      expect(found.standardError / Math.sqrt(variance / values.length)).toBeCloseTo(1, 2);
    }
  });

  test('layers that were measured before an interruption are not measured again', () => {
    const seen: number[] = [];
    const again = measureSensitivities(engine, quantized, probe, 'awq-macro', (done) => seen.push(done));
    expect(seen).toEqual([]);
    expect(again).toEqual(all);
  });

  test('INT8 where INT4 costs most brings the model nearer to the reference than INT8 elsewhere', () => {
    const bytes = ({ int8Bytes, int4Bytes }: Sensitivity) => int8Bytes - int4Bytes;
    const spare = 0.3 * all.reduce((sum, each) => sum + bytes(each), 0);
    const chosen = chooseInt8(all, spare);
    const opposite = chooseInt8(
      all.map((each) => ({ ...each, divergence: { ...each.divergence, mean: 1 / each.divergence.mean } })),
      spare,
    );
    const reference = plainLogits(tinyCheckpoint(), probe.tokens, probe.length);
    const distance = (choice: string[]) =>
      plainLogits(quantized.withInt8(choice), probe.tokens, probe.length).reduce(
        (sum, row, t) => sum + plainDivergence(reference[t], row),
        0,
      );
    expect(chosen.length).toBeGreaterThan(0);
    expect(distance(chosen)).toBeLessThan(distance([]));
    expect(distance(chosen)).toBeLessThan(distance(opposite));
  });
});

test('a choice keeps the budget, and leaves out nothing that is worth more and would fit', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ mean: fc.double({ min: 0, max: 1, noNaN: true }), extra: fc.integer({ min: 1, max: 50 }) }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      fc.integer({ min: 0, max: 200 }),
      (items, spare) => {
        const all = items.map(({ mean, extra }, i) => ({
          name: `m${i}`,
          divergence: { mean, standardError: 0 },
          int4Bytes: 100,
          int8Bytes: 100 + extra,
        }));
        const chosen = new Set(chooseInt8(all, spare));
        const used = all.reduce((sum, { name, int8Bytes }) => sum + (chosen.has(name) ? int8Bytes - 100 : 0), 0);
        expect(used).toBeLessThanOrEqual(spare);
        for (const {
          name,
          int8Bytes,
          divergence: { mean },
        } of all) {
          if (!chosen.has(name) && mean > 0) {
            expect(used + int8Bytes - 100).toBeGreaterThan(spare);
          }
        }
      },
    ),
  ));

test('the divergence of a distribution from itself is nothing, and from another what it should be', () => {
  const [a, b] = [Float32Array.of(1, -2, 0.5, 9), Float32Array.of(1, -1, 0.25, 7)];
  expect(Math.abs(divergence(distributionOf(a), a))).toBeLessThan(1e-14);
  expect(divergence(distributionOf(a), b)).toBeCloseTo(plainDivergence([...a], [...b]), 12);
  expect(meanOf([1, 2, 3, 6])).toEqual({ mean: 3, standardError: Math.sqrt(14 / 3 / 4) });
});

test('short samples come from all samples in turn', () => {
  const from = { tokens: Uint32Array.from({ length: 30 }, (_, i) => i), samples: 3, length: 10 };
  const { tokens, samples, length } = shortSamples(from, 4, 16);
  expect({ samples, length }).toEqual({ samples: 4, length: 4 });
  expect([...tokens]).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 4, 5, 6, 7]);
  expect(shortSamples({ tokens: new Uint32Array(0), samples: 0, length: 10 }, 4, 16).samples).toBe(0);
});
