import { UsageError } from '../errors.ts';
import { type Measurement, measured } from './measurement.ts';
import type { ScoreTokens } from './score-tokens.ts';

export interface BitsPerByteOptions {
  /** Token put before each document; it is not scored. */
  readonly start: number;
  /** Longest window, in tokens. */
  readonly context: number;
  readonly encode: (text: string) => readonly number[];
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
 * Bits the model needs for each byte of text: comparable between models with different tokenizers, as perplexity is
 * not. Each document stands alone. Its first `context` tokens are one window; the rest of a longer one is scored in
 * steps of half a context, each with the half before it as context. Every token of a document is scored once, no
 * end-of-text token is. Of each document its negative log-likelihood [nats] and its tokens.
 */
export function bitsPerByteOf(
  documents: readonly string[],
  { start, context, encode }: BitsPerByteOptions,
): Measurement<BitsPerByte> {
  if (documents.length === 0) {
    throw new UsageError('no documents to score');
  }
  const sizes = documents.map((document) => Buffer.byteLength(document));
  return {
    parts: documents.length,
    async figures(score, part) {
      const ids = encode(documents[part]);
      return [await documentNats(score, [start, ...ids], context), ids.length];
    },
    total(figures) {
      const nats = figures.reduce((sum, [ofDocument]) => sum + ofDocument, 0);
      const tokens = figures.reduce((sum, [, ofDocument]) => sum + ofDocument, 0);
      const bytes = sizes.slice(0, figures.length).reduce((sum, size) => sum + size, 0);
      return { bitsPerByte: nats / Math.LN2 / bytes, nats: nats / tokens, documents: figures.length, bytes, tokens };
    },
  };
}

/** The same, a document after the other. */
export const bitsPerByte = async (
  score: ScoreTokens,
  documents: readonly string[],
  options: BitsPerByteOptions,
): Promise<BitsPerByte> => measured(bitsPerByteOf(documents, options), score);

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
