import { rmsNorm } from '../decoder/rmsnorm.ts';
import { DataError, UsageError } from '../errors.ts';
import { tensorBytes } from '../model/schema.ts';
import type { MatrixFormat } from '../port/layout.ts';
import type { Calibration } from './calibration.ts';
import { checkpointWeights, dequantize } from './dequantize.ts';
import { type Distribution, distributionOf, divergence, type Mean, meanOf } from './divergence.ts';
import type { FloatEngine } from './float-engine.ts';
import { matrixName, matrixNames } from './int8-choice.ts';
import type { QuantizedCheckpoint } from './quantize-checkpoint.ts';
import type { QuantizedLayer } from './quantize-layer.ts';
import { LINEAR_NAMES, layerForward, type SequenceModel, sequenceModel } from './sequence-model.ts';

/** What INT4 in one matrix costs, and what INT8 would. */
export interface Sensitivity {
  /** `layers.3.mlp.down` */
  readonly name: string;
  /**
   * KL divergence of the next token [nats] that INT4 in this matrix alone causes in a model that is otherwise INT8, a
   * mean over tokens.
   */
  readonly divergence: Mean;
  readonly int4Bytes: number;
  readonly int8Bytes: number;
}

/** Positions whose logits are in memory together. */
const ROWS = 128;

/**
 * Measures each matrix of the decoder layers on texts that nothing was chosen by. The model with every matrix in INT8
 * is the reference; one matrix after the other becomes INT4, and those of a layer go through the later layers together.
 * Layers are kept in `quantized.parts` as they are finished. The checkpoint was made with `keepInt8`.
 */
export function measureSensitivities(
  engine: FloatEngine,
  quantized: QuantizedCheckpoint,
  { tokens, samples, length }: Calibration,
  int4: MatrixFormat,
  progress: (done: number, total: number) => void = () => {},
): Sensitivity[] {
  if (samples === 0) {
    throw new UsageError('mixed precision is measured on held-out text, and there is none');
  }
  const { architecture, parts, method, headMethod } = quantized;
  const { layers, hidden } = architecture;
  const model = sequenceModel(checkpointWeights(quantized.withInt8(matrixNames(layers))), false);
  const head = model.head(); // asked for once a matrix: made once
  const base: SequenceModel = { ...model, head: () => head };
  const before: Float32Array[] = [];
  const x = base.embed(tokens);
  for (let l = 0; l < layers; l++) {
    before.push(x.slice());
    layerForward(engine, architecture, base.layer(l), x, length);
  }
  const reference: Distribution[] = [];
  forEachLogits(engine, base, x, (logits) => reference.push(distributionOf(logits)));

  const sensitivities: Sensitivity[] = [];
  for (let l = 0; l < layers; l++) {
    const part = `sensitivity-${l}-${int4}-${tokens.length}-${length}${headMethod === method ? '' : `-${headMethod}`}`;
    if (!parts.has(part)) {
      progress(l, layers);
      parts.write(part, ofLayer(l));
    }
    sensitivities.push(...parts.read<Sensitivity[]>(part));
  }
  return sensitivities;

  function ofLayer(l: number): Sensitivity[] {
    const { matrices } = parts.read<QuantizedLayer>(`layer-${l}`);
    const own = base.layer(l);
    const step = tokens.length * hidden;
    const stacked = new Float32Array(LINEAR_NAMES.length * step);
    for (const [i, name] of LINEAR_NAMES.entries()) {
      const variant = before[l].slice();
      const weights = { ...own.weights, [name]: dequantize(matrices[name]) };
      layerForward(engine, architecture, { ...own, weights }, variant, length);
      stacked.set(variant, i * step);
    }
    for (let later = l + 1; later < layers; later++) {
      layerForward(engine, architecture, base.layer(later), stacked, length);
    }
    return LINEAR_NAMES.map((name, i) => {
      const values: number[] = [];
      forEachLogits(engine, base, stacked.subarray(i * step, (i + 1) * step), (logits, row) =>
        values.push(divergence(reference[row], logits)),
      );
      const { n, k } = matrices[name];
      return {
        name: matrixName(l, name),
        divergence: meanOf(values),
        int4Bytes: tensorBytes(int4, [n, k]),
        int8Bytes: tensorBytes('int8-macro', [n, k]),
      };
    });
  }
}

/** Visits the logits [V] of each row of x [rows, hidden], which leaves the last layer. */
export function forEachLogits(
  { sgemm }: FloatEngine,
  model: SequenceModel,
  x: Float32Array,
  visit: (logits: Float32Array, row: number) => void,
): void {
  const { hidden, vocab, rmsEpsilon } = model.architecture;
  const normed = rmsNorm(x, model.norm, rmsEpsilon);
  const head = model.head();
  const rows = x.length / hidden;
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    const logits = sgemm(normed.subarray(first * hidden, (first + count) * hidden), head, vocab, hidden);
    for (let row = 0; row < count; row++) {
      visit(logits.subarray(row * vocab, (row + 1) * vocab), first + row);
    }
  }
}

/**
 * The matrices to be INT8 where `spare` bytes may be added to a model that is all INT4: the one that takes away most
 * divergence for its bytes first, as long as they fit. Names of equal worth come in order.
 */
export function chooseInt8(sensitivities: readonly Sensitivity[], spare: number): string[] {
  const bad = sensitivities.find(({ divergence: { mean } }) => !Number.isFinite(mean));
  if (bad) {
    throw new DataError(`${bad.name}: its divergence is ${bad.divergence.mean}, expected a finite number`);
  }
  const extra = ({ int4Bytes, int8Bytes }: Sensitivity) => int8Bytes - int4Bytes;
  const worth = (each: Sensitivity) => each.divergence.mean / extra(each);
  const chosen: string[] = [];
  let left = spare;
  for (const each of [...sensitivities].sort((a, b) => worth(b) - worth(a))) {
    if (extra(each) <= left && each.divergence.mean > 0) {
      chosen.push(each.name);
      left -= extra(each);
    }
  }
  return chosen;
}
