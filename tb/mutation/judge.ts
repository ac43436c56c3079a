import type { InstantiableDesign, SimulatorInstance } from '@chisel-lite/testbench';
import { verilate } from 'verilator-wasm';
import type { Property } from '../bench.ts';
import { instrument, MUTANT_PORT } from './instrument.ts';
import type { Mutant } from './mutants.ts';

/** What a property said of a mutant. */
export interface Verdict {
  readonly mutant: Mutant;
  /** The property that failed, and with what; undefined: none did, the mutant survived. */
  readonly caught: { readonly property: string; readonly message: string } | undefined;
}

export interface Judged {
  readonly verdicts: readonly Verdict[];
  /** [s] */
  readonly buildSeconds: number;
  readonly runSeconds: number;
}

interface Case {
  readonly name: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, Property>>;
}

/**
 * One build of a module with all the mutants in it, then each by its properties. Mutant 0, none, must pass them all:
 * else the judges themselves are wrong, and that is an error.
 */
export async function judge(
  { name, sources, properties }: Case,
  mutants: readonly Mutant[],
  onMutant: (done: number) => void,
): Promise<Judged> {
  const file = `${name}.v`;
  const started = performance.now();
  const model = await verilate({
    sources: { ...sources, [file]: instrument(sources[file], mutants) },
    top: name,
    assertions: false,
  });
  const built = performance.now();
  const withMutant = (id: number): InstantiableDesign => ({
    instantiate() {
      const simulator = model.instantiate();
      simulator.ports[MUTANT_PORT].value = id;
      return simulator as SimulatorInstance;
    },
  });
  const failureOf = async (id: number) => {
    for (const [property, holds] of Object.entries(properties)) {
      try {
        await holds(withMutant(id));
      } catch (error) {
        return { property, message: rootOf(error) };
      }
    }
    return undefined;
  };

  const wrong = await failureOf(0);
  if (wrong) {
    throw new Error(`${name} fails without any mutant: ${wrong.property}: ${wrong.message}`);
  }
  const verdicts: Verdict[] = [];
  for (const [i, mutant] of mutants.entries()) {
    verdicts.push({ mutant, caught: await failureOf(i + 1) });
    onMutant(i + 1);
  }
  return { verdicts, buildSeconds: (built - started) / 1000, runSeconds: (performance.now() - built) / 1000 };
}

/** The first line of what lies at the bottom of an error. */
function rootOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause) {
    root = root.cause;
  }
  return String(root instanceof Error ? root.message : root).split('\n')[0];
}
