/** The parts of the inference software that other programs may use. */
export { BACKEND_NAMES, type BackendOptions, openAccelerator } from './backends/backends.ts';
export { checked } from './backends/checked.ts';
export { goldenMatmul } from './backends/golden/matmul.ts';
export { type Model, prepareModel } from './decoder/model.ts';
export { forward } from './decoder/pass.ts';
export { DataError, UsageError } from './errors.ts';
export { loadModel, type StoredModel } from './model/load.ts';
export { packMatrix, type QuantizedMatrix, unpackMatrix } from './model/pack.ts';
export type { Accelerator, AcceleratorOptions, Counters, ResidentMatrix, Statistics } from './port/accelerator.ts';
export type { KvCache } from './port/kv-cache.ts';
export { type MatrixFormat, type MatrixLayout, matrixLayout } from './port/layout.ts';
export type { Engine, PackedMatrix } from './port/matrix.ts';
export { type ChatMessage, loadChatTemplate } from './text/chat.ts';
export { createSampler, type Sampler, type SamplerOptions } from './text/sampler.ts';
export { type FinishReason, type GenerationEvent, generate, Session } from './text/session.ts';
export { loadTokenizer, type TextStream, type Tokenizer } from './text/tokenizer.ts';
