import { compileSimulation, emit, type ir } from '@chisel-lite/hdl';
import type { InstantiableDesign, SimulatorInstance } from '@chisel-lite/testbench';
import type { Bench } from '../bench.ts';

/** The ports of a unit on each rising edge, settled: by name. */
export type Row = Readonly<Record<string, bigint>>;

export interface Recorded {
  readonly property: string;
  readonly rows: readonly Row[];
}

export interface Unit {
  readonly top: ir.Module;
  readonly files: ReadonlyMap<string, string>;
  readonly recorded: readonly Recorded[];
}

/** Ends a property when enough has been seen of it. */
export class Enough extends Error {}

/**
 * Runs a bench on the HDL's own simulator, and keeps what the ports are on `most` edges of the first run of each
 * property. Undefined for a unit without a clock.
 */
export async function record({ unit, properties }: Bench, most: number): Promise<Unit | undefined> {
  const { design, files } = emit(unit());
  if (clockOf(design.top) === undefined) {
    return undefined;
  }
  const compiled = compileSimulation(design);
  const recorded: Recorded[] = [];
  for (const [property, holds] of Object.entries(properties)) {
    const rows: Row[] = [];
    let runs = 0;
    const first: InstantiableDesign = {
      instantiate() {
        runs += 1;
        if (runs > 1) {
          throw new Enough();
        }
        return observed(compiled.instantiate() as SimulatorInstance, design.top, (row) => {
          if (rows.length === most) {
            throw new Enough();
          }
          rows.push(row);
        });
      },
    };
    try {
      await holds(first);
    } catch (error) {
      if (!isEnough(error)) {
        throw error;
      }
    }
    recorded.push({ property, rows });
  }
  return { top: design.top, files, recorded };
}

/** Errors of properties hold their cause. */
export const isEnough = (error: unknown): boolean =>
  error instanceof Enough || (error instanceof Error && error.cause !== undefined && isEnough(error.cause));

/** The one clock of a unit; undefined where there is none. */
export const clockOf = (top: ir.Module): ir.Signal | undefined =>
  top.domains.map(({ clock }) => clock).find((clock) => top.ports.includes(clock));

/** The same simulator; every edge of its clock is told. */
function observed(simulator: SimulatorInstance, top: ir.Module, tell: (row: Row) => void): SimulatorInstance {
  const names = top.ports.map(({ name }) => name);
  const clock = simulator.ports[clockOf(top)!.name];
  const run = simulator.run.bind(simulator);
  const settle = simulator.eval.bind(simulator);
  const row = () => Object.fromEntries(names.map((name) => [name, BigInt(simulator.ports[name].value)]));
  let wasHigh = false;
  return Object.assign(simulator, {
    // A clock may rise as any input does; its row is what was settled before.
    eval(time?: number) {
      const isHigh = Number(clock.value) === 1;
      if (isHigh && !wasHigh) {
        clock.value = 0;
        settle();
        tell(row());
        clock.value = 1;
      }
      wasHigh = isHigh;
      settle(time);
    },
    run(name: string, cycles: number, options?: Parameters<typeof run>[2]) {
      for (let cycle = 0; cycle < cycles; cycle++) {
        settle();
        tell(row());
        const rise = options?.rise === undefined ? {} : { rise: options.rise + cycle * (options.period ?? 0) };
        run(name, 1, { ...options, ...rise });
      }
    },
  });
}
