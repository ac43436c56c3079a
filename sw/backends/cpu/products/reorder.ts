import { i32 } from '../assembler/expressions.ts';
import { type Kernel, kernel } from '../kernel.ts';
import { hasSpecialScale, macroOffsets, orderStep, STEP_BYTES, STEPS, type WeightBits } from './weights.ts';

const FIELDS = {
  data: 'i32',
  channelBytes: 'i32',
  /** Macros of a channel, and of a chunk; the chunks of a channel follow those of the one before. */
  macros: 'i32',
  macrosPerChunk: 'i32',
  chunksPerChannel: 'i32',
  zerosShift: 'i32',
  sharedBytes: 'i32',
  /** Address of a word that becomes 1 where a scale is infinite or NaN. */
  special: 'i32',
} as const;

/** Brings every step of a packed matrix into the kernels' order, in place, and looks at its scales. */
export const reorder = (bits: WeightBits): Kernel<typeof FIELDS> =>
  kernel(`reorder-int${bits}`, FIELDS, (fn, args, chunk) => {
    const channel = fn.local(i32.divU(chunk, args.chunksPerChannel));
    const region = fn.local(i32.add(args.data, i32.mul(channel, args.channelBytes)));
    const part = i32.sub(chunk, i32.mul(channel, args.chunksPerChannel));
    const from = fn.local(i32.mul(part, args.macrosPerChunk));
    const to = fn.local(i32.add(from, args.macrosPerChunk));
    fn.if(i32.gtU(to, args.macros), () => to.set(args.macros));
    fn.for(from, to, 1, (index) => {
      const macro = macroOffsets(fn, bits, args, index);
      fn.if(hasSpecialScale(fn, i32.add(region, macro.scales)), () =>
        fn.do(i32.atomicStore(args.special, i32.const(1))),
      );
      const weights = fn.local(i32.add(region, macro.weights));
      const end = fn.local(i32.add(weights, i32.const(STEPS * STEP_BYTES[bits])));
      fn.for(weights, end, STEP_BYTES[bits], (step) => orderStep(fn, bits, step));
    });
  });
