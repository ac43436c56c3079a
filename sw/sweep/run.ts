import { UsageError } from '../errors.ts';
import { type Execution, execute } from '../jobs/execute.ts';
import type { Progress } from '../jobs/run-local.ts';
import type { JobStore } from '../jobs/store.ts';
import type { EmittedDesign } from './hardware.ts';
import { areaTool, type DesignAreas, planAreas, planSweep } from './plan.ts';
import { pointsOf } from './points.ts';
import { type Table, tableOf } from './rows.ts';
import type { Space } from './space.ts';

export interface SweepRun extends Omit<Execution, 'progress'> {
  /** Told which of the two rounds is under way: `designs, simulations and models`, then `areas`. */
  readonly progress?: (what: string, progress: Progress) => void;
}

/** Runs what a space needs and the store has not, and joins it to a table. */
export async function runSweep(space: Space, store: JobStore, { progress, ...run }: SweepRun): Promise<Table> {
  const tool = space.areas ? synthesiser() : undefined;
  const plan = await planSweep(space, pointsOf(space).points, store);
  const told = (what: string) => ({ ...run, progress: progress && ((each: Progress) => progress(what, each)) });
  await execute(store, plan.keys, told('designs, simulations and models'));
  if (tool === undefined) {
    return tableOf(plan, space.context, store, null);
  }
  const areas = new Map<string, DesignAreas>();
  for (const { emit } of plan.points) {
    if (!areas.has(emit) && store.has(emit)) {
      areas.set(emit, planAreas(store, store.result(emit) as unknown as EmittedDesign, tool));
    }
  }
  const keys = [...areas.values()].flatMap(({ modules }) => modules.map(({ key }) => key));
  await execute(store, keys, told('areas of modules'));
  return tableOf(plan, space.context, store, (emit) => areas.get(emit));
}

/** What areas are made with; asked before anything else is begun. */
function synthesiser(): string {
  try {
    return areaTool();
  } catch (error) {
    throw new UsageError(
      `areas are made with the package @yowasp/yosys: install it, or say "areas": false (${(error as Error).message})`,
    );
  }
}
