import { type AnyModule, emit } from '@chisel-lite/hdl';
import { verilate } from 'verilator-wasm';

/** Operands of a unit by port name. */
export type Operands = Readonly<Record<string, number | bigint>>;

/**
 * Feeds a pipelined unit (one set of operands a cycle, no handshake) and returns its results, `latency` cycles later each. Runs on
 * the emitted Verilog.
 */
export async function throughPipeline(
  unit: AnyModule,
  output: string,
  latency: number,
  operands: readonly Operands[],
): Promise<number[]> {
  const { files } = emit(unit);
  const top = [...files.keys()].at(-1)?.replace(/\.v$/, '') as string;
  const model = await verilate({ sources: Object.fromEntries(files), top });
  const sim = model.instantiate();
  const results: number[] = [];
  for (let cycle = 0; cycle < operands.length + latency; cycle++) {
    const now = operands[Math.min(cycle, operands.length - 1)];
    for (const [port, value] of Object.entries(now)) sim.ports[port].value = value;
    sim.run('clk', 1);
    if (cycle + 1 >= latency) results.push(Number(sim.ports[output].value));
  }
  sim.dispose();
  return results.slice(0, operands.length);
}
