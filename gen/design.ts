import { Accelerator, type AcceleratorParameters, Core, DEFAULT_CORE } from '@macromac/rtl';
import type { Variant } from './variants.ts';

/** All parameters of a variant. */
export const parametersOf = ({ parameters }: Variant): AcceleratorParameters => ({ ...DEFAULT_CORE, ...parameters });

/** The hardware of a variant. */
export const designOf = (variant: Variant) =>
  variant.top === 'macromac' ? Accelerator(parametersOf(variant)) : Core(parametersOf(variant));
