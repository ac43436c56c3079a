/**
 * The HDL's own simulator: how long it builds, how fast it runs, and how both grow with the design.
 *
 *     npx tsx bench/native-sim.ts              arrays of multiply-accumulate units, 10 k to 1 M nodes, and the accelerator's core
 *     npx tsx bench/native-sim.ts --verilator  also the same designs through Verilator to WebAssembly (minutes of building)
 *
 * Times are of the processor, not of the clock on the wall, so that a busy machine gives the same figures.
 */
import {
  bits,
  bool,
  cat,
  compileSimulation,
  elaborate,
  emit,
  insts,
  type ir,
  module,
  mux,
  regs,
  sint,
} from '@chisel-lite/hdl';
import { Core, DEFAULT_CORE } from '@macromac/rtl';
import { verilate } from 'verilator-wasm';

interface Simulator {
  readonly ports: Readonly<
    Record<string, { value: number | bigint; readonly width: number; readonly direction: string }>
  >;
  run(clock: string, cycles: number): unknown;
}

/** Processor seconds of `work`, those of the engine's compiler threads included. */
function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** A multiply-accumulate unit of a systolic array: x goes on to the right, w downwards. */
const Unit = () =>
  module(
    'Unit',
    { in: { x: sint(16), w: sint(8), clear: bool() }, out: { x_out: sint(16), w_out: sint(8), acc_out: sint(32) } },
    ({ x, w, clear, x_out, w_out, acc_out }) => {
      const { x_0, w_0, product, acc } = regs({ x_0: sint(16), w_0: sint(8), product: sint(24), acc: sint(32) });
      x_0.set(x);
      w_0.set(w);
      product.set(x_0.mul(w_0).fit(24));
      acc.set(mux(clear, product.extend(32), acc.add(product.extend(32))));
      x_out.set(x_0);
      w_out.set(w_0);
      acc_out.set(acc);
    },
  );

/**
 * `rows` × `columns` units, fed from a shift register with feedback inside, so that everything toggles and no input
 * changes.
 */
const Array2d = (rows: number, columns: number) =>
  module(`Array_${rows}x${columns}`, { in: { seed: bits(128) }, out: { sum: bits(32) } }, ({ seed, sum }) => {
    const { state, beat } = regs({ state: bits(128, 1n), beat: bits(6, 0) });
    const feedback = state.bit(127).xor(state.bit(125)).xor(state.bit(100)).xor(state.bit(98));
    state.set(cat(state.slice(0, 127), feedback).fit(128).xor(seed));
    beat.set(beat.add(1));
    const clear = beat.eq(0);
    const unit = Unit();
    const units = Array.from({ length: rows }, (_, row) =>
      Object.values(
        insts(Object.fromEntries(Array.from({ length: columns }, (_, column) => [`u_${row}_${column}`, unit]))),
      ),
    );
    units.forEach((line, row) => {
      line.forEach((each, column) => {
        each.clear.set(clear);
        each.x.set(column > 0 ? line[column - 1].x_out : state.slice((row * 5) % 112, 16).asSInt());
        each.w.set(row > 0 ? units[row - 1][column].w_out : state.slice((column * 3) % 120, 8).asSInt());
      });
    });
    const { last } = regs({ last: bits(32) });
    last.set(units.map((line) => line[columns - 1].acc_out.asUInt()).reduce((a, b) => a.xor(b)));
    sum.set(last);
  });

/** Expression nodes of a design, each counted once an instance. */
function countNodes({ modules, top }: ir.Design): number {
  const own = new Map<ir.Module, number>();
  for (const each of modules) {
    const seen = new Set<object>();
    const visit = (value: unknown): number => {
      if (Array.isArray(value)) {
        return value.reduce<number>((sum, item) => sum + visit(item), 0);
      }
      if (value instanceof Map) {
        return visit([...value.values()]);
      }
      if (typeof value !== 'object' || value === null || seen.has(value) || 'attributes' in value) {
        return 0;
      }
      seen.add(value);
      const isExpr = 'kind' in value && 'width' in value && 'signed' in value;
      return visit(Object.values(value)) + (isExpr ? 1 : 0);
    };
    let count = 0;
    for (const item of each.items) {
      if (item.kind === 'instance') {
        count += visit(item.inputs) + (own.get(item.module) ?? 0);
      } else {
        count += visit(item.kind === 'drive' ? item.value : item.body);
      }
    }
    own.set(each, count);
  }
  return own.get(top)!;
}

/** Cycles a processor second, once the engine has optimised the code. */
function speed(sim: Simulator, clock: string): number {
  let cycles = 64;
  for (;;) {
    const seconds = processorSeconds(() => sim.run(clock, cycles));
    if (seconds > 0.5) {
      const best = [1, 2, 3].map(() => processorSeconds(() => sim.run(clock, cycles)));
      return cycles / Math.min(...best);
    }
    cycles = Math.ceil(cycles * Math.min(8, 0.7 / Math.max(seconds, 0.01)));
  }
}

function startArray(sim: Simulator, [clock, reset]: readonly [string, string]): void {
  sim.ports[reset].value = 1;
  sim.run(clock, 2);
  sim.ports[reset].value = 0;
}

/** The core with every stream offered and taken: activations of one group, then weights without end. */
function startCore({ ports, ...sim }: Simulator): void {
  const run = (cycles: number) => sim.run('aclk', cycles);
  for (const port of Object.values(ports)) {
    if (port.direction === 'input') {
      port.value = port.width > 32 ? 0n : 0;
    }
  }
  run(8);
  ports.aresetn.value = 1;
  run(8);
  ports.m_axis_y_tready.value = 1;
  ports.s_axis_cmd_tdata.value = 64n | (60_000n << 16n);
  ports.s_axis_cmd_tvalid.value = 1;
  run(1);
  ports.s_axis_cmd_tvalid.value = 0;
  ports.s_axis_x_tvalid.value = 1;
  ports.s_axis_x_tdata.value = 0x3f8000003f9000003fa000003fb00000n;
  run(3000);
  ports.s_axis_x_tvalid.value = 0;
  for (let channel = 0; channel < 4; channel++) {
    ports[`s_axis_w${channel}_tvalid`].value = 1;
    ports[`s_axis_w${channel}_tdata`].value = 0x123456789abcdef00fedcba987654321n;
  }
}

const withVerilator = process.argv.includes('--verilator');
const show = (...cells: (string | number)[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(22) : String(cell).padStart(13))).join(''));
const thousands = (value: number) => Math.round(value).toLocaleString('en');

async function measure(
  name: string,
  top: Parameters<typeof elaborate>[0],
  start: (sim: Simulator) => void,
  clock: string,
) {
  const { design } = elaborate(top);
  const nodes = countNodes(design);
  let sim: Simulator | undefined;
  const build = processorSeconds(() => {
    sim = compileSimulation(design).instantiate();
    sim.run(clock, 1);
  });
  start(sim!);
  const own = speed(sim!, clock);
  let verilator = '';
  if (withVerilator && nodes < 50_000) {
    const before = performance.now();
    const model = await verilate({ sources: Object.fromEntries(emit(top).files), top: design.top.name, optimize: 3 });
    const seconds = (performance.now() - before) / 1000;
    const other = model.instantiate() as unknown as Simulator;
    const runner = { ports: other.ports, run: (c: string, n: number) => other.run(c, n) };
    start(runner);
    verilator = `${thousands(speed(runner, clock))} (built in ${seconds.toFixed(0)} s)`;
  }
  show(
    name,
    thousands(nodes),
    `${(build * 1000).toFixed(0)} ms`,
    `${((build * 1e6) / nodes).toFixed(2)} us`,
    thousands(own),
    verilator,
  );
}

show('design', 'nodes', 'to running', 'a node', 'cycles/s', withVerilator ? '  Verilator' : '');
const warm = Array2d(2, 2);
compileSimulation(elaborate(warm).design).instantiate().run('clk', 1);
const clock = ['clk', 'rst'] as const;
for (const [rows, columns] of [
  [16, 16],
  [32, 32],
  [100, 80],
  [240, 330],
]) {
  await measure(`array ${rows} x ${columns}`, Array2d(rows, columns), (sim) => startArray(sim, clock), 'clk');
}
for (const tokens of [1, 2] as const) {
  await measure(`core, ${tokens} token${tokens > 1 ? 's' : ''}`, Core({ ...DEFAULT_CORE, tokens }), startCore, 'aclk');
}
