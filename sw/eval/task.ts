import { DataError } from '../errors.ts';
import { type BitsPerByte, bitsPerByteOf, splitDocuments } from './bits-per-byte.ts';
import type { Measurement } from './measurement.ts';
import type { Described } from './open-weights.ts';
import { type Perplexity, perplexityOf } from './perplexity.ts';
import { parseWnli, type WnliResult, wnliOf } from './wnli.ts';

/** What a model is asked, apart from the model and the text. */
export type Task =
  | {
      readonly name: 'perplexity';
      /** Tokens a window, cut to the model's context; only the first `windows`. */
      readonly window: number;
      readonly windows?: number;
    }
  | {
      readonly name: 'bits-per-byte';
      /** Only the first so many. */
      readonly documents?: number;
    }
  | { readonly name: 'wnli' };

/** What a task comes to, by its name. */
export interface TaskResults {
  readonly perplexity: Perplexity;
  readonly 'bits-per-byte': BitsPerByte;
  readonly wnli: WnliResult;
}

/** Tokens of a window that a model can take. */
export const windowOf = (window: number, { architecture }: Described): number => Math.min(window, architecture.context);

/** A task for a model: `content` is its text, `path` where that came from. */
export function taskFor(
  task: Task,
  model: Described,
  content: string,
  path: string,
): Measurement<Perplexity | BitsPerByte | WnliResult> {
  const { encode } = model.tokenizer;
  switch (task.name) {
    case 'perplexity':
      return perplexityOf(encode(content), { window: windowOf(task.window, model), limit: task.windows });
    case 'bits-per-byte': {
      const start = model.tokens.bos ?? model.tokens.stop[0];
      if (start === undefined) {
        throw new DataError('the model names no token to begin a document with');
      }
      const documents = splitDocuments(content).slice(0, task.documents);
      return bitsPerByteOf(documents, { start, context: model.architecture.context, encode });
    }
    case 'wnli':
      return wnliOf(parseWnli(content, path), encode);
  }
}
