// The peer of bench/cpu.ts: llama.cpp's C library as npm node-llama-cpp ships it. Arguments: threads, model.gguf,
// the folder of packages. The library's structures are handed through as bytes: only a few fields are set.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  BATCH,
  CONTEXT,
  DECODE_TOKENS,
  IS_LONG,
  now,
  PROMPT_TOKENS,
  type Round,
  serveRounds,
  token,
} from './protocol.ts';

const [threads, gguf, packages] = process.argv.slice(2);
const koffi = createRequire(join(packages, 'package.json'))('koffi');
const folder = join(packages, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
const library = (prefix: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(prefix))!);

/** llama.h of release v0.5.0: sizes of its structures in 8-byte words, all passed in memory. */
const blob = (name: string, words: number) => koffi.struct(name, { words: koffi.array('uint64_t', words, 'Typed') });
const ModelParams = blob('llama_model_params', 10);
const ContextParams = blob('llama_context_params', 20);
const Batch = blob('llama_batch', 7);

koffi.load(library('libggml-base'), { global: true });
const ggml = koffi.load(library('libggml.'), { global: true });
const llama = koffi.load(library('libllama.'), { global: true });
ggml.func('ggml_backend_load_all_from_path', 'void', ['str'])(folder);

const modelParams = llama.func('llama_model_default_params', ModelParams, [])();
const model = llama.func('llama_model_load_from_file', 'void*', ['str', ModelParams])(gguf, modelParams);
if (!model) {
  throw new Error(`${gguf}: llama.cpp does not load it`);
}

const contextParams = llama.func('llama_context_default_params', ContextParams, [])();
const fields = new Int32Array(contextParams.words.buffer);
fields[0] = CONTEXT; // n_ctx
fields[1] = BATCH; // n_batch
fields[2] = BATCH; // n_ubatch
fields[7] = Number(threads); // n_threads
fields[8] = Number(threads); // n_threads_batch
const context = llama.func('llama_init_from_model', 'void*', ['void*', ContextParams])(model, contextParams);
if (!context) {
  throw new Error('llama.cpp does not make a context');
}

const batchOf = llama.func('llama_batch_get_one', Batch, ['void*', 'int32_t']);
const decode = llama.func('llama_decode', 'int32_t', ['void*', Batch]);
const memory = llama.func('llama_get_memory', 'void*', ['void*'])(context);
const clear = llama.func('llama_memory_clear', 'void', ['void*', 'bool']);
const logits = llama.func('llama_get_logits_ith', 'void*', ['void*', 'int32_t']);

function run(tokens: number[]): void {
  const ids = Int32Array.from(tokens);
  const failure = decode(context, batchOf(ids, ids.length));
  if (failure !== 0) {
    throw new Error(`llama_decode returned ${failure}`);
  }
  logits(context, -1); // waits for the results
}

function measure(): Round {
  clear(memory, true);
  const prompt = Array.from({ length: PROMPT_TOKENS }, (_, i) => token(i));
  const start = now();
  for (let first = 0; first < prompt.length; first += BATCH) {
    run(prompt.slice(first, first + BATCH));
  }
  const between = now();
  if (!IS_LONG) {
    clear(memory, true);
  }
  const begin = now();
  for (let i = 0; i < DECODE_TOKENS; i++) {
    run([token(i)]);
  }
  const end = now();
  return { prefill: (1000 * PROMPT_TOKENS) / (between - start), decode: (1000 * DECODE_TOKENS) / (end - begin) };
}

await serveRounds('llama.cpp v0.5.0 (node-llama-cpp 3.22.1), Q4_0', measure);
