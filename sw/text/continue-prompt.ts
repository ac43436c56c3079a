import { setImmediate as otherEvents } from 'node:timers/promises';
import type { StoredModel } from '../model/load.ts';
import { type LookupUse, tokensAPass } from './lookup.ts';
import type { FinishReason, GenerateOptions, Session } from './session.ts';
import { stopScanner } from './stop-strings.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface Continuation {
  readonly promptTokens: readonly number[];
  readonly tokens: readonly number[];
  readonly text: string;
  /** `cancelled`: the reader did not want more. */
  readonly reason: FinishReason | 'cancelled';
}

export interface ContinueOptions extends GenerateOptions {
  /** The text ends before any of these. */
  readonly stop?: readonly string[];
  /** Ends the text where it is. */
  readonly signal?: AbortSignal;
}

export interface Listener {
  /** Prompt tokens that have gone through the model. */
  prefill(done: number, total: number): void;
  /** Text as it comes, perhaps empty: a call for each token, and one at the end. */
  text(piece: string): void;
  /** Called wherever a text may be taken up again, with its tokens so far; what it throws ends the text. */
  pause?(tokens: readonly number[]): Promise<void>;
}

/** The prompt's tokens, begun as the model wants it. */
export function promptTokens(stored: StoredModel, tokenizer: Tokenizer, prompt: string): number[] {
  const { bos } = stored.manifest.tokens;
  return [...(bos === null ? [] : [bos]), ...tokenizer.encode(prompt)];
}

/** What `--json` prints of drafts. */
export const lookupResult = (use: LookupUse) => ({ ...use, tokens_per_pass: tokensAPass(use) ?? null });

/** What `--json` prints of a text; of drafts where there could be some. */
export function textResult(
  { promptTokens, tokens, text, reason }: Continuation,
  { lmHead: { top, full, bytesSaved }, lookup }: Session,
  run: { readonly cycles: number | null; readonly backend: string; readonly engine: string; readonly offload?: string },
  hasLookup = false,
) {
  return {
    prompt_tokens: promptTokens,
    tokens,
    text,
    finish_reason: reason,
    ...run,
    lm_head: { top, full, bytes_saved: bytesSaved },
    ...(hasLookup ? { lookup: lookupResult(lookup) } : {}),
  };
}

/**
 * Continues a text and tells the listener as it goes.
 * @param before tokens of the text that an earlier session made
 */
export async function continuePrompt(
  session: Session,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  options: ContinueOptions,
  listener: Listener,
  before: readonly number[] = [],
): Promise<Continuation> {
  const stream = tokenizer.stream(prompt);
  const tokens: number[] = [];
  let text = '';
  const scanner = stopScanner(options.stop ?? []);
  let reason: Continuation['reason'] = 'length';
  const say = (piece: string) => {
    text += piece;
    listener.text(piece);
  };
  const add = (token: number) => {
    tokens.push(token);
    say(scanner.push(stream.push(token)));
  };
  for (const token of before.slice(0, options.maxTokens)) {
    add(token);
  }
  const maxTokens = options.maxTokens - tokens.length;
  // A text from before may already fill the context.
  const isFull = tokens.length > 0 && prompt.length + tokens.length > session.capacity;
  if (maxTokens > 0 && !isFull && scanner.found === undefined) {
    for await (const event of session.generate([...prompt, ...tokens], { ...options, maxTokens })) {
      if (event.kind === 'prefill') {
        listener.prefill(event.done, event.total);
      } else if (event.kind === 'end') {
        reason = event.reason;
      } else {
        add(event.token);
      }
      // Behind the prompt's last token the next one is already chosen.
      const isBetween = event.kind === 'token' || (event.kind === 'prefill' && event.done < event.total);
      if (isBetween) {
        await listener.pause?.(tokens);
      }
      if (options.signal) {
        await otherEvents(); // where a signal comes from
      }
      if (options.signal?.aborted) {
        reason = 'cancelled';
        break;
      }
      if (scanner.found !== undefined) {
        break;
      }
    }
  }
  say(scanner.push(stream.end()) + scanner.end());
  if (scanner.found !== undefined) {
    reason = 'stop';
  }
  return { promptTokens: prompt, tokens, text, reason };
}
