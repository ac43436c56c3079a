import type { InstantiableDesign, SimulatorInstance } from '@chisel-lite/testbench';
import type { CoveragePoint } from 'verilator-wasm';
import { verilate } from 'verilator-wasm';
import type { Unit } from '../units.ts';

/** What of a module its tests reached. */
export interface Measured {
  readonly name: string;
  readonly lines: Count;
  readonly toggles: Count;
  /** What was not reached: lines and branches by their text, bits by signal, as `holes.ts` names them. */
  readonly holes: readonly string[];
}

export interface Count {
  readonly hit: number;
  readonly of: number;
}

const UNCOUNTED = '/* verilator coverage_off */';

/**
 * Builds the module with Verilator's counters, runs all that judges it, and adds up the counts of the module itself.
 */
export async function measure({ name, bench, sources }: Unit, onPhase: (text: string) => void): Promise<Measured> {
  onPhase('building');
  const file = `${name}.v`;
  // What it instantiates has its own turn; counters there would only make the build large.
  const others = Object.entries(sources).map(([other, text]) => [
    other,
    other === file ? text : `${UNCOUNTED}\n${text}`,
  ]);
  const counted = Object.fromEntries([
    ...others.filter(([other]) => other === file),
    ...others.filter(([other]) => other !== file),
  ]);
  const model = await verilate({ sources: counted, top: name, coverage: true, assertions: false });
  const counts = new Map<string, { point: CoveragePoint; count: number }>();
  const collect = (points: readonly CoveragePoint[]) => {
    for (const point of points) {
      if (point.file !== file) {
        continue;
      }
      const key = `${point.kind} ${point.line} ${point.column} ${point.comment}`;
      const known = counts.get(key);
      if (known) {
        known.count += point.count;
      } else {
        counts.set(key, { point, count: point.count });
      }
    }
  };
  const design: InstantiableDesign = {
    instantiate() {
      const simulator = model.instantiate();
      const dispose = simulator.dispose.bind(simulator);
      // The counters live in the model: they are read before it goes.
      return Object.assign(simulator as SimulatorInstance, {
        dispose() {
          collect(simulator.coverage());
          dispose();
        },
      });
    },
  };
  const properties = Object.entries(bench.properties);
  for (const [i, [, holds]] of properties.entries()) {
    onPhase(`property ${i + 1} of ${properties.length}`);
    await holds(design);
  }
  return summary(name, sources[file].split('\n'), [...counts.values()]);
}

function summary(
  name: string,
  text: readonly string[],
  all: readonly { readonly point: CoveragePoint; readonly count: number }[],
): Measured {
  const of = (isToggle: boolean) => all.filter(({ point }) => (point.kind === 'toggle') === isToggle);
  const count = (points: typeof all): Count => ({
    hit: points.filter((each) => each.count > 0).length,
    of: points.length,
  });
  const missed = (points: typeof all) => points.filter((each) => each.count === 0).map(({ point }) => point);
  const lines = missed(of(false)).map(({ line, comment }) => `${plainLine(text[line - 1])} (${comment})`);
  const bits = missed(of(true)).map(({ comment }) => comment);
  return {
    name,
    lines: count(of(false)),
    toggles: count(of(true)),
    holes: [...new Set([...lines, ...asRanges(bits)])],
  };
}

/** A line of Verilog without its indentation and its note. */
const plainLine = (line: string): string => line.replace(/\/\/.*$/, '').trim();

/** `q[3]`, `q[4]`, `q[5]` as `q[5:3]`. */
export function asRanges(bits: readonly string[]): string[] {
  const names = new Map<string, number[]>();
  const whole: string[] = [];
  for (const bit of bits) {
    const match = /^(.*)\[(\d+)\]$/.exec(bit);
    if (match) {
      names.set(match[1], [...(names.get(match[1]) ?? []), Number(match[2])]);
    } else {
      whole.push(bit);
    }
  }
  const ranges = [...names].flatMap(([name, indices]) => {
    const sorted = [...new Set(indices)].sort((a, b) => b - a);
    const runs: [number, number][] = [];
    for (const index of sorted) {
      const run = runs.at(-1);
      if (run && run[1] === index + 1) {
        run[1] = index;
      } else {
        runs.push([index, index]);
      }
    }
    return runs.map(([high, low]) => (high === low ? `${name}[${high}]` : `${name}[${high}:${low}]`));
  });
  return [...whole, ...ranges];
}

/** `q[5:3]` as `q[5]`, `q[4]`, `q[3]`; anything else as it is. */
export function asBits(hole: string): string[] {
  const match = /^(.*)\[(\d+):(\d+)\]$/.exec(hole);
  if (!match) {
    return [hole];
  }
  const [, name, high, low] = match;
  return Array.from({ length: Number(high) - Number(low) + 1 }, (_, i) => `${name}[${Number(high) - i}]`);
}
