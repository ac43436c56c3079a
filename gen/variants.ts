import { join } from 'node:path';
import type { AcceleratorParameters, CoreParameters } from '@macromac/rtl';

/** Where the emitted folders lie. */
export const VERILOG = join(import.meta.dirname, 'verilog');

/** A design that is emitted into a folder of its own below gen/verilog/. */
export interface Variant {
  readonly folder: string;
  readonly about: string;
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

export const folderOf = ({ folder }: Pick<Variant, 'folder'>): string => join(VERILOG, folder);
