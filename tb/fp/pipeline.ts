import { type AnyModule, emit } from '@chisel-lite/hdl';
import type { Design, VerilogDesign } from '@chisel-lite/testbench';
import { withPins } from '../pins.ts';

/** Operands of a unit by port name. */
export type Operands = Readonly<Record<string, number | bigint>>;

/** The emitted Verilog of a unit. */
export function verilogOf(unit: AnyModule): VerilogDesign {
  const { files, design } = emit(unit);
  return { sources: Object.fromEntries(files), top: design.top.name };
}

/** Feeds a pipelined unit (one set of operands a cycle, no handshake) and returns its results, `latency` cycles later each. */
export async function throughPipeline(
  design: Design,
  output: string,
  latency: number,
  operands: readonly Operands[],
): Promise<number[]> {
  const results: number[] = [];
  await withPins(design, (pins) => {
    for (let cycle = 0; cycle < operands.length + latency - 1; cycle++) {
      pins.set(operands[Math.min(cycle, operands.length - 1)]);
      pins.clock();
      if (cycle + 1 >= latency) results.push(pins.get(output));
    }
  });
  return results;
}
