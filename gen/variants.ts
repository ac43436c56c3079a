import { join, resolve } from 'node:path';
import type { AcceleratorParameters, CoreParameters } from '@macromac/rtl';

/** Where the folders lie that are committed, and where `make verilog` puts others. */
export const VERILOG = join(import.meta.dirname, 'verilog');
export const OTHER_VERILOG = resolve(import.meta.dirname, '../out/verilog');

/** A design that is emitted into a folder of its own. */
export interface Variant {
  readonly folder: string;
  readonly about: string;
  /** The name of the top that all variants of a kind have; the one of its own is in the manifest, as `module`. */
  readonly top: 'macromac_core' | 'macromac';
  /** What differs from the core by default. */
  readonly parameters: Pick<AcceleratorParameters, 'tokens' | 'engine' | 'results'>;
}

type Tokens = CoreParameters['tokens'];

type Engine = CoreParameters['engine'];

const named = (kind: string, engine: Engine, tokens: Tokens) =>
  engine === 'fused' ? `${kind}_t${tokens}` : `${kind}_${engine}_t${tokens}`;

/** The streaming core, for those who bring their own DMA. */
const core = (engine: Engine, tokens: Tokens): Variant => ({
  folder: named('core', engine, tokens),
  about: `streaming core, engine ${engine}, T = ${tokens}`,
  top: 'macromac_core',
  parameters: { tokens, engine },
});

/** What goes on the board: the core with its readers, writer and registers. */
const accelerator = (engine: Engine, tokens: Tokens): Variant => ({
  folder: named('accelerator', engine, tokens),
  about: `accelerator, engine ${engine}, T = ${tokens}`,
  top: 'macromac',
  parameters: { tokens, engine },
});

const TOKENS = [1, 2, 4, 8] as const;

export const VARIANTS: readonly Variant[] = [
  ...TOKENS.map((tokens) => core('fused', tokens)),
  core('fp32', 1),
  ...TOKENS.map((tokens) => accelerator('fused', tokens)),
  accelerator('fp32', 1),
  // The paper's: 8 × 8 PEs a channel.
  accelerator('fp32', 2),
  {
    ...accelerator('fused', 1),
    folder: 'streaming_accelerator_t1',
    about: 'accelerator, engine fused, T = 1, results out of an AXI-Stream',
    parameters: { tokens: 1, engine: 'fused', results: 'stream' },
  },
];

/** What is committed: the board's default, and the streaming core. */
export const COMMITTED: readonly string[] = ['accelerator_t4', 'core_t4'];

/** Where `make verilog` puts a variant. */
export const folderOf = ({ folder }: Pick<Variant, 'folder'>): string =>
  join(COMMITTED.includes(folder) ? VERILOG : OTHER_VERILOG, folder);

/** The variant of a folder's name. */
export function variantNamed(folder: string): Variant {
  const variant = VARIANTS.find((each) => each.folder === folder);
  if (!variant) {
    throw new Error(`${folder}: no such variant; there are ${VARIANTS.map((each) => each.folder).join(', ')}`);
  }
  return variant;
}
