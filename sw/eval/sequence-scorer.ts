import { rmsNorm } from '../decoder/rmsnorm.ts';
import type { FloatEngine } from '../quant/float-engine.ts';
import { layerForward, type SequenceModel } from '../quant/sequence-model.ts';
import { logProbability, type ScoreTokens } from './score-tokens.ts';

/** Positions whose logits are in memory together. */
const ROWS = 128;

/**
 * Scores texts with a model's weights in plain single precision, quantised ones dequantised: what the weights alone
 * cost in quality, apart from any engine's arithmetic; and the fastest way through a long text.
 */
export function sequenceScorer(model: SequenceModel, engine: FloatEngine): ScoreTokens {
  const { hidden, vocab, rmsEpsilon } = model.architecture;
  return async (tokens) => {
    const inputs = tokens.length - 1;
    const x = model.embed(tokens.slice(0, inputs));
    for (let l = 0; l < model.architecture.layers; l++) {
      layerForward(engine, model.architecture, model.layer(l), x, inputs);
    }

    const normed = rmsNorm(x, model.norm, rmsEpsilon);
    const logP = new Float64Array(inputs);
    for (let first = 0; first < inputs; first += ROWS) {
      const count = Math.min(ROWS, inputs - first);
      const logits = engine.sgemm(
        normed.subarray(first * hidden, (first + count) * hidden),
        model.head(),
        vocab,
        hidden,
      );
      for (let t = 0; t < count; t++) {
        logP[first + t] = logProbability(logits.subarray(t * vocab, (t + 1) * vocab), tokens[first + t + 1]);
      }
    }
    return logP;
  };
}
