import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emit, type ir } from '@chisel-lite/hdl';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { blockDiagram } from '@macromac/verilog/block-diagram';
import { blockGraph } from '@macromac/verilog/block-graph';
import type { BlockSource, Resources } from './src/shared/block-source.ts';

/** Values without a handshake that are narrower are left out of the diagram [bits]. */
const NARROWEST = 64;

/** The block diagram of the accelerator, and of each block where it is written and the Verilog that comes of it. */
export async function inside(): Promise<{ diagram: string; blocks: Record<string, BlockSource> }> {
  const { design, files } = emit(Accelerator({ ...DEFAULT_CORE, tokens: 1 }));
  const graph = blockGraph(design.top, NARROWEST);
  const modules = new Map(design.modules.map((module) => [module.name, module]));
  const blocks: Record<string, BlockSource> = {};
  for (const { id, subtitle } of graph.blocks) {
    const module = subtitle === undefined ? undefined : modules.get(subtitle);
    if (!module) {
      continue;
    }
    const { frames } = module.at;
    const { file, line } = frames.find((frame) => !frame.library) ?? frames[0];
    blocks[id] = {
      module: module.name,
      path: file.slice(file.lastIndexOf('rtl/')),
      line,
      isLibrary: frames[0].library ?? false,
      ...sizeOf(module),
      estimated: estimateOf(module),
      verilog: files.get(`${module.name}.v`) ?? '',
    };
  }
  return { diagram: await blockDiagram(graph, true), blocks };
}

/** A module and all that it instantiates, each as often as it stands there. */
function* modulesIn(module: ir.Module): Generator<ir.Module> {
  yield module;
  for (const item of module.items) {
    if (item.kind === 'instance') {
      yield* modulesIn(item.module);
    }
  }
}

const ownRegisterBits = ({ ports, signals }: ir.Module): number =>
  [...ports, ...signals].reduce((bits, { domain, width }) => bits + (domain ? width : 0), 0);

function sizeOf(module: ir.Module): { registerBits: number; memoryBits: number } {
  const all = [...modulesIn(module)];
  const sum = (bits: readonly number[]) => bits.reduce((total, each) => total + each, 0);
  const memories = all.flatMap((each) => each.memories);
  return {
    registerBits: sum(all.map(ownRegisterBits)),
    memoryBits: sum(memories.map(({ width, depth }) => width * depth)),
  };
}

/** What `make evidence RUNS=synth-t1` kept, by module. */
const kept = JSON.parse(readFileSync(join(import.meta.dirname, 'resources.json'), 'utf8')) as {
  readonly date: string;
  readonly modules: Readonly<Record<string, Omit<Resources, 'date'>>>;
};

/**
 * What the names of the emitted files begin with, which the modules here are without; the tops have it in their own.
 */
const PREFIX = 'macromac_';

/** Flip-flops a bit of registers: pipelines of multipliers are copied now and then. */
const MOST_FLIP_FLOPS = 1.5;

function estimateOf(module: ir.Module): Resources | undefined {
  const total = { LUT: 0, FF: 0, DSP: 0, BRAM: 0, URAM: 0 };
  for (const part of modulesIn(module)) {
    const own = kept.modules[part.name] ?? kept.modules[PREFIX + part.name];
    // Yosys makes fewer flip-flops than there are bits of registers, and never many more: then it saw another module.
    const isAnother = !own || own.FF > MOST_FLIP_FLOPS * ownRegisterBits(part);
    if (isAnother && !part.blackBox) {
      return undefined;
    }
    for (const resource of Object.keys(total) as (keyof typeof total)[]) {
      total[resource] += own?.[resource] ?? 0;
    }
  }
  return { ...total, date: kept.date };
}
