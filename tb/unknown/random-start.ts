import { compileSimulation, emit, type ir } from '@chisel-lite/hdl';
import { createRandom, type InstantiableDesign, type SimulatorInstance } from '@chisel-lite/testbench';
import type { Bench, Property } from '../bench.ts';
import { Enough, isEnough } from './record.ts';

/** The unit, with every register and memory word of every instance at a random value before anything happens to it. */
export function startingAtRandom(bench: Bench, seed: number): InstantiableDesign {
  const { design } = emit(bench.unit());
  const compiled = compileSimulation(design);
  return {
    instantiate() {
      const simulator = compiled.instantiate() as SimulatorInstance;
      scramble(simulator, design.top, seed);
      return simulator;
    },
  };
}

function scramble(simulator: SimulatorInstance, top: ir.Module, seed: number): void {
  const random = createRandom(seed);
  const visit = (module: ir.Module, prefix: string): void => {
    for (const signal of [...module.ports, ...module.signals]) {
      if (signal.domain !== undefined && signal.kind !== 'wire' && signal.kind !== 'input') {
        const handle = found(() => simulator.signal(`${prefix}${signal.name}`));
        if (handle) {
          const value = random.bits(signal.width);
          handle.value = signal.width > 32 ? value : Number(value);
        }
      }
    }
    for (const { name, width, depth, init } of module.memories) {
      // A table has its words from the bitstream.
      const words = init ? undefined : found(() => simulator.memory(`${prefix}${name}`));
      for (let at = 0; words && at < depth; at++) {
        words.write(at, random.bits(width));
      }
    }
    for (const item of module.items) {
      if (item.kind === 'instance') {
        visit(item.module, `${prefix}${item.name}.`);
      }
    }
  };
  visit(top, '');
  simulator.eval();
}

/** Undefined for what the simulator has optimised away. */
function found<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** Runs of a property from a random start, before the rest of its runs is left out. */
const RUNS = 2;

/** Throws where a property of a unit rests on what registers begin with. */
export async function holdsFromRandom(bench: Bench, seed: number): Promise<void> {
  const design = startingAtRandom(bench, seed);
  for (const [property, holds] of Object.entries<Property>(bench.properties)) {
    const runs = { begun: 0 };
    const some: InstantiableDesign = {
      instantiate(kind) {
        runs.begun += 1;
        if (runs.begun > RUNS) {
          throw new Enough();
        }
        return design.instantiate(kind);
      },
    };
    try {
      await holds(some);
    } catch (error) {
      if (!isEnough(error)) {
        throw new Error(`${property}, from seed ${seed}`, { cause: error });
      }
    }
  }
}
