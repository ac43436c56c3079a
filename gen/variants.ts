import { Core, type CoreParameters, DEFAULT_CORE } from '@macromac/rtl';

/** A design that is emitted into a folder of its own below gen/verilog/. */
export interface Variant {
  readonly folder: string;
  readonly about: string;
  readonly parameters: CoreParameters;
}

const core = (tokens: CoreParameters['tokens']): Variant => ({
  folder: `core_t${tokens}`,
  about: `streaming core, engine fused, T = ${tokens}`,
  parameters: { ...DEFAULT_CORE, tokens },
});

export const VARIANTS: readonly Variant[] = [core(1), core(2), core(4), core(8)];

export const designOf = (variant: Variant) => Core(variant.parameters);
