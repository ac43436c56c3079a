import type { CompanionFile } from '../../model/companions.ts';
import type { StoredModel, Tensor } from '../../model/load.ts';
import { type Architecture, tensorBytes } from '../../model/schema.ts';
import { writeModel } from '../../model/write.ts';
import { macroOffsets, matrixLayout } from '../../port/layout.ts';
import type { TensorKind } from '../../port/tensor.ts';

/** The shapes of Qwen2.5-0.5B (its config.json). */
export const QWEN25_05B: Architecture = {
  family: 'qwen2',
  layers: 24,
  hidden: 896,
  ffn: 4864,
  heads: 14,
  kvHeads: 2,
  headDim: 64,
  vocab: 151936,
  context: 32768,
  rmsEpsilon: 1e-6,
  rope: { theta: 1e6, form: 'half', scaling: null },
  qkvBias: true,
  tiedEmbedding: true,
};

/** How the matrices of decoder layers, and the embedding that is also the LM head, are kept. */
export interface Storage {
  readonly layers: TensorKind;
  readonly embedding: TensorKind;
}

/**
 * A model of random weights for measurements, made in memory: what it computes is noise, how long it takes is not.
 * Weights of a layer keep the size of their inputs, so that no value overflows on the way.
 */
export function syntheticModel(
  allocate: (bytes: number) => Uint8Array,
  architecture: Architecture = QWEN25_05B,
  storage: Storage = { layers: 'awq-macro', embedding: 'awq-macro' },
): StoredModel {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab } = architecture;
  const tensors = new Map<string, Tensor>();
  const add = (
    name: string,
    kind: TensorKind,
    shape: [number] | [number, number],
    fill: (data: Uint8Array) => void,
  ) => {
    const bytes = tensorBytes(kind, shape);
    const data = allocate(bytes);
    fill(data);
    tensors.set(name, { name, kind, shape, offset: 0, bytes, sha256: '', data });
  };
  const vector = (name: string, length: number, value: number) =>
    add(name, 'fp32', [length], (data) => new Float32Array(data.buffer, data.byteOffset, length).fill(value));
  const matrix = (name: string, kind: TensorKind, n: number, k: number) =>
    add(name, kind, [n, k], (data) => fillMatrix(data, kind, n, k));

  for (let l = 0; l < layers; l++) {
    const at = `layers.${l}`;
    vector(`${at}.attention_norm.weight`, hidden, 1);
    vector(`${at}.mlp_norm.weight`, hidden, 1);
    for (const [name, width] of [
      ['q', heads],
      ['k', kvHeads],
      ['v', kvHeads],
    ] as const) {
      matrix(`${at}.attention.${name}.weight`, storage.layers, width * headDim, hidden);
      if (architecture.qkvBias) {
        vector(`${at}.attention.${name}.bias`, width * headDim, 0.1);
      }
    }
    matrix(`${at}.attention.o.weight`, storage.layers, hidden, heads * headDim);
    matrix(`${at}.mlp.gate.weight`, storage.layers, ffn, hidden);
    matrix(`${at}.mlp.up.weight`, storage.layers, ffn, hidden);
    matrix(`${at}.mlp.down.weight`, storage.layers, hidden, ffn);
  }
  vector('norm.weight', hidden, 1);
  matrix('embedding.weight', storage.embedding, vocab, hidden);
  if (!architecture.tiedEmbedding) {
    matrix('lm_head.weight', storage.embedding, vocab, hidden);
  }
  return {
    directory: 'synthetic',
    manifest: {
      format: 'macromac',
      version: 1,
      name: 'synthetic',
      source: 'random weights',
      architecture,
      tokens: { bos: null, stop: [] },
      tensors: [...tensors.values()].map(({ data: _, ...entry }) => entry),
    },
    tensors,
  };
}

/** Writes one as a model folder, with a tokenizer's files. */
export function writeSyntheticModel(
  directory: string,
  tokenizer: ReadonlyMap<string, string | Uint8Array>,
  architecture: Architecture,
  storage?: Storage,
): void {
  const { manifest, tensors } = syntheticModel((bytes) => new Uint8Array(bytes), architecture, storage);
  const writer = writeModel(directory);
  for (const { name, kind, shape, data } of tensors.values()) {
    writer.add(name, kind, shape, data);
  }
  for (const [name, content] of tokenizer) {
    writer.addFile(name as CompanionFile, content);
  }
  const { name, source, tokens } = manifest;
  writer.finish({ name, source, architecture, tokens });
}

/** Random weights, zero points 8, and the one scale that lets outputs be as large as inputs. */
function fillMatrix(data: Uint8Array, kind: TensorKind, n: number, k: number): void {
  if (kind === 'fp32' || kind === 'fp16') {
    throw new Error(`no synthetic matrices of kind ${kind}`);
  }
  randomWords(data);
  const spread = kind === 'int8-macro' ? 73.6 : 4.61; // standard deviation of uniform q − z
  const exponent = Math.round(Math.log2(1 / (spread * Math.sqrt(k)))); // a power of two is a half with an empty fraction
  const scaleHighByte = (exponent + 15) << 2;
  const { channelBytes, groups, blocks } = matrixLayout(kind, n, k);
  for (let channel = 0; channel < 4; channel++) {
    for (let macro = 0; macro < blocks * groups; macro++) {
      const at = macroOffsets(kind, macro);
      const start = channel * channelBytes;
      for (let j = 0; j < 16; j++) {
        data[start + at.scales + j] = j & 1 ? scaleHighByte : 0;
      }
      if (at.zeros >= 0) {
        for (let j = 0; j < 4; j++) {
          data[start + at.zeros + j] = 0x88;
        }
      }
    }
  }
}

/** Fills with the bytes of a linear congruence, four at a time. */
function randomWords(data: Uint8Array): void {
  const words = new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  let state = 1;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    words[i] = state ^ (state >>> 15);
  }
}
