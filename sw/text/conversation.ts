import type { ChatMessage } from './chat.ts';

/** A conversation that fits into a context: where it grows too long, its oldest turns are forgotten. */
export interface Conversation {
  readonly messages: readonly ChatMessage[];
  /**
   * Adds what the user says.
   * @returns the prompt's tokens, and how many messages were forgotten for it; or why the message cannot be taken
   */
  ask(
    content: string,
  ):
    | { readonly prompt: readonly number[]; readonly forgotten: number; readonly refusal?: undefined }
    | { readonly refusal: string };
  answer(content: string): void;
  /** Forgets all but what the model was told first. */
  reset(): void;
}

/** Of a context this share at most is kept free for an answer of unknown length. */
const SHARE_FOR_ANSWER = 1 / 4;

/** @param answerTokens that an answer may have, if that is known */
export function createConversation(
  tokensOf: (messages: readonly ChatMessage[]) => readonly number[],
  capacity: number,
  answerTokens: number | undefined,
  system: string | undefined,
): Conversation {
  const first: readonly ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: system }];
  const room = Math.max(1, Math.min(answerTokens ?? capacity, Math.floor(capacity * SHARE_FOR_ANSWER)));
  let turns: ChatMessage[] = [];
  return {
    get messages() {
      return [...first, ...turns];
    },
    ask(content) {
      const all: ChatMessage[] = [...turns, { role: 'user', content }];
      // A question goes with its answer.
      for (let forgotten = 0; forgotten < all.length; forgotten += 2) {
        const kept = all.slice(forgotten);
        const prompt = tokensOf([...first, ...kept]);
        const isLast = kept.length === 1;
        if (prompt.length + (isLast ? 1 : room) <= capacity) {
          turns = kept;
          return { prompt, forgotten };
        }
        if (isLast) {
          return {
            refusal: `the message makes a prompt of ${prompt.length} tokens, the context is ${capacity}; it is not taken`,
          };
        }
      }
      throw new Error('turns of questions without answers'); // all.length is odd
    },
    answer(content) {
      turns.push({ role: 'assistant', content });
    },
    reset() {
      turns = [];
    },
  };
}
