import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lutLevels } from './lut-levels.ts';
import { cellsOf, type Netlist, type Stat, slim } from './mapped.ts';
import { addCells } from './report/cells.ts';
import { type Count, noResources } from './report/resources.ts';
import { yosys } from './yosys.ts';

/** A module by itself: its Verilog, and of the modules that it instantiates their ports alone. */
export interface ModuleSource {
  readonly name: string;
  readonly text: string;
  /** `module NAME (…);` of each, as `moduleHeader` gives it, rising by name. */
  readonly children: readonly string[];
}

export interface ModuleArea {
  /** Of one instance, without what it instantiates. */
  readonly own: Count;
  /** LUTs on the longest path inside the module (gen/lut-levels.ts). */
  readonly depth: number;
}

/** A module's name and ports, as the printer writes them: from `module` to the end of the port list. */
export function moduleHeader(text: string): string {
  const header = /^module [\s\S]*?\);$/m.exec(text)?.[0];
  if (header === undefined) {
    throw new Error(`no module header in Verilog that begins ${JSON.stringify(text.slice(0, 60))}`);
  }
  return header;
}

const FILE = 'module.v';
const STUBS = 'children.v';
const CELLS = 'cells.v';

/**
 * Large cells that a design of ours may become; their ports are all that synthesis asks for. Yosys reads them from a
 * file of all that Xilinx ever had, which takes longer than most of our modules.
 */
const LARGE_CELLS = ['DSP48E2', 'RAMB18E2', 'RAMB36E2', 'URAM288', 'URAM288_BASE'];

/**
 * What Yosys is told: what `synth_xilinx` does, with its own first step (begin:prepare) written out, but for those
 * cells. `areaTool` has it, so that other options are another tool.
 */
const scriptFor = (top: string) =>
  [
    `read_verilog -lib ${STUBS}`,
    `read_verilog ${FILE}`,
    'read_verilog -lib -specify +/xilinx/cells_sim.v',
    `read_verilog -lib ${CELLS}`,
    `hierarchy -check -top ${top}`,
    `synth_xilinx -family xcup -uram -noiopad -noclkbuf -top ${top} -run prepare:`,
    'tee -q -o stat.json stat -json',
    'write_json netlist.json',
  ].join('\n');

/** Where the synthesiser lies. */
const yosysFolder = (): string => dirname(fileURLToPath(import.meta.resolve('@yowasp/yosys')));

/** The synthesiser and how it is called, in words: areas of another one are others. */
export function areaTool(): string {
  const { version } = JSON.parse(readFileSync(join(yosysFolder(), '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return `@yowasp/yosys ${version}: ${scriptFor('TOP')}`;
}

let largeCellsText: string | undefined;

/** The large cells' ports, out of Yosys' own file. */
function largeCells(): string {
  const path = join(yosysFolder(), 'share', 'xilinx', 'cells_xtra.v');
  const all = readFileSync(path, 'utf8');
  return LARGE_CELLS.map((name) => {
    const found = new RegExp(`^module ${name} [\\s\\S]*?^endmodule$`, 'm').exec(all);
    if (!found) {
      throw new Error(`${path}: no cell ${name}`);
    }
    return `(* blackbox *)\n${found[0]}\n`;
  }).join('\n');
}

/**
 * Resources of one module, estimated by Yosys as `make synth` does, which keeps modules apart too. It depends on the
 * module's text and its children's ports, and on nothing else of the design: not even on the order of other modules,
 * by which Yosys chooses names, and by names now and then between covers of the same size.
 */
export async function moduleArea({ name, text, children }: ModuleSource): Promise<ModuleArea> {
  const stubs = children.map((header) => `(* blackbox *)\n${header}\nendmodule\n`).join('\n');
  largeCellsText ??= largeCells();
  const files = { [FILE]: text, [STUBS]: stubs, [CELLS]: largeCellsText, 'script.ys': scriptFor(name) };
  const run = await yosys(['-s', 'script.ys'], files);
  if (run.failure !== undefined) {
    throw new Error(`Yosys failed on ${name}: ${run.failure}\n${run.log.slice(-2000)}`);
  }
  const cells = cellsOf(JSON.parse(run.text('stat.json')) as Stat, name) ?? {};
  const netlist = slim(JSON.parse(run.text('netlist.json')) as Netlist);
  return { own: addCells(noResources(), cells), depth: lutLevels(netlist).get(name) ?? 0 };
}
