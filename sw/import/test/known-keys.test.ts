/** Nothing that a checkpoint says about its model is dropped in silence. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import type { Architecture } from '../../model/schema.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { openGgufCheckpoint } from '../gguf-checkpoint.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';
import { TINY_METADATA, TINY_TOKENS, tinyTensors, writeTinyGguf } from './tiny-gguf.ts';
import { type Value, writeGguf } from './write-gguf.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-keys-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function opened(open: () => Checkpoint): Checkpoint {
  const checkpoint = open();
  checkpoint.close();
  return checkpoint;
}

/** What is said about it; the error must be one of the data. */
function refusal(open: () => Checkpoint): string {
  try {
    open().close();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('GGUF', () => {
  const path = join(scratch, 'model.gguf');
  const withKeys = (metadata: Record<string, Value>) => () => {
    writeTinyGguf(path, metadata);
    return openGgufCheckpoint(path);
  };
  const rope = (metadata: Record<string, Value>): Architecture['rope']['scaling'] =>
    opened(withKeys(metadata)).architecture.rope.scaling;

  test('RoPE is scaled as llama.cpp scales it', () => {
    expect(rope({})).toBeNull();
    const linear = { type: 'linear', factor: 4 };
    const factor: Record<string, Value> = { 'llama.rope.scaling.factor': ['f32', 4] };
    expect(rope(factor)).toEqual(linear);
    expect(rope({ ...factor, 'llama.rope.scaling.type': ['string', 'linear'] })).toEqual(linear);
    expect(rope({ ...factor, 'llama.rope.scaling.type': ['string', 'none'] })).toBeNull();
    expect(rope({ 'llama.rope.scale_linear': ['f32', 4] })).toEqual(linear);
    expect(rope({ 'llama.rope.scaling.factor': ['f32', 0] })).toBeNull();
  });

  test('a SmolLM3 has RoPE in all layers but every fourth, and rows as a Llama has them', () => {
    const metadata = Object.fromEntries(
      Object.entries(TINY_METADATA).map(([key, value]) => [key.replace(/^llama\./, 'smollm3.'), value]),
    );
    const layers = 5;
    const tensors = tinyTensors().flatMap((tensor) =>
      tensor.name.startsWith('blk.')
        ? Array.from({ length: layers }, (_, l) => ({ ...tensor, name: tensor.name.replace('blk.0', `blk.${l}`) }))
        : [tensor],
    );
    const named: Record<string, Value> = {
      'general.architecture': ['string', 'smollm3'],
      'smollm3.block_count': ['u32', layers],
    };
    writeGguf(path, { ...metadata, ...named }, tensors);
    const { architecture } = opened(() => openGgufCheckpoint(path));
    expect(architecture).toMatchObject({ family: 'llama', layers, noRopeLayers: [3] });
    expect(architecture.rope.form).toBe('interleaved');
  });

  test('yarn with all that it may say', () => {
    const yarn: Record<string, Value> = {
      'llama.rope.scaling.type': ['string', 'yarn'],
      'llama.rope.scaling.factor': ['f32', 4],
      'llama.rope.scaling.original_context_length': ['u32', 16],
    };
    const plain = { type: 'yarn', factor: 4, originalContext: 16, betaFast: 32, betaSlow: 1 };
    const growth = 0.1 * Math.log(4) + 1;
    expect(rope(yarn)).toEqual({ ...plain, attentionFactor: growth });
    for (const name of ['attn_factor', 'yarn_attn_factor']) {
      expect(rope({ ...yarn, [`llama.rope.scaling.${name}`]: ['f32', 0.5] })).toEqual({
        ...plain,
        attentionFactor: 0.5 * growth,
      });
    }
    expect(
      rope({
        ...yarn,
        'llama.rope.scaling.yarn_beta_fast': ['f32', 16],
        'llama.rope.scaling.yarn_beta_slow': ['f32', 2],
      }),
    ).toEqual({ ...plain, betaFast: 16, betaSlow: 2, attentionFactor: growth });
  });

  test.each<[string, Value, string]>([
    ['llama.attention.scale', ['f32', 0.5], '0.5'],
    ['llama.logit_scale', ['f32', 0.0625], '0.0625'],
    ['llama.final_logit_softcapping', ['f32', 30], '30'],
    ['llama.attn_logit_softcapping', ['f32', 50], '50'],
    ['llama.attention.sliding_window', ['u32', 32], '32'],
    ['llama.attention.causal', ['bool', false], 'false'],
    ['llama.attention.value_length', ['u32', 8], '8'],
    ['llama.expert_count', ['u32', 8], '8'],
    ['llama.embedding_scale', ['f32', 12], '12'],
    ['llama.use_parallel_residual', ['bool', true], 'true'],
    ['llama.rope.dimension_sections', ['i32s', [1, 2, 3]], '[1,2,3]'],
    ['llama.rope.scaling.attn_factor', ['f32', 2], '2'],
    ['llama.rope.scaling.yarn_ext_factor', ['f32', 0.5], '0.5'],
    ['llama.rope.scaling.yarn_log_multiplier', ['f32', 0.125], '0.125'],
    ['llama.something.new', ['string', 'of tomorrow'], '"of tomorrow"'],
    ['llama.something.large', ['u64', 2n ** 63n], '9223372036854775808'],
    ['tokenizer.ggml.remove_extra_whitespaces', ['bool', true], 'true'],
    ['tokenizer.ggml.something_new', ['u32', 3], '3'],
    ['split.count', ['u32', 2], '2'],
    ['general.type', ['string', 'adapter'], '"adapter"'],
  ])('%s is refused by name, with its value', (key, value, text) => {
    const message = refusal(withKeys({ [key]: value }));
    expect(message).toContain(`${key}`);
    expect(message).toContain(text);
    expect(message).toContain(path);
  });

  test.each<[string, Value]>([
    ['llama.vocab_size', ['u32', 7]],
    ['llama.attention.sliding_window', ['u32', 64]],
    ['llama.attention.scale', ['f32', 0.25]],
    ['llama.rope.scaling.finetuned', ['bool', true]],
    ['llama.logit_scale', ['f32', 1]],
    ['general.file_type', ['u32', 0]],
    ['other.attention.scale', ['f32', 3]],
    ['tokenizer.ggml.add_eos_token', ['bool', false]],
  ])('%s changes nothing', (key, value) => {
    expect(refusal(withKeys({ [key]: value }))).toBe('accepted');
  });

  test.each([
    'general.architecture',
    'tokenizer.ggml.model',
    'llama.block_count',
    'llama.rope.scaling.type',
    'llama.rope.freq_base',
  ])('%s as a number beyond 2^53 is refused with the number', (key) => {
    expect(refusal(withKeys({ [key]: ['u64', 2n ** 60n] }))).toContain('1152921504606846976');
  });

  test('a text ends where llama.cpp ends it: by ids, and by what tokens are written as', () => {
    const stops = (texts: Record<number, string>, metadata: Record<string, Value> = {}) => {
      const tokens = TINY_TOKENS.map((token, id) => texts[id] ?? token);
      return opened(withKeys({ 'tokenizer.ggml.tokens': ['strings', tokens], ...metadata })).tokens.stop;
    };
    expect(stops({})).toEqual([2]);
    const [im, document, eot, eom] = ['<|im_end|>', '<|endoftext|>', '<|eot_id|>', '<|eom_id|>'];
    expect(stops({ 9: im, 8: document, 20: eot, 30: eom })).toEqual([2, 8, 9, 20, 30]);
    expect(stops({ 9: '<|end|>', 10: '<end_of_turn>', 11: '<EOT>' })).toEqual([2, 9, 10, 11]);
    const named: Record<string, Value> = {
      'tokenizer.ggml.eot_token_id': ['u32', 12],
      'tokenizer.ggml.eom_token_id': ['u32', 13],
    };
    expect(stops({}, named)).toEqual([2, 12, 13]);
    expect(refusal(withKeys({ 'tokenizer.ggml.eos_token_id': ['u32', 999] }))).toMatch(/999.*of the 48/);
  });
});

describe('Hugging Face', () => {
  const ORACLE = join(import.meta.dirname, '../test-data/transformers/qwen2-tied-bf16');
  const AUTOAWQ = join(import.meta.dirname, '../test-data/autoawq/g64');
  const folderWith =
    (config: object, files: Record<string, unknown> = {}, source = ORACLE) =>
    () => {
      const directory = mkdtempSync(join(scratch, 'folder-'));
      cpSync(source, directory, { recursive: true });
      const before = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
      writeFileSync(join(directory, 'config.json'), JSON.stringify({ ...before, ...config }));
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(directory, name), JSON.stringify(content));
      }
      return openHuggingFaceFolder(directory);
    };

  test.each<[string, unknown, string]>([
    ['attention_multiplier', 0.5, '0.5'],
    ['logits_scaling', 8, '8'],
    ['rope_interleaved', true, 'true'],
    ['no_rope_layers', [0, 1], '[0,1]'],
    ['no_rope_layer_interval', 4, '4'],
    ['auto_map', { AutoModel: 'modeling_x.X' }, 'modeling_x.X'],
    ['is_encoder_decoder', true, 'true'],
    ['num_experts', 8, '8'],
    ['suppress_tokens', [3], '[3]'],
    ['something_new', { a: 1 }, '{"a":1}'],
    ['eos_token_id', -1, '-1'],
    ['eos_token_id', [3, 97], '97'],
    ['eos_token_id', 'x', '"x"'],
  ])('config.json: %s %o is refused by name, with its value', (key, value, text) => {
    const message = refusal(folderWith({ [key]: value }));
    expect(message).toContain(key);
    expect(message).toContain(text);
  });

  test('what a real folder says beside that is taken', () => {
    const config = {
      torch_dtype: 'bfloat16',
      rope_interleaved: false,
      is_llama_config: true,
      initializer_range: 0.04,
      auto_map: null,
      'transformers.js_config': { kv_cache_dtype: {} },
    };
    const generation = { do_sample: true, temperature: 0.7, top_p: 0.8, top_k: 20, repetition_penalty: 1.1 };
    const both = folderWith(config, {
      'generation_config.json': { ...generation, eos_token_id: [5, 4], pad_token_id: 0 },
    });
    expect(opened(both).tokens.stop).toEqual([4, 5]);
  });

  test('a SmolLM3 tells which of its layers do not turn, or by default leaves every fourth', () => {
    const smollm3 = (config: object) => folderWith({ model_type: 'smollm3', attention_bias: true, ...config });
    const still = (config: object) => opened(smollm3(config)).architecture.noRopeLayers;
    expect(still({})).toBeUndefined();
    expect(still({ no_rope_layer_interval: 2 })).toEqual([1]);
    expect(still({ no_rope_layers: [0, 1] })).toEqual([0]);
    expect(still({ no_rope_layers: [1, 1], no_rope_layer_interval: 2 })).toBeUndefined();
    expect(refusal(smollm3({ no_rope_layers: [1] }))).toContain(
      'no_rope_layers has 1 entries, expected one for each of 2',
    );
    expect(refusal(smollm3({ no_rope_layers: [1, 2] }))).toContain('no_rope_layers');
    expect(refusal(smollm3({ use_sliding_window: true, sliding_window: 8 }))).toContain('use_sliding_window');
  });

  const scaling = (rope_parameters: object) => folderWith({ rope_parameters: { rope_theta: 1e4, ...rope_parameters } });

  test.each<[object, string, string]>([
    [{ rope_type: 'linear', factor: 2, attention_factor: 2 }, 'attention_factor', '2'],
    [{ rope_type: 'default', factor: 2 }, 'factor', '2'],
    [{ rope_type: 'yarn', factor: 2, truncate: false }, 'truncate', 'false'],
    [{ rope_type: 'yarn', factor: 2, short_factor: [1] }, 'short_factor', '[1]'],
    [{ rope_type: 'linear', factor: 2, partial_rotary_factor: 0.5 }, 'partial_rotary_factor', '0.5'],
    [{ full_attention: { rope_type: 'default' } }, 'full_attention', 'default'],
    [{ rope_type: 8, factor: 2 }, '8', 'not supported'],
  ])('RoPE scaling %o is refused by name, with its value', (parameters, key, text) => {
    const message = refusal(scaling(parameters));
    expect(message).toContain(key);
    expect(message).toContain(text);
  });

  test('yarn grows queries and keys as transformers has it', () => {
    const growth = (parameters: object) => {
      const { architecture } = opened(scaling({ rope_type: 'yarn', factor: 8, ...parameters }));
      const found = architecture.rope.scaling;
      return found?.type === 'yarn' ? found.attentionFactor : Number.NaN;
    };
    const mscale = (scale: number) => 0.1 * scale * Math.log(8) + 1;
    expect(growth({})).toBeCloseTo(mscale(1), 12);
    expect(growth({ mscale: 0.75, mscale_all_dim: 1.4 })).toBeCloseTo(mscale(0.75) / mscale(1.4), 12);
    expect(growth({ mscale: 0.75 })).toBeCloseTo(mscale(1), 12);
    expect(growth({ mscale: 0.5, mscale_all_dim: 1, attention_factor: 1.5 })).toBe(1.5);
  });

  test('two tables of RoPE, or two thetas, are refused', () => {
    const rope_scaling = { rope_type: 'linear', factor: 2 };
    expect(refusal(folderWith({ rope_scaling }))).toContain('both rope_parameters and rope_scaling');
    expect(refusal(folderWith({ rope_theta: 5 }))).toContain('rope_theta is 5');
  });

  test.each([
    { use_sliding_window: true, sliding_window: 16, max_window_layers: 99 },
    { use_sliding_window: true, sliding_window: 1e6, max_window_layers: 0 },
  ])('a window that hides nothing is no window: %j', (window) => {
    expect(refusal(folderWith(window))).toBe('accepted');
    expect(refusal(folderWith({ ...window, sliding_window: 16, max_window_layers: 0 }))).toContain(
      'use_sliding_window',
    );
  });

  test.each<[unknown, string]>([
    [null, 'generation_config.json: the top level'],
    [[], 'generation_config.json'],
    ['x', 'generation_config.json: the top level'],
    [{ eos_token_id: -1 }, 'eos_token_id'],
    [{ eos_token_id: 1e9 }, 'eos_token_id is 1000000000'],
    [{ eos_token_id: { a: 1 } }, 'eos_token_id'],
    [{ suppress_tokens: [1] }, 'suppress_tokens is [1]'],
    [{ something_new: 1 }, 'something_new is 1'],
  ])('generation_config.json of %j is refused in a sentence', (generation, text) => {
    expect(refusal(folderWith({}, { 'generation_config.json': generation }))).toContain(text);
  });

  test.each<[object | string, string]>([
    [{ desc_act: true }, 'desc_act is true'],
    [{ something_new: 5 }, 'something_new is 5'],
    [{ zero_point: 0 }, 'zero_point is 0'],
    ['awq', 'quantization_config is "awq"'],
  ])('quantization_config with %j is refused by name', (change, text) => {
    const quantization = { quant_method: 'awq', bits: 4, group_size: 64, version: 'gemm', zero_point: true };
    const quantization_config = typeof change === 'string' ? change : { ...quantization, ...change };
    expect(refusal(folderWith({ quantization_config }, {}, AUTOAWQ))).toContain(text);
  });

  test('a text ends at the same tokens as from GGUF, by what they are written as', () => {
    const tokenizer = {
      added_tokens: [{ id: 7, content: '<|im_end|>' }, { id: 3, content: '<|im_start|>' }, null],
      model: { vocab: { '<|endoftext|>': 6, a: 1 } },
    };
    expect(opened(folderWith({}, { 'tokenizer.json': tokenizer })).tokens.stop).toEqual([6, 7]);
  });
});
