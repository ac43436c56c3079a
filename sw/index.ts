/** The parts of the inference software that other programs may use. */
export { BACKEND_NAMES, openAccelerator } from './accel/backends.ts';
export { checked } from './accel/checked.ts';
export type { Accelerator, AcceleratorOptions, Counters, ResidentMatrix, Statistics } from './accel/port.ts';
export { DataError, UsageError } from './errors.ts';
export { type Engine, goldenMatmul, type PackedMatrix } from './golden/matmul.ts';
export { type MatrixFormat, type MatrixLayout, matrixLayout } from './model/layout.ts';
export { loadModel, type StoredModel } from './model/load.ts';
export { packMatrix, type QuantizedMatrix, unpackMatrix } from './model/pack.ts';
export { type ChatMessage, loadChatTemplate } from './runtime/chat.ts';
export { forward } from './runtime/forward.ts';
export { type FinishReason, type GenerationEvent, generate, Session } from './runtime/generate.ts';
export type { KvCache } from './runtime/kv-cache.ts';
export { type Model, prepareModel } from './runtime/model.ts';
export { createSampler, type Sampler, type SamplerOptions } from './runtime/sampler.ts';
export { loadTokenizer, type TextStream, type Tokenizer } from './runtime/tokenizer.ts';
