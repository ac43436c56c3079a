import { emit } from '@chisel-lite/hdl';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { blockDiagram } from '@macromac/verilog/block-diagram';
import { blockGraph } from '@macromac/verilog/block-graph';
import type { BlockSource } from './src/shared/block-source.ts';

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
      verilog: files.get(`${module.name}.v`) ?? '',
    };
  }
  return { diagram: await blockDiagram(graph, true), blocks };
}
