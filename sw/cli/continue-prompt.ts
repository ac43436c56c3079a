import type { StoredModel } from '../model/load.ts';
import type { FinishReason, GenerateOptions, Session } from '../runtime/generate.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';

export interface Continuation {
  readonly promptTokens: readonly number[];
  readonly tokens: readonly number[];
  readonly text: string;
  readonly reason: FinishReason;
}

export interface Listener {
  /** Prompt tokens that have gone through the model. */
  prefill(done: number, total: number): void;
  /** Text as it comes, perhaps empty: a call for each token, and one at the end. */
  text(piece: string): void;
}

/** The prompt's tokens, begun as the model wants it. */
export function promptTokens(stored: StoredModel, tokenizer: Tokenizer, prompt: string): number[] {
  const { bos } = stored.manifest.tokens;
  return [...(bos === null ? [] : [bos]), ...tokenizer.encode(prompt)];
}

/** Continues a text and tells the listener as it goes. */
export async function continuePrompt(
  session: Session,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  options: GenerateOptions,
  listener: Listener,
): Promise<Continuation> {
  const stream = tokenizer.stream(prompt);
  const tokens: number[] = [];
  let text = '';
  let reason: FinishReason = 'length';
  const say = (piece: string) => {
    text += piece;
    listener.text(piece);
  };
  for await (const event of session.generate(prompt, options)) {
    if (event.kind === 'prefill') listener.prefill(event.done, event.total);
    else if (event.kind === 'end') reason = event.reason;
    else {
      tokens.push(event.token);
      say(stream.push(event.token));
    }
  }
  say(stream.end());
  return { promptTokens: prompt, tokens, text, reason };
}
