/**
 * An LM head in FP16 stays with the processor on every back end: products and sums in FP32 at least, no command, no
 * list.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccelerator } from '../../backends/backends.ts';
import { openBoard } from '../../backends/kv260/kv260.ts';
import { openUioBus } from '../../backends/kv260/uio-bus.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import { deviceAccelerator } from '../../driver/device-accelerator.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { HALF_TO_FLOAT } from '../../model/half.ts';
import { loadModel } from '../../model/load.ts';
import { halves } from '../../model/tensor.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { fakeBoard, withDevice } from '../../testing/fake-board.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { decode, logitsOf, topLogits } from '../forward.ts';
import { prepareModel } from '../model.ts';

const clean: (() => unknown)[] = [];
const directory = mkdtempSync(join(tmpdir(), 'macromac-head-'));
afterAll(async () => {
  rmSync(directory, { recursive: true });
  for (const each of clean) {
    await each();
  }
});
beforeAll(async () => {
  convertCheckpoint(tinyCheckpoint(), { weights: 'awq-macro', embedding: 'fp16', lmHead: 'fp16' }, directory);
  await startSimulator('system', 1);
});

/** The board's back end on a device of files. */
async function openFakeBoard(): Promise<Accelerator> {
  const board = fakeBoard();
  const device = withDevice(openUioBus(board.files), board);
  clean.push(device.stop, () => board.remove());
  return deviceAccelerator('kv260', await openBoard(device));
}

/** Bits of the logits on the back ends that leave the decoder's other work to the reference. */
const bits = new Map<string, Uint32Array>();

test.each(['golden', 'cpu', 'rtl', 'kv260'])('%s', async (name) => {
  const accelerator =
    name === 'kv260' ? await openFakeBoard() : await openAccelerator(name, { engine: 'fused', activations: 'fp32' });
  const loaded: string[] = [];
  const watched: Accelerator = {
    ...accelerator,
    load(matrix) {
      loaded.push(matrix.name);
      return accelerator.load(matrix);
    },
  };
  const stored = loadModel(directory, accelerator.allocate);
  const model = await prepareModel(stored, watched);
  const { layers, kvHeads, headDim, hidden, vocab, rmsEpsilon } = TINY;
  const cache = model.operators.createCache(layers, 4, kvHeads * headDim, 'fp32', headDim);
  const row = (await decode(model, [{ cache, tokens: [7, 33, 5] }])).subarray(-hidden);
  expect(await topLogits(model, row)).toBeUndefined();
  const x = model.operators.rmsNorm(row, model.norm, rmsEpsilon);
  const logits = await logitsOf(model, row);

  const weights = halves(stored.tensors.get('lm_head.weight')!);
  for (let n = 0; n < vocab; n++) {
    let [sum, size] = [0, 0];
    for (let i = 0; i < hidden; i++) {
      const product = HALF_TO_FLOAT[weights[n * hidden + i]] * x[i];
      sum += product;
      size += Math.abs(product);
    }
    expect(Math.abs(logits[n] - sum)).toBeLessThanOrEqual(hidden * 2 ** -24 * size);
  }
  expect(loaded).toHaveLength(7 * layers);
  expect(loaded.join()).not.toMatch(/head|embedding/);
  if (!accelerator.operators) {
    bits.set(name, new Uint32Array(logits.slice().buffer));
  }
  await accelerator.close();
});

test('golden, rtl and kv260 give the same bits', () => {
  expect([...bits.keys()]).toEqual(['golden', 'rtl', 'kv260']);
  expect(bits.get('rtl')).toEqual(bits.get('golden'));
  expect(bits.get('kv260')).toEqual(bits.get('golden'));
});
