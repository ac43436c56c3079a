import type { Model } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import type { KvCache } from '../../port/kv-cache.ts';
import type { Operators } from '../../port/operators.ts';

/**
 * The rows of the paper's Table I with its times on the KV260's four Cortex-A53 [µs a layer], and what the paper leaves
 * out.
 */
export const ROWS = {
  embedding: ['Token embedding, layer init.', 32],
  qkv: ['Q/K/V projections', 1815],
  bias: ['Q/K/V biases', 35],
  attention: ['Attention and its KV cache', 42],
  output: ['Output projection, residual', 839],
  gateUp: ['Gate and up projections', 8148],
  down: ['Down projection, residual', 4651],
  rope: ['RoPE', 87],
  rmsNorm: ['RMSNorm', 25],
  silu: ['SiLU · mul', 278],
  lmHead: ['LM head', null],
} as const satisfies Record<string, readonly [description: string, paper: number | null]>;
export type Row = keyof typeof ROWS;

/** Microseconds a token, by row; the embedding and the LM head come once, the others in every layer. */
export type Breakdown = Record<Row, number>;

/**
 * Decodes `tokens` tokens on top of what the cache holds, again and again at the same place, and tells where the time
 * goes.
 */
export async function measureBreakdown(
  model: Model,
  cache: KvCache,
  tokens: number,
  token: (i: number) => number,
): Promise<Breakdown> {
  const times = Object.fromEntries(Object.keys(ROWS).map((row) => [row, 0])) as Breakdown;
  const timed = timedModel(model, times);
  const timedExtend = timer(times, 'attention', cache.extend.bind(cache));
  const context = cache.length;
  const watched = new Proxy(cache, {
    get: (target, name) => {
      if (name === 'extend') {
        return timedExtend;
      }
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  for (let i = 0; i < tokens; i++) {
    await forward(timed, watched, [token(i)]);
    cache.truncate(context);
  }
  for (const row of Object.keys(times) as Row[]) {
    times[row] /= tokens;
  }
  return times;
}

/** `f` with its time added to a row: these functions do their work before they return, promises included. */
function timer<A extends unknown[], R>(times: Breakdown, row: Row, f: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const start = performance.now();
    try {
      return f(...args);
    } finally {
      times[row] += 1000 * (performance.now() - start);
    }
  };
}

function timedModel(model: Model, times: Breakdown): Model {
  const { operators, accelerator, layers, lmHead } = model;
  const rows = new Map<unknown, Row>([[lmHead.matrix, 'lmHead']]);
  for (const { q, o, gate, down } of layers) {
    rows.set(q.matrix, 'qkv').set(o.matrix, 'output').set(gate.matrix, 'gateUp').set(down.matrix, 'down');
  }
  let lastProduct: Row = 'qkv';
  const multiply: Accelerator['multiply'] = (x, tokens, matrices) => {
    lastProduct = rows.get(matrices[0]) ?? 'lmHead';
    return timer(times, lastProduct, accelerator.multiply)(x, tokens, matrices);
  };
  const timedOperators: Operators = {
    ...operators,
    rmsNorm: timer(times, 'rmsNorm', operators.rmsNorm),
    rope: timer(times, 'rope', operators.rope),
    attention: timer(times, 'attention', operators.attention),
    attentionTogether: timer(times, 'attention', operators.attentionTogether),
    siluMultiply: timer(times, 'silu', operators.siluMultiply),
    addBias: timer(times, 'bias', operators.addBias),
    multiplyDense: timer(times, 'lmHead', operators.multiplyDense),
    // The paper counts a residual sum with the projection before it.
    addResidual: (x, y) => timer(times, lastProduct, operators.addResidual)(x, y),
  };
  return {
    ...model,
    embed: timer(times, 'embedding', model.embed),
    operators: timedOperators,
    accelerator: { ...accelerator, multiply },
  };
}
