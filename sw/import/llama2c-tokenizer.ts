import { DataError } from '../errors.ts';
import { openFileBytes } from '../model/file-bytes.ts';
import { mergesFromScores } from './gguf-tokenizer.ts';

/** llama2.c's `tokenizer.bin`: a SentencePiece BPE vocabulary with its merge scores. */
export interface Llama2cTokenizer {
  /** [vocab] */
  readonly pieces: readonly string[];
  /** [vocab]; of two possible merges the one with the higher score comes first. */
  readonly scores: readonly number[];
  readonly bos: number;
  readonly eos: number;
}

/** SentencePiece's space, U+2581. */
const SPACE = '\u2581';
/** Unknown, beginning and end come first, then the 256 bytes. */
const FIRST_PIECE = 3 + 256;

/** Reads `tokenizer.bin`: int32 longest piece, then for each token float32 score, int32 length, bytes. */
export function readLlama2cTokenizer(path: string, vocab: number): Llama2cTokenizer {
  const file = openFileBytes(path);
  try {
    const data = file.read(0, file.size);
    const view = new DataView(data.buffer);
    const text = new TextDecoder('utf-8', { ignoreBOM: true });
    const pieces: string[] = [];
    const scores: number[] = [];
    let at = 4;
    while (pieces.length < vocab) {
      const length = at + 8 <= data.length ? view.getInt32(at + 4, true) : 0;
      if (at + 8 + length > data.length || length < 0) {
        throw new DataError(`${path}: cut short at token ${pieces.length} of ${vocab}, byte ${at}`);
      }
      scores.push(view.getFloat32(at, true));
      pieces.push(text.decode(data.subarray(at + 8, at + 8 + length)));
      at += 8 + length;
    }
    if (at !== data.length) {
      throw new DataError(`${path}: ${data.length - at} bytes after token ${vocab - 1}, expected none`);
    }
    return { pieces, scores, bos: 1, eos: 2 };
  } finally {
    file.close();
  }
}

/** The same tokenizer in Hugging Face's form: `tokenizer.json` and `tokenizer_config.json`. */
export function llama2cTokenizerFiles(tokenizer: Llama2cTokenizer, context: number): Map<string, string> {
  const { bos, eos } = tokenizer;
  const names = ['<unk>', '<s>', '</s>'];
  const pieces = tokenizer.pieces.map((piece, id) => {
    if (id < names.length) {
      return names[id];
    }
    if (id < FIRST_PIECE) {
      return `<0x${(id - 3).toString(16).toUpperCase().padStart(2, '0')}>`;
    }
    return piece.replaceAll(' ', SPACE);
  });
  const special = (id: number) => ({
    id,
    content: pieces[id],
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [0, bos, eos].map(special),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: SPACE },
        { type: 'Replace', pattern: { String: ' ' }, content: SPACE },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: pieces[bos], type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
      special_tokens: { [pieces[bos]]: { id: pieces[bos], ids: [bos], tokens: [pieces[bos]] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: mergesFromScores(pieces, tokenizer.scores),
    },
  };
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    add_bos_token: true,
    bos_token: pieces[bos],
    eos_token: pieces[eos],
    unk_token: pieces[0],
    clean_up_tokenization_spaces: false,
    model_max_length: context,
  };
  return new Map([
    ['tokenizer.json', `${JSON.stringify(json, null, 1)}\n`],
    ['tokenizer_config.json', `${JSON.stringify(config, null, 2)}\n`],
  ]);
}
