/**
 * How fast designs are elaborated, checked, emitted and made ready to run.
 *
 *   npx tsx bench/hdl.ts                     time and memory from ten thousand expression nodes to a million: the time
 *   for a node should stay
 *                                            the same, no pass may be quadratic
 *   npx tsx bench/hdl.ts --beside 6401a3b    the same design in the language of that commit and in this one, in turn,
 *   each in a process of
 *                                            its own: to Verilog, and to a running simulation
 *
 * Times are processor time of all threads, which other work on the machine changes least. Writes nothing that stays.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ir, SInt } from '@chisel-lite/hdl';
import { median } from '../sw/perf/median.ts';

type Hdl = typeof import('@chisel-lite/hdl');

const ROOT = join(import.meta.dirname, '..');
/**
 * Lanes where two languages run in turn: small enough that the engine is still warming up, and large enough that it is
 * not.
 */
const SIZES_BESIDE = [2_000, 8_000];
const TURNS = 3;

/**
 * An array of multiply-accumulate lanes with a tree of adders each: the shape of an accelerator. About 70 nodes a lane.
 */
const Lanes = ({ module, named, registered, scope, sint, vec }: Hdl, lanes: number) =>
  module(`Lanes${lanes}`, { in: { x: vec(8, sint(18)), w: vec(8, sint(8)) }, out: { y: sint(32) } }, ({ x, w, y }) => {
    const sums: SInt<32>[] = [];
    for (let lane = 0; lane < lanes; lane++) {
      scope(`lane${lane}`, () => {
        const before = sums.at(-1);
        const products: SInt[] = Array.from({ length: 8 }, (_, k) =>
          x
            .at(k)
            .add(lane % 100)
            .mul(w.at((k + lane) % 8)),
        );
        const { total } = named({ total: products.reduce((a, b) => a.addGrow(b)).resize(32) });
        const { sum } = registered({ sum: before ? total.add(before.fit(32)) : total });
        sums.push(sum);
      });
    }
    y.set(sums.at(-1)!);
  });

function countNodes(design: ir.Design): number {
  const seen = new Set<ir.Expr>();
  const stack: ir.Expr[] = [];
  for (const { items } of design.modules) {
    for (const item of items) {
      if (item.kind === 'drive') {
        stack.push(item.value);
      }
      if (item.kind === 'clocked') {
        for (const statement of item.body) {
          if (statement.kind === 'assign') {
            stack.push(statement.value);
          }
        }
      }
    }
  }
  for (let e = stack.pop(); e; e = stack.pop()) {
    if (seen.has(e)) {
      continue;
    }
    seen.add(e);
    for (const value of Object.values(e)) {
      if (typeof value === 'object' && value !== null && 'width' in value && e.kind !== 'ref') {
        stack.push(value as ir.Expr);
      }
    }
  }
  return seen.size;
}

/** Processor time since `from`, all threads [s]: what other work on the machine does not change. */
const seconds = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

const languageIn = (tree: string): Promise<Hdl> => import(join(tree, 'packages/hdl/src/index.ts'));

async function sizes(): Promise<void> {
  const hdl = await languageIn(ROOT);
  console.log('    nodes   elaborate+check [CPU s]  emit [CPU s]   nodes/s    Verilog [MB]   peak RSS [MB]');
  for (const lanes of [200, 2_000, 20_000]) {
    const start = process.cpuUsage();
    const { design } = hdl.elaborate(Lanes(hdl, lanes));
    const elaborated = seconds(start);
    const middle = process.cpuUsage();
    const bytes = [...hdl.printDesign(design).values()].reduce((sum, text) => sum + text.length, 0);
    const emitted = seconds(middle);
    const nodes = countNodes(design);
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(
      [
        String(nodes).padStart(9),
        elaborated.toFixed(2).padStart(25),
        emitted.toFixed(2).padStart(13),
        Math.round(nodes / (elaborated + emitted))
          .toString()
          .padStart(9),
        (bytes / 1e6).toFixed(1).padStart(15),
        peak.toFixed(0).padStart(15),
      ].join(' '),
    );
  }
}

type Goal = 'Verilog' | 'simulation';

/** From operators to a goal, once, in a fresh process [CPU s]. */
async function once(tree: string, goal: Goal, lanes: number): Promise<number> {
  const hdl = await languageIn(tree);
  const start = process.cpuUsage();
  const { design } = hdl.elaborate(Lanes(hdl, lanes));
  if (goal === 'Verilog') {
    hdl.printDesign(design);
  } else {
    hdl.compileSimulation(design).instantiate().eval();
  }
  return seconds(start);
}

function inProcess(tree: string, goal: Goal, lanes: number): number {
  const args = ['--import', 'tsx', import.meta.filename, '--tree', tree, '--goal', goal, '--lanes', String(lanes)];
  return Number(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }));
}

function beside(commit: string): void {
  const tree = mkdtempSync(join(tmpdir(), 'hdl-'));
  try {
    const archive = execFileSync('git', ['archive', commit, 'packages/hdl'], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', tree], { input: archive });
    console.log(`CPU s of ${TURNS} turns, and by how much this is quicker: median (least to most)`);
    for (const lanes of SIZES_BESIDE) {
      for (const goal of ['Verilog', 'simulation'] as const) {
        const turns = Array.from({ length: TURNS }, () => ({
          before: inProcess(tree, goal, lanes),
          now: inProcess(ROOT, goal, lanes),
        }));
        const ratios = turns.map(({ before, now }) => before / now);
        const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
        const before = median(turns.map((turn) => turn.before)).toFixed(2);
        const now = median(turns.map((turn) => turn.now)).toFixed(2);
        const ratio = `${median(ratios).toFixed(2)} x (${least} to ${most})`;
        console.log(`${lanes} lanes to ${goal}: ${commit} ${before}, here ${now}: ${ratio}`);
      }
    }
  } finally {
    rmSync(tree, { recursive: true });
  }
}

const { values } = parseArgs({
  options: {
    beside: { type: 'string' },
    tree: { type: 'string' },
    goal: { type: 'string' },
    lanes: { type: 'string' },
  },
});
if (values.tree !== undefined) {
  console.log(await once(values.tree, values.goal as Goal, Number(values.lanes)));
} else if (values.beside !== undefined) {
  beside(values.beside);
} else {
  await sizes();
}
