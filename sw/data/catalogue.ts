/** Texts and checkpoints that the documents' figures were made with, each file by the SHA-256 of what was used. */

export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where it is published; a ZIP archive is unpacked. Without one it can only be taken from a folder. */
  readonly published?: { readonly url: string; readonly member?: string };
  /** Made from another file of the set. */
  readonly made?: { readonly from: string; readonly by: (text: string) => string };
}

export interface DataSet {
  readonly name: string;
  readonly about: string;
  readonly licence: string;
  readonly files: readonly DataFile[];
}

const HUB = 'https://huggingface.co';

/**
 * The test split as most published perplexities take it: the rows of the data set, of which a blank line is an empty one and any other ends in a
 * line break, with two line breaks in between.
 */
function joinedRows(text: string): string {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => (line.trim() === '' ? '' : `${line}\n`)).join('\n\n');
}

export const DATA: readonly DataSet[] = [
  {
    name: 'wikitext2',
    about: 'WikiText-2, raw, test split: `eval perplexity --text`',
    licence: 'CC BY-SA 3.0',
    files: [
      {
        name: 'wiki.test.raw',
        bytes: 1_290_590,
        sha256: '173c87a53759e0201f33e0ccf978e510c2042d7f2cb78229d9a50d79b9e7dd08',
        published: {
          url: `${HUB}/datasets/ggml-org/ci/resolve/main/wikitext-2-raw-v1.zip`,
          member: 'wikitext-2-raw/wiki.test.raw',
        },
      },
      {
        name: 'wikitext2_test_joined_nn.txt',
        bytes: 1_296_370,
        sha256: '696cca6b65a171b0a358a4be6732cdfdf2dd6164a32e20fd70e3c13fc4dfae83',
        made: { from: 'wiki.test.raw', by: joinedRows },
      },
    ],
  },
  {
    name: 'wnli',
    about: "GLUE's WNLI, development set, 71 examples: `eval wnli --data`",
    licence: 'as GLUE publishes it',
    files: [
      {
        name: 'dev.tsv',
        bytes: 11_261,
        sha256: 'cba00490596dd14be8cf53b4f53bb744abe3a7b89f81ab210528d80225338ed5',
        published: { url: 'https://dl.fbaipublicfiles.com/glue/data/WNLI.zip', member: 'WNLI/dev.tsv' },
      },
    ],
  },
  {
    name: 'stories260K',
    about: "a language model of 260,000 weights in llama2.c's format: `import`",
    licence: 'MIT',
    files: [
      {
        name: 'stories260K.bin',
        bytes: 1_056_540,
        sha256: 'b0a507e7ad0f626624f17112325e66691f9076d622e1d3274d103d00299f2696',
        published: { url: `${HUB}/karpathy/tinyllamas/resolve/main/stories260K/stories260K.bin` },
      },
      {
        name: 'tok512.bin',
        bytes: 6_227,
        sha256: '037cb335abb25d1fa9e8ecae30ed2a3a8ace9302862ebcdc05d51a6bbb10c312',
        published: { url: `${HUB}/karpathy/tinyllamas/resolve/main/stories260K/tok512.bin` },
      },
    ],
  },
  {
    name: 'tinystories',
    about: "stories of TinyStories' validation split, the text that the story model is judged by",
    licence: 'CDLA-Sharing-1.0',
    files: [
      { name: 'val.txt', bytes: 1_286_415, sha256: 'd76307645f0f1a57b9475f752077ac2a1ca6e8e07e92fcf1c223db72d183044c' },
    ],
  },
];
