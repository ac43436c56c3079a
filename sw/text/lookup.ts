/** Tokens that must have come before in the same order, the longest first. */
const NGRAMS = [3, 2];

/** What drafts were worth to a session. */
export interface LookupUse {
  /** Passes that made a token each, and one more for each draft that it would have chosen. */
  readonly passes: number;
  readonly drafted: number;
  readonly accepted: number;
}

/** Tokens that a pass made, on average; undefined where there was none. */
export const tokensAPass = ({ passes, accepted }: LookupUse): number | undefined =>
  passes === 0 ? undefined : 1 + accepted / passes;

export const lookupSince = (before: LookupUse, { passes, drafted, accepted }: LookupUse): LookupUse => ({
  passes: passes - before.passes,
  drafted: drafted - before.drafted,
  accepted: accepted - before.accepted,
});

/**
 * Prompt lookup decoding (github.com/apoorvumang/prompt-lookup-decoding): up to `most` tokens that may follow `text`,
 * because they followed its last three tokens, or else its last two, where those came last. A text that repeats itself
 * is taken to go on so.
 */
export function draftFrom(text: readonly number[], most: number): number[] {
  const next = most > 0 ? NGRAMS.map((n) => lastContinuation(text, n)).find((place) => place !== undefined) : undefined;
  if (next === undefined) {
    return [];
  }
  const period = text.length - next;
  return Array.from({ length: most }, (_, i) => text[next + (i % period)]);
}

/** Where the last `n` tokens go on that came before. */
function lastContinuation(text: readonly number[], n: number): number | undefined {
  const isSame = (end: number) => {
    for (let i = 1; i <= n; i++) {
      if (text[end - i] !== text[text.length - i]) {
        return false;
      }
    }
    return true;
  };
  for (let end = text.length - 1; end >= n; end--) {
    if (isSame(end)) {
      return end;
    }
  }
  return undefined;
}
