/**
 * `make synth`: resources and logic depth of a variant, estimated by Yosys (npm only), beside the paper's Table II and
 * what the K26 has. Fails where the budget of design §7 is broken.
 *
 *   tsx gen/synthesise.ts [FOLDER] [--json]     default: accelerator_t4
 */

import { lutLevels } from './lut-levels.ts';
import { cellsOf, mapped, type Stat } from './mapped.ts';
import { addCells } from './report/cells.ts';
import {
  grouped,
  K26,
  type ModuleReport,
  noResources,
  RESOURCES,
  type Resource,
  type ResourceReport,
  resourceTables,
} from './report/resources.ts';

/** Design §9.4: builds with the vector unit, by T; DSPs of §7. */
const BUDGETS: Readonly<Record<string, Partial<Record<Resource, number>>>> = {
  accelerator_t2: { LUT: 38_000, DSP: 600 },
  accelerator_t4: { LUT: 45_000 },
  accelerator_t8: { LUT: 60_000 },
};
/** Design §7: LUTs between registers, for 200 MHz. */
const MAX_DEPTH = 10;

/** Synthesises a variant. Modules are kept apart, so each is counted once and multiplied by its instances. */
export async function synthesise(folder: string): Promise<ResourceReport> {
  const { top, stat, netlist } = await mapped(folder);
  return report(folder, top, stat, lutLevels(netlist));
}

function report(folder: string, top: string, stat: Stat, depth: ReadonlyMap<string, number>): ResourceReport {
  const instances = new Map<string, number>();
  const visit = (name: string, times: number) => {
    instances.set(name, (instances.get(name) ?? 0) + times);
    for (const [type, count] of Object.entries(cellsOf(stat, name) ?? {})) {
      if (cellsOf(stat, type)) {
        visit(type, times * count);
      }
    }
  };
  visit(top, 1);
  const total = noResources();
  const modules = [...instances].map(([name, times]): ModuleReport => {
    const cells = cellsOf(stat, name) ?? {};
    addCells(total, cells, times);
    return { name, instances: times, own: addCells(noResources(), cells), depth: depth.get(name) };
  });
  return { folder, total, modules };
}

const NOTE =
  'Resources are of one instance, without what it instantiates; depth is the longest path inside the module in LUTs\n(between registers and ports; carries and wide multiplexers not counted).';

function print(made: ResourceReport): void {
  console.log(`${made.folder}, estimated by Yosys synth_xilinx -family xcup (no placement, no routing)\n`);
  console.log(resourceTables(made, NOTE));
}

/**
 * What breaks the budget: of design §7 for the build it is stated for, of the K26 for the other fused ones; and of
 * depth for all of these.
 */
export function broken({ folder, total, modules }: ResourceReport): string[] {
  if (folder.includes('fp32')) {
    return [];
  }
  const limits: Record<Resource, number> = { ...K26, ...BUDGETS[folder] };
  const resources = RESOURCES.filter((resource) => total[resource] > limits[resource]).map(
    (resource) => `${folder}: ${grouped(total[resource])} ${resource}, at most ${grouped(limits[resource])} allowed`,
  );
  const paths = modules
    .filter(({ depth = 0 }) => depth > MAX_DEPTH)
    .map(({ name, depth }) => `${folder}: ${name}: a path of ${depth} LUTs, at most ${MAX_DEPTH} allowed`);
  return [...resources, ...paths];
}

async function main(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const folders = args.filter((arg) => !arg.startsWith('--'));
  const made: ResourceReport[] = [];
  for (const folder of folders.length > 0 ? folders : ['accelerator_t4']) {
    const result = await synthesise(folder);
    made.push(result);
    if (!json) {
      print(result);
    }
  }
  if (json) {
    console.log(JSON.stringify(made, null, 2));
  }
  const problems = made.flatMap(broken);
  for (const problem of problems) {
    console.error(problem);
  }
  if (problems.length > 0) {
    process.exit(1);
  }
}

if (process.argv[1] === import.meta.filename) {
  await main(process.argv.slice(2));
}
