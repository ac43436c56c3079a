/** What every contender measures in one round, and how it tells: one JSON line an answer, on its standard output. */
export interface Round {
  /** Tokens a second over a prompt of PROMPT_TOKENS, the logits of its last token included. */
  readonly prefill: number;
  /** Tokens a second over DECODE_TOKENS tokens, one at a time, from an empty context, or behind a long prompt. */
  readonly decode: number;
}

/** BENCH_PROMPT: a long prompt, behind which is decoded. */
const long = Number(process.env.BENCH_PROMPT ?? 0);
export const IS_LONG = long > 0;
export const PROMPT_TOKENS = long || 512;
export const DECODE_TOKENS = 64;
export const CONTEXT = IS_LONG ? long + 256 : 1024;
/** Tokens that a peer takes at once. */
export const BATCH = 512;

/**
 * Milliseconds: of the wall clock, or with BENCH_CLOCK=processor of processor time, all threads together, which on one
 * thread is what counts where other programs share the processor.
 */
export function now(): number {
  if (process.env.BENCH_CLOCK !== 'processor') {
    return performance.now();
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Answers every line on standard input with a round, after one line that says what is measured. */
export async function serveRounds(what: string, measure: () => Promise<Round> | Round): Promise<void> {
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ what });
  for await (const _ of process.stdin) {
    say(await measure());
  }
}

/** Any tokens do: weights are random and nobody reads the text. */
export const token = (i: number): number => (i * 7919 + 31) % 151936;
