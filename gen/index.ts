/** The emitted Verilog: which variants there are, where each lies, and how it is brought up to date with rtl/. */
import type { Variant } from './variants.ts';

export { folderOf, VARIANTS, type Variant, VERILOG } from './variants.ts';

/** Emits a variant; its folder is written whole or not at all. The hardware is loaded when this is called. */
export async function writeVariant(variant: Variant): Promise<void> {
  const emit = await import('./emit.ts');
  emit.writeVariant(variant);
}
