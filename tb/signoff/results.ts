import { EMISSION } from '@macromac/verilog/package';
import type { Cells } from './cells.ts';

/** Cells by module, as a command's result has them. */
export type Results = Readonly<Record<string, Cells>>;

interface Coverage {
  readonly modules: readonly {
    readonly name: string;
    readonly lines: NonNullable<Cells['lines']>;
    readonly toggles: NonNullable<Cells['toggles']>;
  }[];
}
interface Mutation {
  readonly detail: readonly { readonly mutant: string; readonly caught: string | null; readonly why: string | null }[];
}
interface Functional {
  readonly bins: number;
  readonly met: number;
}
interface Proofs {
  readonly proofs: readonly {
    readonly modules: readonly string[];
    readonly verdict: string;
    readonly method: string;
    readonly mutants: number;
    readonly rejected: number;
    readonly survivors: readonly { readonly why: string | null }[];
  }[];
}
interface Unknown {
  readonly withX: boolean;
  readonly units: readonly {
    readonly name: string;
    readonly values: number;
    readonly seeds: number;
    readonly differences: readonly string[];
  }[];
}
type Synthesis = readonly {
  readonly modules: readonly {
    readonly name: string;
    readonly own: { readonly LUT: number };
    readonly depth?: number;
  }[];
}[];

/** In front of the names of emitted modules. */
const PREFIX = EMISSION.prefix as string;

const byName = <T>(all: readonly T[], name: (each: T) => string, cells: (each: T) => Cells): Results =>
  Object.fromEntries(all.map((each) => [name(each), cells(each)]));

function ofMutation({ detail }: Mutation): Results {
  const modules = new Map<string, { hit: number; of: number }>();
  for (const { mutant, caught, why } of detail) {
    const name = mutant.slice(0, mutant.indexOf(': '));
    const { hit, of } = modules.get(name) ?? { hit: 0, of: 0 };
    modules.set(name, { hit: hit + Number(caught !== null || why !== null), of: of + 1 });
  }
  return byName(
    [...modules],
    ([name]) => name,
    ([, mutants]) => ({ mutants }),
  );
}

function ofProofs({ proofs }: Proofs): Results {
  const cells: Record<string, Cells> = {};
  for (const { modules, verdict, method, mutants, rejected, survivors } of proofs) {
    const status = verdict !== 'proved' ? 'not' : method === 'bounded' ? 'bounded' : 'proved';
    const hit = rejected + survivors.filter(({ why }) => why !== null).length;
    for (const name of modules) {
      cells[name] = { proofs: { status, hit, of: mutants } };
    }
  }
  return cells;
}

/** The commands that judge modules: what to run, and what its JSON says of each module. */
export const COMMANDS = {
  coverage: {
    run: ['tb/coverage/run.ts', '--json'],
    read: (result: unknown): Results =>
      byName(
        (result as Coverage).modules,
        ({ name }) => name,
        ({ lines, toggles }) => ({ lines, toggles }),
      ),
  },
  mutation: { run: ['tb/mutation/run.ts', '--json'], read: (result: unknown) => ofMutation(result as Mutation) },
  functional: {
    run: ['tb/coverage/functional.ts', '--json'],
    read: (result: unknown): Results => {
      const { bins, met } = result as Functional;
      return { [WHOLE]: { situations: { hit: met, of: bins } } };
    },
  },
  proofs: { run: ['tb/proofs/run.ts', '--kept', '--json'], read: (result: unknown) => ofProofs(result as Proofs) },
  unknown: {
    run: ['tb/unknown/run.ts', '--json'],
    read: (result: unknown): Results =>
      byName(
        (result as Unknown).units.filter(({ values }) => values > 0),
        ({ name }) => name,
        ({ values, seeds, differences }) => ({ unknown: { values, seeds, differences: differences.length } }),
      ),
  },
  synthesis: {
    run: ['gen/synthesise.ts', 'accelerator_t2', 'accelerator_fp32_t2', '--json'],
    // Emitted names begin with a prefix, which benches and so rows go without, but for the tops, whose own it is.
    read: (result: unknown): Results =>
      byName(
        (result as Synthesis)
          .flatMap(({ modules }) => modules)
          .flatMap((module) => [{ ...module, name: module.name.replace(PREFIX, '') }, module]),
        ({ name }) => name,
        ({ own, depth }) => ({ luts: own.LUT, ...(depth === undefined ? {} : { depth }) }),
      ),
  },
} as const;

export type Command = keyof typeof COMMANDS;

/** The row of the whole accelerator: what its tests meet is of no one module below it. */
export const WHOLE = 'macromac_t2';
