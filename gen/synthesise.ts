/**
 * `make synth`: resources and logic depth of a variant, estimated by Yosys (npm only), beside the paper's Table II and what the K26 has.
 * Fails where the budget of design §7 is broken.
 *
 *   tsx gen/synthesise.ts [FOLDER] [--json]     default: accelerator_t4
 */

import { lutLevels } from './lut-levels.ts';
import { mapped, type Stat } from './mapped.ts';
import {
  type Count,
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

/** Resources a cell of the UltraScale+ library takes. Distributed RAM and shift registers are LUTs too. */
function resourcesOf(type: string): Partial<Record<Resource, number>> {
  if (/^LUT[1-6]$/.test(type)) {
    return { LUT: 1 };
  }
  if (/^INV$/.test(type)) {
    return {};
  }
  if (/^FD[RSCP]E/.test(type)) {
    return { FF: 1 };
  }
  if (/^SRL(16E|C32E)$/.test(type)) {
    return { LUT: 1 };
  }
  if (/^SRLC?\d+E?$/.test(type)) {
    return { LUT: 1 };
  }
  if (type === 'DSP48E2') {
    return { DSP: 1 };
  }
  if (/^RAMB36/.test(type)) {
    return { BRAM: 1 };
  }
  if (/^RAMB18/.test(type)) {
    return { BRAM: 0.5 };
  }
  if (type === 'URAM288' || type === 'URAM288_BASE') {
    return { URAM: 1 };
  }
  // LUTs that a distributed RAM occupies: 8 in a slice for the multi-port forms.
  if (/^RAM(32M16|64M8)$/.test(type)) {
    return { LUT: 8 };
  }
  if (/^RAM(32M|64M)$/.test(type)) {
    return { LUT: 4 };
  }
  if (/^RAM(32|64)X1D$/.test(type)) {
    return { LUT: 2 };
  }
  if (/^RAM128X1D$/.test(type)) {
    return { LUT: 4 };
  }
  if (/^RAM256X1D$/.test(type)) {
    return { LUT: 8 };
  }
  if (/^RAM/.test(type)) {
    return { LUT: 1 };
  }
  return {};
}

function add(to: Count, cells: Readonly<Record<string, number>>, times = 1): Count {
  for (const [type, count] of Object.entries(cells)) {
    for (const [resource, each] of Object.entries(resourcesOf(type))) {
      to[resource as Resource] += each * count * times;
    }
  }
  return to;
}

/** Synthesises a variant. Modules are kept apart, so each is counted once and multiplied by its instances. */
export async function synthesise(folder: string): Promise<ResourceReport> {
  const { top, stat, netlist } = await mapped(folder);
  return report(folder, top, stat, lutLevels(netlist));
}

function report(folder: string, top: string, stat: Stat, depth: ReadonlyMap<string, number>): ResourceReport {
  const cellsOf = (name: string) =>
    stat.modules[`\\${name}`]?.num_cells_by_type ?? stat.modules[name]?.num_cells_by_type;
  const instances = new Map<string, number>();
  const visit = (name: string, times: number) => {
    instances.set(name, (instances.get(name) ?? 0) + times);
    for (const [type, count] of Object.entries(cellsOf(name) ?? {})) {
      if (cellsOf(type)) {
        visit(type, times * count);
      }
    }
  };
  visit(top, 1);
  const total = noResources();
  const modules = [...instances].map(([name, times]): ModuleReport => {
    const cells = cellsOf(name) ?? {};
    add(total, cells, times);
    return { name, instances: times, own: add(noResources(), cells), depth: depth.get(name) };
  });
  return { folder, total, modules };
}

const NOTE =
  'Resources are of one instance, without what it instantiates; depth is the longest path inside the module in LUTs\n(between registers and ports; carries and wide multiplexers not counted).';

function print(made: ResourceReport): void {
  console.log(`${made.folder}, estimated by Yosys synth_xilinx -family xcup (no placement, no routing)\n`);
  console.log(resourceTables(made, NOTE));
}

/** What breaks the budget: of design §7 for the build it is stated for, of the K26 for the other fused ones; and of depth for all of these. */
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
