import type { QuantizedMatrix } from '../model/pack.ts';
import type { Architecture, ModelManifest } from '../model/schema.ts';

/** Floats at their source, read in rows so that no tensor need fit into memory. */
export interface FloatTensor {
  readonly kind: 'float';
  /** [N] or [N, K] */
  readonly shape: readonly number[];
  /** Its size as published. */
  readonly bytes: number;
  /** Rows `first` … `first + count − 1` (elements, where the shape is [N]). */
  read(first: number, count: number): Float32Array;
}

/** A matrix that was quantised before: groups of 64 along K, as the macros have them. */
export interface QuantizedTensor {
  readonly kind: 'int4' | 'int8';
  /** [N, K] */
  readonly shape: readonly [number, number];
  readonly bytes: number;
  read(): QuantizedMatrix;
}

export type CheckpointTensor = FloatTensor | QuantizedTensor;

/** A model as somebody published it, opened but not read, with our names for its tensors. */
export interface Checkpoint {
  /** The folder or file, for messages. */
  readonly path: string;
  /** For `model.json`: name and origin. */
  readonly name: string;
  readonly source: string;
  readonly architecture: Architecture;
  readonly tokens: ModelManifest['tokens'];
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** How our quantiser rounded its weights. */
  readonly quantisation?: ModelManifest['quantisation'];
  /** Files for the model folder beside the weights: tokenizer.json and the like. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  close(): void;
}

/** Names of the tensors inside a decoder layer: ours, Hugging Face's and llama.cpp's. */
const LAYER_NAMES = [
  ['attention_norm', 'input_layernorm', 'attn_norm'],
  ['attention.q', 'self_attn.q_proj', 'attn_q'],
  ['attention.k', 'self_attn.k_proj', 'attn_k'],
  ['attention.v', 'self_attn.v_proj', 'attn_v'],
  ['attention.q_norm', 'self_attn.q_norm', 'attn_q_norm'],
  ['attention.k_norm', 'self_attn.k_norm', 'attn_k_norm'],
  ['attention.o', 'self_attn.o_proj', 'attn_output'],
  ['mlp_norm', 'post_attention_layernorm', 'ffn_norm'],
  ['mlp.gate', 'mlp.gate_proj', 'ffn_gate'],
  ['mlp.up', 'mlp.up_proj', 'ffn_up'],
  ['mlp.down', 'mlp.down_proj', 'ffn_down'],
] as const;

const OUTER_NAMES = [
  ['embedding', 'model.embed_tokens', 'token_embd'],
  ['norm', 'model.norm', 'output_norm'],
  ['lm_head', 'lm_head', 'output'],
] as const;

const renamer = (column: 1 | 2, layerPrefix: RegExp) => {
  const inner = new Map<string, string>(LAYER_NAMES.map((names) => [names[column], names[0]]));
  const outer = new Map<string, string>(OUTER_NAMES.map((names) => [names[column], names[0]]));
  return (name: string): string | undefined => {
    const dot = name.lastIndexOf('.');
    const [module, part] = [name.slice(0, dot), name.slice(dot + 1)];
    if (part !== 'weight' && part !== 'bias') {
      return undefined;
    }
    const layer = layerPrefix.exec(module);
    const found = layer ? inner.get(module.slice(layer[0].length)) : outer.get(module);
    return found && (layer ? `layers.${layer[1]}.${found}.${part}` : `${found}.${part}`);
  };
};

/**
 * `model.layers.3.mlp.up_proj.weight` → `layers.3.mlp.up.weight`; undefined for a name that has no place in these
 * architectures.
 */
export const nameFromHuggingFace = renamer(1, /^model\.layers\.(\d+)\./);

/** `blk.3.ffn_up.weight` → `layers.3.mlp.up.weight` */
export const nameFromGguf = renamer(2, /^blk\.(\d+)\./);
