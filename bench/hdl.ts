/**
 * `npx tsx bench/hdl.ts`: how fast designs are elaborated, checked and emitted, and how much memory that takes, from ten thousand expression nodes to a
 * million. The time for a node should stay the same: no pass may be quadratic. Writes nothing.
 */
import {
  elaborate,
  type ir,
  module,
  named,
  printDesign,
  registered,
  type SInt,
  scope,
  sint,
  vec,
} from '@chisel-lite/hdl';

/** An array of multiply-accumulate lanes with a tree of adders each: the shape of an accelerator. About 70 nodes a lane. */
const Lanes = (lanes: number) =>
  module(`Lanes${lanes}`, { in: { x: vec(8, sint(18)), w: vec(8, sint(8)) }, out: { y: sint(32) } }, ({ x, w, y }) => {
    const sums: SInt<32>[] = [];
    for (let lane = 0; lane < lanes; lane++) {
      scope(`lane${lane}`, () => {
        const before = sums.at(-1);
        const products = Array.from({ length: 8 }, (_, k) =>
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

console.log('    nodes   elaborate+check [CPU s]  emit [CPU s]   nodes/s    Verilog [MB]   peak RSS [MB]');
for (const lanes of [200, 2_000, 20_000]) {
  const start = process.cpuUsage();
  const { design } = elaborate(Lanes(lanes));
  const elaborated = seconds(start);
  const middle = process.cpuUsage();
  const bytes = [...printDesign(design).values()].reduce((sum, text) => sum + text.length, 0);
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
