import type { FloatEngine } from '../quant/float-engine.ts';
import { forEachLogits } from '../quant/mixed-precision.ts';
import { layerForward, type RoundCache, type SequenceModel } from '../quant/sequence-model.ts';
import { logProbability, type ScoreTokens } from './score-tokens.ts';

/**
 * A text's residual stream behind the last layer, [T, hidden]; `roundCache` does to keys and values what a cache would.
 */
export function finalStates(
  engine: FloatEngine,
  model: SequenceModel,
  tokens: readonly number[],
  roundCache?: RoundCache,
): Float32Array {
  const { architecture } = model;
  const x = model.embed(tokens);
  for (let l = 0; l < architecture.layers; l++) {
    layerForward(engine, architecture, model.layer(l), x, tokens.length, undefined, roundCache);
  }
  return x;
}

/**
 * Scores texts with a model's weights in plain single precision, quantised ones dequantised: what the weights alone
 * cost in quality, apart from any engine's arithmetic; and the fastest way through a long text.
 */
export function sequenceScorer(model: SequenceModel, engine: FloatEngine, roundCache?: RoundCache): ScoreTokens {
  const { hidden } = model.architecture;
  return async (tokens, first = 0) => {
    const x = finalStates(engine, model, tokens.slice(0, -1), roundCache);
    const logP = new Float64Array(tokens.length - 1);
    forEachLogits(engine, model, x.subarray(first * hidden), (logits, row) => {
      logP[first + row] = logProbability(logits, tokens[first + row + 1]);
    });
    return logP;
  };
}
