import { compileSimulation, emit } from '@chisel-lite/hdl';
import type { InstantiableDesign, SimulatorInstance } from '@chisel-lite/testbench';
import type { Bench, Property } from '../bench.ts';
import { Enough, isEnough } from './record.ts';

/** The unit; every register that only a reset sets, or nothing, and every memory word begins at a random value. */
function startingAtRandom(bench: Bench, seed: number): InstantiableDesign {
  const compiled = compileSimulation(emit(bench.unit()).design);
  return { instantiate: () => compiled.instantiate({ seed }) as SimulatorInstance };
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
