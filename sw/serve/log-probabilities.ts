import type { TokenLogProbability } from '../text/adjust.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** A token of its own, as text. */
const textOf = (tokenizer: Tokenizer, token: number): string => tokenizer.decode([token]);

/** Log-probabilities as completions have them: lists side by side. */
export function completionLogProbabilities(
  tokenizer: Tokenizer,
  tokens: readonly (TokenLogProbability | { readonly token: number })[],
  count: number,
  offset: number,
) {
  const texts = tokens.map(({ token }) => textOf(tokenizer, token));
  let at = offset;
  const offsets = texts.map((text) => {
    at += text.length;
    return at - text.length;
  });
  return {
    tokens: texts,
    token_logprobs: tokens.map((each) => ('logProbability' in each ? finite(each.logProbability) : null)),
    top_logprobs: count === 0 ? null : tokens.map((each) => ('top' in each ? topByText(tokenizer, each) : null)),
    text_offset: offsets,
  };
}

/** Tokens that look alike are told once, by the likelier. */
function topByText(tokenizer: Tokenizer, { top }: TokenLogProbability): Record<string, number> {
  const byText: Record<string, number> = Object.create(null);
  for (const { token, logProbability } of top) {
    byText[textOf(tokenizer, token)] ??= finite(logProbability);
  }
  return byText;
}

/** Log-probabilities as chat completions have them: an object a token. */
export function chatLogProbability(tokenizer: Tokenizer, { token, logProbability, top }: TokenLogProbability) {
  const entry = (id: number, value: number) => {
    const text = textOf(tokenizer, id);
    return { token: text, logprob: finite(value), bytes: [...Buffer.from(text)] };
  };
  return {
    ...entry(token, logProbability),
    top_logprobs: top.map((each) => entry(each.token, each.logProbability)),
  };
}

/** JSON has no infinity; OpenAI's API says −9999 for tokens that cannot come. */
const finite = (value: number): number => (Number.isFinite(value) ? value : -9999);
