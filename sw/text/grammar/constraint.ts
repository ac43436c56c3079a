import { DataError } from '../../errors.ts';
import type { Sampler } from '../sampler.ts';
import type { Expression, Expressions } from './expression.ts';

/** Which tokens of a vocabulary an expression lets stand next. */
export interface TokenFilter {
  /** [vocab] 1 for tokens all of whose bytes may come next. */
  allowed(state: Expression): Uint8Array;
  /** What remains behind a token that was allowed. */
  after(state: Expression, token: number): Expression;
}

/** States whose lists of tokens are remembered. */
const REMEMBERED = 64;

export interface TokenTable {
  readonly bytes: readonly (Uint8Array | undefined)[];
  /** Tokens that write something, in the order of their bytes. */
  readonly order: Int32Array;
  /** Bytes that each has in common with the one before it in that order. */
  readonly common: Uint16Array;
}

/** Sorts a vocabulary, once for all expressions. */
export function tokenTable(bytes: readonly (Uint8Array | undefined)[]): TokenTable {
  const tokens: number[] = [];
  for (let token = 0; token < bytes.length; token++) {
    if (bytes[token]) {
      tokens.push(token);
    }
  }
  const order = Int32Array.from(tokens).sort((a, b) => Buffer.compare(bytes[a]!, bytes[b]!));
  const common = Uint16Array.from(order, (token, place) => {
    if (place === 0) {
      return 0;
    }
    const [a, b] = [bytes[order[place - 1]]!, bytes[token]!];
    let length = 0;
    while (length < a.length && a[length] === b[length]) {
      length++;
    }
    return length;
  });
  return { bytes, order, common };
}

export function tokenFilter(
  { bytes, order, common }: TokenTable,
  { nothing }: Expressions,
  vocab: number,
): TokenFilter {
  const known = new Map<Expression, Uint8Array>();
  const compute = (state: Expression): Uint8Array => {
    const allowed = new Uint8Array(vocab);
    // States behind each byte of the token before; a token goes on where it differs from that one.
    const path = [state];
    let dead = Number.POSITIVE_INFINITY;
    for (let place = 0; place < order.length; place++) {
      const shared = common[place];
      // The bytes up to the one that could not stand are this token's too.
      if (shared >= dead) {
        continue;
      }
      dead = Number.POSITIVE_INFINITY;
      const token = order[place];
      const own = bytes[token]!;
      let length = shared;
      for (; length < own.length; length++) {
        const next = path[length].after(own[length]);
        if (next === nothing) {
          dead = length + 1;
          break;
        }
        path[length + 1] = next;
      }
      if (length === own.length && token < vocab) {
        allowed[token] = 1;
      }
    }
    return allowed;
  };
  return {
    allowed(state) {
      let found = known.get(state);
      if (!found) {
        if (known.size === REMEMBERED) {
          known.clear();
        }
        found = compute(state);
        known.set(state, found);
      }
      return found;
    },
    after: (state, token) => [...(bytes[token] ?? [])].reduce<Expression>((at, byte) => at.after(byte), state),
  };
}

/** A sampler whose text is one of an expression's. */
export interface ConstrainedSampler extends Sampler {
  /** Whether nothing can follow any more. */
  readonly isComplete: boolean;
}

/** @param stopTokens may come where the text may end */
export function constrained(
  sampler: Sampler,
  filter: TokenFilter,
  start: Expression,
  { empty }: Expressions,
  stopTokens: readonly number[],
): ConstrainedSampler {
  let state = start;
  return {
    asksTop: false,
    isGreedy: false,
    get state() {
      return sampler.state;
    },
    get isComplete() {
      return state === empty;
    },
    fromTop: () => undefined,
    fromLogits(logits, history) {
      const allowed = filter.allowed(state);
      const mayEnd = state.isNullable();
      const scores = logits.slice();
      let isPossible = false;
      for (let token = 0; token < scores.length; token++) {
        const isAllowed = stopTokens.includes(token) ? mayEnd : allowed[token] === 1;
        if (isAllowed) {
          isPossible = true;
        } else {
          scores[token] = Number.NEGATIVE_INFINITY;
        }
      }
      if (!isPossible) {
        throw new DataError('no token of the vocabulary may come next: the tokenizer cannot write what is asked for');
      }
      const token = sampler.fromLogits(scores, history);
      if (!stopTokens.includes(token)) {
        state = filter.after(state, token);
      }
      return token;
    },
  };
}
