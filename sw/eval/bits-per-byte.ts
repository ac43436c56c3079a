import { UsageError } from '../errors.ts';
import type { ScoreTokens } from './score-tokens.ts';

export interface BitsPerByteOptions {
  /** Token put before each document; it is not scored. */
  readonly start: number;
  /** Longest window, in tokens. */
  readonly context: number;
  readonly encode: (text: string) => readonly number[];
  readonly progress?: (done: number, total: number, bitsPerByte: number) => void;
}

export interface BitsPerByte {
  readonly bitsPerByte: number;
  /** Mean negative log-likelihood of a token, in nats. */
  readonly nats: number;
  readonly documents: number;
  /** UTF-8 bytes of the documents. */
  readonly bytes: number;
  readonly tokens: number;
}

/**
 * Bits the model needs for each byte of text: comparable between models with different tokenizers, as perplexity is not.
 * Each document stands alone. Its first `context` tokens are one window; the rest of a longer one is scored in steps of half a
 * context, each with the half before it as context. Every token of a document is scored once, no end-of-text token is.
 */
export async function bitsPerByte(
  score: ScoreTokens,
  documents: readonly string[],
  { start, context, encode, progress }: BitsPerByteOptions,
): Promise<BitsPerByte> {
  if (documents.length === 0) {
    throw new UsageError('no documents to score');
  }
  let nats = 0;
  let bytes = 0;
  let tokens = 0;
  for (const [index, document] of documents.entries()) {
    const ids = encode(document);
    nats += await documentNats(score, [start, ...ids], context);
    bytes += Buffer.byteLength(document);
    tokens += ids.length;
    progress?.(index + 1, documents.length, nats / Math.LN2 / bytes);
  }
  return { bitsPerByte: nats / Math.LN2 / bytes, nats: nats / tokens, documents: documents.length, bytes, tokens };
}

async function documentNats(score: ScoreTokens, ids: readonly number[], context: number): Promise<number> {
  let nats = 0;
  for (const { begin, end, first } of scoringWindows(ids.length - 1, context)) {
    const logP = await score(ids.slice(begin, end + 1));
    for (let i = first; i < logP.length; i++) {
      nats -= logP[i];
    }
  }
  return nats;
}

/**
 * Cuts `length` predictions (input i predicts token i + 1) into windows of at most `context` inputs [begin, end),
 * of which those from `first` on are scored.
 */
export function scoringWindows(length: number, context: number): { begin: number; end: number; first: number }[] {
  const step = context >> 1;
  const windows = [{ begin: 0, end: Math.min(length, context), first: 0 }];
  for (let done = context; done < length; done += step) {
    windows.push({ begin: done - step, end: Math.min(done + step, length), first: step });
  }
  return windows;
}

/** The separator of the TinyStories files. */
export const DOCUMENT_SEPARATOR = '<|endoftext|>';

/** The documents of a text file, without blank edges. */
export const splitDocuments = (text: string): string[] =>
  text
    .split(DOCUMENT_SEPARATOR)
    .map((document) => document.trim())
    .filter((document) => document !== '');
