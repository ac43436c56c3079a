/**
 * Writes what a comparison of quantisers needs of one decoder layer, and how ours do: for each linear layer its weights
 * and the Gram matrices of its inputs on a calibration text and on another text, as float32 files, and the error of the
 * outputs on the other text relative to their power (`ours.json`). compare_quantisers.py reads them.
 *
 *     npx tsx tools/oracle/layer_inputs.ts MODEL LAYER OUT CALIBRATION.txt OTHER.txt [samples of 512 tokens]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWeights } from '../../sw/eval/open-weights.ts';
import { quantizeInt4 } from '../../sw/model/round-to-nearest.ts';
import { type ActivationStatistics, outputError } from '../../sw/quant/activation-statistics.ts';
import { type Calibration, calibrationSamples } from '../../sw/quant/calibration.ts';
import { asFloat32, dequantize } from '../../sw/quant/dequantize.ts';
import { openFloatEngine } from '../../sw/quant/float-engine.ts';
import { METHODS, observeLayer, quantizeLayer } from '../../sw/quant/quantize-layer.ts';
import { LINEAR_NAMES, layerForward, sequenceModel } from '../../sw/quant/sequence-model.ts';

const [source, layerText, out, calibrationFile, otherFile, samplesText = '24'] = process.argv.slice(2);
const l = Number(layerText);
const samples = Number(samplesText);
const LENGTH = 512;

const opened = await openWeights(source);
const engine = openFloatEngine();
const { architecture, tokenizer } = opened;
const model = sequenceModel(opened.weights, false);

const read = (file: string, count: number): Calibration =>
  calibrationSamples(readFileSync(file, 'utf8').split(/(?<=\n)/), {
    samples: count,
    length: LENGTH,
    encode: tokenizer.encode,
    separator: null,
  });
const calibration = model.embed(read(calibrationFile, samples).tokens);
const other = model.embed(read(otherFile, 8).tokens);
for (let before = 0; before < l; before++) {
  const layer = model.layer(before);
  layerForward(engine, architecture, layer, calibration, LENGTH);
  layerForward(engine, architecture, layer, other, LENGTH);
}

const layer = model.layer(l);
const seen = observeLayer(engine, architecture, layer, calibration.slice(), LENGTH);
const unseen = observeLayer(engine, architecture, layer, other.slice(), LENGTH);
mkdirSync(out, { recursive: true });
const write = (name: string, values: Float32Array) =>
  writeFileSync(join(out, `${name}.f32`), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
const ours: Record<string, Record<string, number>> = {};
const shapes: Record<string, [n: number, k: number]> = {};
const errorOf = (change: Float32Array, weights: Float32Array, statistics: ActivationStatistics) =>
  outputError(engine.sgemm, change, statistics) / outputError(engine.sgemm, weights, statistics);
for (const name of LINEAR_NAMES) {
  const weights = asFloat32(layer.weights[name]);
  const { k } = seen[name];
  const n = weights.length / k;
  shapes[name] = [n, k];
  write(`${name}.weights`, weights);
  write(`${name}.calibration`, seen[name].gram);
  write(`${name}.other`, unseen[name].gram);
  const change = dequantize(quantizeInt4(weights, n, k, name)).map((value, i) => value - weights[i]);
  ours[name] = { rtn: errorOf(change, weights, unseen[name]) };
}
for (const method of METHODS) {
  const activations = { calibration: calibration.slice(), heldOut: other.slice(), length: LENGTH };
  const { report } = quantizeLayer(engine, architecture, layer, activations, { method, groupSize: 64, int8: [] });
  for (const name of LINEAR_NAMES) {
    ours[name][method] = report!.heldOut![name].quantized;
  }
}
writeFileSync(join(out, 'ours.json'), `${JSON.stringify({ shapes, errors: ours }, null, 1)}\n`);
opened.close();
await engine.close();
