import { Accelerator, Core, type CoreParameters, DEFAULT_CORE } from '@macromac/rtl';

/** A design that is emitted into a folder of its own below gen/verilog/. */
export interface Variant {
  readonly folder: string;
  readonly about: string;
  readonly top: 'macromac_core' | 'macromac';
  readonly parameters: CoreParameters;
}

type Tokens = CoreParameters['tokens'];

/** The streaming core, for those who bring their own DMA. */
const core = (tokens: Tokens): Variant => ({
  folder: `core_t${tokens}`,
  about: `streaming core, engine fused, T = ${tokens}`,
  top: 'macromac_core',
  parameters: { ...DEFAULT_CORE, tokens },
});

/** What goes on the board: the core with its readers, writer and registers. */
const accelerator = (tokens: Tokens): Variant => ({
  folder: `accelerator_t${tokens}`,
  about: `accelerator, engine fused, T = ${tokens}`,
  top: 'macromac',
  parameters: { ...DEFAULT_CORE, tokens },
});

const TOKENS = [1, 2, 4, 8] as const;

export const VARIANTS: readonly Variant[] = [...TOKENS.map(core), ...TOKENS.map(accelerator)];

export const designOf = ({ top, parameters }: Variant) =>
  top === 'macromac' ? Accelerator(parameters) : Core(parameters);
