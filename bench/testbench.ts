/**
 * Our harness beside cocotb with cocotbext-axi: the same FIFO (packages/testbench/test/verilog/axis_fifo.v, 64 bits),
 * the same frames through an AXI4-Stream source and sink, every byte compared; cycles per second of CPU time, and how
 * long the first and the second start take.
 *
 * Run: `npx tsx bench/testbench.ts`. Wants Python with venv for cocotb (from PyPI) and Icarus Verilog; what is missing
 * is said and left out.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bits, bool, bundle, Fifo } from '@chisel-lite/hdl';
import {
  axiStreamSink,
  axiStreamSource,
  type Design,
  simulate,
  streamSink,
  streamSource,
} from '@chisel-lite/testbench';
import { COCOTB } from '../tb/cocotb/python.ts';
import { has, pythonWith } from '../tools/python-environment.ts';

const SOURCE = new URL('../packages/testbench/test/verilog/axis_fifo.v', import.meta.url).pathname;
const FRAME_BYTES = 1024;
/** Milliseconds after which a run of cocotb counts as hung. */
const LONGEST = 180_000;

interface Result {
  name: string;
  /** Cycles, and seconds of CPU time they took. */
  cycles: number;
  cpu: number;
  /**
   * Seconds from nothing to the first cycle: without any cache, of a new design on a machine that built others, and of
   * a known one.
   */
  cold: number;
  fresh: number;
  warm: number;
}

const frames = (count: number) =>
  Array.from({ length: count }, (_, f) => Uint8Array.from({ length: FRAME_BYTES }, (_, i) => (i * 7 + f) & 255));

const seconds = (begin: number) => (performance.now() - begin) / 1000;
const cpuSeconds = (begin: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
};

async function oursOnVerilator(): Promise<Result> {
  const design = (cacheDir: string, logDepth = 2): Design => ({
    sources: [SOURCE],
    top: 'axis_fifo',
    parameters: { WIDTH: 64, LOG_DEPTH: logDepth },
    optimize: 2,
    cacheDir,
  });
  const cache = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    let begin = performance.now();
    await simulate(design(cache));
    const cold = seconds(begin);
    begin = performance.now();
    await simulate(design(cache, 3));
    const fresh = seconds(begin);
    begin = performance.now();
    const sim = await simulate(design(cache), { cycleLimit: 1e9 });
    const warm = seconds(begin);
    const source = axiStreamSource(sim, 's');
    const sink = axiStreamSink(sim, 'm');
    const pass = async (sent: Uint8Array[]) => {
      for (const frame of sent) {
        source.send(frame);
      }
      for (const frame of sent) {
        if (Buffer.compare(await sink.receive(), frame)) {
          throw new Error('a frame came out changed');
        }
      }
    };
    await pass(frames(500));
    const [firstCycle, cpu] = [sim.clock.cycle, process.cpuUsage()];
    await pass(frames(3000));
    return {
      name: 'ours, Verilator in WebAssembly',
      cycles: sim.clock.cycle - firstCycle,
      cpu: cpuSeconds(cpu),
      cold,
      fresh,
      warm,
    };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** The same kind of FIFO in the HDL, on its own simulator: beats as objects instead of frames of bytes. */
async function oursOnNative(): Promise<Result> {
  const begin = performance.now();
  const sim = await simulate(Fifo(bundle({ data: bits(64), last: bool() }, {}, 'beat64'), 4), {
    simulator: 'native',
    cycleLimit: 1e9,
  });
  const cold = seconds(begin);
  const source = streamSource<{ data: bigint; last: boolean }>(sim.bus('s'), sim.clock);
  const sink = streamSink<{ data: bigint; last: boolean }>(sim.bus('m'), sim.clock);
  const beats = Array.from({ length: 50_000 }, (_, i) => ({
    data: (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn,
    last: i % 128 === 127,
  }));
  const pass = async () => {
    source.send(beats);
    const got = await sink.receive(beats.length);
    if (got.some(({ data }, i) => data !== beats[i].data)) {
      throw new Error('a beat came out changed');
    }
  };
  await pass();
  const [firstCycle, cpu] = [sim.clock.cycle, process.cpuUsage()];
  for (let round = 0; round < 4; round++) {
    await pass();
  }
  return {
    name: "ours, the HDL's own simulator",
    cycles: sim.clock.cycle - firstCycle,
    cpu: cpuSeconds(cpu),
    cold,
    fresh: cold,
    warm: cold,
  };
}

function cocotb(name: string, simulator: string, python: string): Result {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const run = (...flags: string[]) => {
      const result = join(folder, 'result.json');
      const env = {
        ...process.env,
        BENCH_RESULT: result,
        BENCH_FRAME_BYTES: String(FRAME_BYTES),
        PATH: `${join(python, '..')}:${process.env['PATH']}`,
      };
      const script = new URL('./testbench_cocotb.py', import.meta.url).pathname;
      execFileSync(python, [script, simulator, SOURCE, join(folder, 'build'), ...flags], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LONGEST,
      });
      return JSON.parse(readFileSync(result, 'utf8')) as { cycles: number; cpu: number; wall: number; total: number };
    };
    const cold = run('--cold');
    const warm = run();
    const start = ({ total, wall }: typeof cold) => total - wall;
    return { name, cycles: warm.cycles, cpu: warm.cpu, cold: start(cold), fresh: start(cold), warm: start(warm) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const results: Result[] = [];
const attempt = (what: string, possible: boolean, why: string, measure: () => Result) => {
  if (!possible) {
    console.log(`SKIPPED: ${what}: ${why}`);
    return;
  }
  try {
    results.push(measure());
  } catch (error) {
    const { stderr, stdout, code } = error as { stderr?: Buffer; stdout?: Buffer; code?: string };
    if (code === 'ETIMEDOUT') {
      console.log(`SKIPPED: ${what}: it did not end within ${LONGEST / 1000} s`);
      return;
    }
    const text = [stdout, stderr].map((part) => part?.toString() ?? '').join('');
    console.log(`SKIPPED: ${what}: ${text.trim().split('\n').slice(-3).join(' | ') || (error as Error).message}`);
  }
};

const verilatorVersion = has('verilator', '--version')
  ? Number(/Verilator (\d+\.\d+)/.exec(execFileSync('verilator', ['--version']).toString())?.[1])
  : 0;
if (verilatorVersion) {
  results.push(await oursOnVerilator());
} else {
  console.log('SKIPPED: ours on Verilator: verilator is not installed');
}
results.push(await oursOnNative());
const python = has('python3', '-m', 'venv', '--help');
attempt('cocotb 2.1 on Icarus', python && has('iverilog', '-V'), 'python3 with venv and iverilog are wanted', () =>
  cocotb('cocotb 2.1.0 + cocotbext-axi 0.1.28, Icarus', 'icarus', pythonWith(...COCOTB)),
);
attempt(
  'cocotb 2.1 on Verilator',
  python && verilatorVersion >= 5.036,
  `cocotb 2.1 wants Verilator 5.036, found ${verilatorVersion || 'none'}`,
  () =>
    cocotb(`cocotb 2.1.0 + cocotbext-axi 0.1.28, Verilator ${verilatorVersion}`, 'verilator', pythonWith(...COCOTB)),
);
attempt(
  'cocotb 1.9 on Verilator',
  python && verilatorVersion > 0 && verilatorVersion < 5.036,
  'an older Verilator is wanted',
  () =>
    cocotb(
      `cocotb 1.9.2 + cocotbext-axi 0.1.26, Verilator ${verilatorVersion}`,
      'verilator',
      pythonWith('cocotb==1.9.2', 'cocotbext-axi==0.1.26'),
    ),
);

const [ours] = results;
const ratio = (value: number) => `${value < 10 ? value.toPrecision(2) : Math.round(value)}×`;
const start = (value: number, reference: number) => `${value.toFixed(2)} s (${ratio(value / reference)})`;
console.log(
  '\nRatios are to the first line. Starts, to the first cycle: nothing cached; a new design on a machine that has built others; a known design.\n',
);
console.log('| harness and simulator | cycles/s | ours is | cold start | new design | known design |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const { name, cycles, cpu, cold, fresh, warm } of results) {
  const rate = cycles / cpu;
  const cells = [
    name,
    Math.round(rate).toLocaleString('en'),
    ratio(ours.cycles / ours.cpu / rate),
    start(cold, ours.cold),
    start(fresh, ours.fresh),
    start(warm, ours.warm),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
