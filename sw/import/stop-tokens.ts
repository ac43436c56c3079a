/**
 * Tokens that end a text by what they are written as, whatever a file names its end: a chat model's file often names
 * only the end of a document. The list is llama.cpp's (llama-vocab.cpp, end of generation).
 */
const END_TEXTS = new Set([
  '<|eot_id|>',
  '<|im_end|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|flush|>',
  '<|calls|>',
  '<end_of_turn>',
  '<turn|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eom_id|>',
  '<EOT>',
  '_<EOT>',
  '<|EOT|>',
  '<|end_of_turn|>',
  '[EOT]',
  '[EOS]',
  '<end_of_utterance>',
  '<eos>',
  '<｜end▁of▁sentence｜>',
]);

/**
 * All tokens that end a text, in rising order: those a file names by id, and those of its `tokenizer.json` by their
 * text.
 */
export function stopTokens(named: readonly number[], tokenizer: unknown): number[] {
  const { added_tokens, model } = (tokenizer ?? {}) as { added_tokens?: unknown; model?: { vocab?: unknown } | null };
  const stop = new Set(named);
  const take = (content: unknown, id: unknown) => {
    if (typeof content === 'string' && END_TEXTS.has(content) && Number.isSafeInteger(id)) {
      stop.add(id as number);
    }
  };
  if (Array.isArray(added_tokens)) {
    for (const added of added_tokens) {
      take(added?.content, added?.id);
    }
  }
  const vocab = model?.vocab;
  if (typeof vocab === 'object' && vocab !== null) {
    for (const content of END_TEXTS) {
      take(content, Object.hasOwn(vocab, content) && (vocab as never)[content]);
    }
  }
  return [...stop].sort((a, b) => a - b);
}
