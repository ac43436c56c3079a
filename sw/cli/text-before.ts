import { openGolden } from '../backends/golden/golden.ts';
import { prepareModel } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import type { TextBefore } from '../perf/simulate-token.ts';
import { offload } from '../program/offload.ts';
import type { KeyKind } from '../program/placement.ts';
import { promptTokens } from '../text/continue-prompt.ts';
import { readModel } from '../text/read-model.ts';
import { createSampler } from '../text/sampler.ts';
import { Session } from '../text/session.ts';

/**
 * The token at position `context` − 1 of the text that the golden model makes of a prompt, the likeliest token each
 * time, and keys and values of those in front of it: what `generate --temperature 0` has there.
 */
export async function textBefore(
  directory: string,
  prompt: string,
  context: number,
  keys: KeyKind,
  progress: (message: string) => void,
): Promise<TextBefore> {
  const { stored, tokenizer } = readModel(directory);
  const tokens = promptTokens(stored, tokenizer, prompt).slice(0, context - 1);
  if (tokens.length === 0) {
    throw new UsageError(
      `--prompt and --context ${context}: a token with a text in front of it has a context of 2 at least`,
    );
  }
  const model = offload(await prepareModel(stored, openGolden({ engine: 'fused' })));
  using session = new Session(model, context, keys);
  let token = -1;
  let made = tokens.length;
  const settings = { maxTokens: context - made, sampler: createSampler({ temperature: 0, seed: 0 }), stopTokens: [] };
  for await (const event of session.generate(tokens, settings)) {
    if (event.kind === 'token') {
      token = event.token;
      made++;
    }
    progress(`golden model: ${event.kind === 'prefill' ? event.done : made} of ${context} tokens`);
  }
  return { token, cache: session.save().cache };
}
