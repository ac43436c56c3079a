// One contender of bench/cpu.ts: the back end `cpu` on Qwen2.5-0.5B's shapes. Arguments: threads, activations.
import { openCpu } from '../../sw/backends/cpu/cpu.ts';
import { prepareModel } from '../../sw/decoder/model.ts';
import { forward } from '../../sw/decoder/pass.ts';
import { syntheticModel } from '../../sw/perf/cpu/synthetic-model.ts';
import { CONTEXT, DECODE_TOKENS, IS_LONG, now, PROMPT_TOKENS, type Round, serveRounds, token } from './protocol.ts';

const threads = Number(process.argv[2]);
const activations = process.argv[3] as 'int8' | 'fp32';
const accelerator = openCpu({ engine: 'fused', threads, activations });
const model = await prepareModel(syntheticModel(accelerator.allocate), accelerator);
const { layers, kvHeads, headDim } = model.architecture;
const cache = model.operators.createCache(layers, CONTEXT, kvHeads * headDim, 'fp32', headDim);

async function measure(): Promise<Round> {
  cache.truncate(0);
  const prompt = Array.from({ length: PROMPT_TOKENS }, (_, i) => token(i));
  const start = now();
  for (let first = 0; first < prompt.length; first += accelerator.tokensPerPass) {
    const part = prompt.slice(first, first + accelerator.tokensPerPass);
    await forward(model, cache, part, first + part.length === prompt.length ? 'last' : 'none');
  }
  const between = now();
  if (!IS_LONG) {
    cache.truncate(0);
  }
  for (let i = 0; i < DECODE_TOKENS; i++) {
    await forward(model, cache, [token(i)]);
  }
  const end = now();
  return { prefill: (1000 * PROMPT_TOKENS) / (between - start), decode: (1000 * DECODE_TOKENS) / (end - between) };
}

const { simd } = accelerator;
await serveRounds(`macromac cpu, ${simd} SIMD, ${activations} activations, Node ${process.versions.node}`, measure);
await accelerator.close();
