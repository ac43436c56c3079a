import assert from 'node:assert/strict';
import { type AnyModule, emit } from '@chisel-lite/hdl';
import type { Design, VerilogDesign } from '@chisel-lite/testbench';
import type { Bench } from '../bench.ts';
import { withPins } from '../pins.ts';
import { failures, type Operands } from './cases.ts';

/** The emitted Verilog of a unit. */
export function verilogOf(unit: AnyModule): VerilogDesign {
  const { files, design } = emit(unit);
  return { sources: Object.fromEntries(files), top: design.top.name };
}

/**
 * Feeds a pipelined unit (one set of operands a cycle, no handshake) and returns its results, `latency` cycles later
 * each.
 */
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
      if (cycle + 1 >= latency) {
        results.push(pins.get(output));
      }
    }
  });
  return results;
}

/** A pipelined unit and its exact model. */
export interface PipelinedUnit {
  readonly source: string;
  readonly unit: () => AnyModule;
  readonly output: string;
  /** As documented: cycles from the operands to the result. */
  readonly latency: number;
  readonly what: string;
  readonly cases: () => readonly Operands[];
  readonly exact: (operands: Record<string, number | bigint>) => number;
}

/**
 * A pipelined unit takes operands in every cycle; each result is there `latency` cycles later, and is the exact
 * model's.
 */
export const pipelined = ({ source, unit, output, latency, what, cases, exact }: PipelinedUnit): Bench => ({
  source,
  unit,
  properties: {
    [what]: async (design) => {
      const operands = cases();
      const got = await throughPipeline(design, output, latency, operands);
      assert.deepEqual(failures(operands, got, operands.map(exact)), []);
    },
  },
});
