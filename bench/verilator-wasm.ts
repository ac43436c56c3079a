/**
 * WebAssembly against native code: the same Verilog, the same Verilator flags, clang to WebAssembly in Node against
 * g++ -O2, the same stimulus, alternating in one run; and what a build costs cold and warm.
 *
 *   npx tsx bench/verilator-wasm.ts [--rounds 5] [--only NAME] [--json]
 *
 * --only measures the designs whose name contains NAME, and no builds.
 *
 * Speeds are by processor time, which other programs on the machine disturb less than they do the clock on the wall.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { variantFolder, variantNamed } from '@macromac/verilog';
import { type Instance, type Model, verilate } from 'verilator-wasm';
import { lfsrLanes, macArray } from './verilator-wasm-designs.ts';

interface Design {
  readonly name: string;
  readonly top: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly clock: string;
  readonly reset: string;
  readonly resetValue: 0 | 1;
  /** Cycles of one round. */
  readonly cycles: number;
  /** Streams driven anew every cycle; without any the cycles run inside the model. */
  readonly streams: readonly Stream[];
  /** Port whose values are summed up, to see that both did the same. */
  readonly result: string;
}

interface Stream {
  readonly port: string;
  readonly words: number;
  /** Constant beat; random ones when absent. */
  readonly beat?: readonly number[];
}

const CORE = await variantFolder(variantNamed('core_t1'));

/** 14 groups (K = 896) and 64 blocks of 32 outputs, again and again. */
const COMMAND = [14 | (64 << 16), 0];

function designs(): Design[] {
  const own = { top: 'bench', clock: 'clk', reset: 'rst', resetValue: 1, streams: [], result: 'sum' } as const;
  const list: Design[] = [
    { ...own, name: '32 LFSRs', sources: { 'bench.v': lfsrLanes() }, cycles: 4_000_000 },
    { ...own, name: '256 MACs', sources: { 'bench.v': macArray() }, cycles: 400_000 },
  ];
  const files = readdirSync(CORE).filter((file) => file.endsWith('.v'));
  list.push({
    name: 'macromac_core, T = 1, all streams driven',
    top: 'macromac_core',
    sources: Object.fromEntries(files.map((file) => [file, readFileSync(join(CORE, file), 'utf8')])),
    clock: 'aclk',
    reset: 'aresetn',
    resetValue: 0,
    cycles: 100_000,
    streams: [
      { port: 's_axis_cmd', words: 2, beat: COMMAND },
      ...['x', 'w0', 'w1', 'w2', 'w3'].map((name) => ({ port: `s_axis_${name}`, words: 4 })),
    ],
    result: 'm_axis_y_tdata',
  });
  return list;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' }, json: { type: 'boolean' } },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-bench-'));
try {
  const rows = [];
  const chosen = designs().filter(({ name }) => name.includes(values.only ?? ''));
  for (const design of chosen) {
    rows.push(await measure(design));
  }
  const builds = values.only === undefined ? await measureBuilds() : undefined;
  if (values.json) {
    console.log(JSON.stringify({ rows, builds }));
  } else {
    report(rows, builds);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Row {
  readonly name: string;
  /** Thousands of cycles a second of processor time, median of the rounds. */
  readonly wasm: number;
  readonly native: number | undefined;
  readonly ratio: number | undefined;
}

async function measure(design: Design): Promise<Row> {
  const model = await verilate({ ...design, optimize: 3, assertions: false });
  const sim = startWasm(model, design);
  const native = startNative(design);
  const wasmRounds: number[] = [];
  const nativeRounds: number[] = [];
  sim.round(); // V8 optimises the model while it runs
  sim.round();
  for (let i = 0; i < rounds; i++) {
    const started = process.cpuUsage();
    const sum = sim.round();
    const { user, system } = process.cpuUsage(started);
    wasmRounds.push(design.cycles / ((user + system) / 1e3));
    if (native === undefined) {
      continue;
    }
    const result = native(i + 3);
    nativeRounds.push(design.cycles / (result.seconds * 1e3));
    if (result.sum !== sum) {
      throw new Error(`${design.name}: round ${i + 3} gave ${sum} in WebAssembly, ${result.sum} natively`);
    }
  }
  const wasm = median(wasmRounds);
  const ours = native === undefined ? undefined : median(nativeRounds);
  return { name: design.name, wasm, native: ours, ratio: ours === undefined ? undefined : wasm / ours };
}

/** The stimulus, here and in C++ below: Marsaglia's xorshift32. */
function startWasm(model: Model, design: Design): { round(): number } {
  const sim: Instance = model.instantiate();
  const { clock, reset, resetValue, streams, cycles } = design;
  const result = sim.ports[design.result];
  sim.ports[reset].value = resetValue;
  sim.run(clock, 8);
  sim.ports[reset].value = 1 - resetValue;
  const driven = streams.map(({ port, words, beat }) => {
    sim.ports[`${port}_tvalid`].value = 1;
    const data = sim.ports[`${port}_tdata`].words!;
    if (beat) {
      data.set(beat);
    }
    return { data, words, random: beat === undefined };
  });
  if (sim.ports['m_axis_y_tready']) {
    sim.ports['m_axis_y_tready'].value = 1;
  }
  const random = driven.filter((stream) => stream.random);
  const { words } = result;
  const sumOf = (): number => {
    if (!words) {
      return Number(result.value);
    }
    let all = 0;
    for (let i = 0; i < words.length; i++) {
      all = (all + words[i]) | 0;
    }
    return all >>> 0;
  };
  let state = 1;
  let sum = 0;
  return {
    round() {
      if (streams.length === 0) {
        sim.run(clock, cycles);
        return sumOf();
      }
      for (let cycle = 0; cycle < cycles; cycle++) {
        for (const { data, words } of random) {
          for (let i = 0; i < words; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            data[i] = state;
          }
        }
        sim.run(clock, 1);
        sum = (sum + sumOf()) >>> 0;
      }
      return sum;
    },
  };
}

function startNative(design: Design): ((rounds: number) => { seconds: number; sum: number }) | undefined {
  if (spawnSync('g++', ['--version']).status !== 0) {
    console.error('SKIPPED: g++ is missing, so nothing is compared with native code (sudo apt-get install g++)');
    return undefined;
  }
  const home = mkdtempSync(join(folder, 'native-'));
  for (const [name, text] of Object.entries(design.sources)) {
    writeFileSync(join(home, name), text);
  }
  writeFileSync(join(home, 'main.cpp'), nativeMain(design));
  const flags = [
    '-O3',
    '--x-assign',
    'fast',
    '--x-initial',
    'unique',
    '--noassert',
    '--no-timing',
    '--output-split-cfuncs',
    '1000',
    '-Wno-fatal',
    '-Wno-lint',
  ];
  execFileSync(
    'verilator',
    ['--cc', '--prefix', 'Vtop', '--top-module', design.top, '--Mdir', 'out', ...flags, ...Object.keys(design.sources)],
    {
      cwd: home,
      stdio: 'ignore',
    },
  );
  const include = '/usr/share/verilator/include';
  const generated = readdirSync(join(home, 'out')).filter(
    (name) => name.endsWith('.cpp') && !name.endsWith('__Dpi.cpp'),
  );
  execFileSync(
    'g++',
    [
      '-std=c++17',
      '-O2',
      '-DVL_TIME_CONTEXT',
      `-I${include}`,
      `-I${include}/vltstd`,
      '-Iout',
      'main.cpp',
      ...generated.map((name) => `out/${name}`),
      `${include}/verilated.cpp`,
      `${include}/verilated_threads.cpp`,
      '-o',
      'main',
      '-lpthread',
    ],
    { cwd: home },
  );
  return (count) => {
    const [seconds, sum] = execFileSync(join(home, 'main'), [`${count}`], { encoding: 'utf8' })
      .split(' ')
      .map(Number);
    return { seconds, sum };
  };
}

/** Runs rounds and prints the processor time of the last and the sum after it. */
function nativeMain({ clock, reset, resetValue, cycles, streams, result }: Design): string {
  const wide = streams.length > 0;
  const word = (port: string, words: number, i: number, value: string): string =>
    words > 2 ? `top.${port}_tdata[${i}] = ${value};` : `put(top.${port}_tdata, ${i}, ${value});`;
  const drive = streams
    .filter(({ beat }) => !beat)
    .map(({ port, words }) => Array.from({ length: words }, (_, i) => word(port, words, i, 'next()')).join(' '));
  const setup = streams.map(
    ({ port, words, beat }) =>
      `top.${port}_tvalid = 1; ${(beat ?? []).map((value, i) => word(port, words, i, `${value}u`)).join(' ')}`,
  );
  const sum = wide ? `top.${result}[0] + top.${result}[1] + top.${result}[2] + top.${result}[3]` : `top.${result}`;
  return `
#include "Vtop.h"
#include <cstdio>
#include <cstdlib>
#include <ctime>
static uint32_t state = 1;
static inline uint32_t next() { state ^= state << 13; state ^= state >> 17; state ^= state << 5; return state; }
template <class T> static void put(T& port, int word, uint32_t value) { port |= T{value} << (32 * word); }
int main(int, char** argv) {
    VerilatedContext context;
    Vtop top{&context, ""};
    top.eval();
    auto cycle = [&] { top.${clock} = 1; top.eval(); top.${clock} = 0; top.eval(); };
    top.${reset} = ${resetValue};
    for (int i = 0; i < 8; i++) cycle();
    top.${reset} = ${1 - resetValue};
    ${setup.join('\n    ')}
    ${wide ? 'top.m_axis_y_tready = 1;' : ''}
    uint32_t sum = 0;
    double seconds = 0;
    for (int round = 0; round < atoi(argv[1]); round++) {
        const clock_t started = clock();
        for (int i = 0; i < ${cycles}; i++) {
            ${drive.join('\n            ')}
            cycle();
            ${wide ? `sum += ${sum};` : ''}
        }
        seconds = double(clock() - started) / CLOCKS_PER_SEC;
    }
    ${wide ? '' : `sum = ${sum};`}
    printf("%.6f %u", seconds, sum);
}
`;
}

interface Builds {
  /** Seconds on the wall: nothing cached, runtime cached, model cached (with its first instance). */
  readonly cold: number;
  readonly runtimeCached: number;
  readonly warm: number;
}

async function measureBuilds(): Promise<Builds> {
  const cacheDir = join(folder, 'cache');
  const timed = async (step: number): Promise<number> => {
    const started = performance.now();
    const model = await verilate({
      sources: { 'bench.v': lfsrLanes() },
      top: 'bench',
      defines: { STEP: step },
      cacheDir,
    });
    model.instantiate().eval();
    return (performance.now() - started) / 1000;
  };
  return { cold: await timed(1), runtimeCached: await timed(2), warm: await timed(2) };
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

function report(rows: readonly Row[], builds: Builds | undefined): void {
  console.log(`thousand cycles a second of processor time, median of ${rounds} alternating rounds\n`);
  console.log('| design | WebAssembly | g++ -O2 | ratio |\n| --- | ---: | ---: | ---: |');
  for (const { name, wasm, native, ratio } of rows) {
    console.log(`| ${name} | ${wasm.toFixed(0)} | ${native?.toFixed(0) ?? '–'} | ${ratio?.toFixed(2) ?? '–'} |`);
  }
  if (builds === undefined) {
    return;
  }
  const { cold, runtimeCached, warm } = builds;
  console.log(
    `\nbuild of a small design: ${cold.toFixed(1)} s cold, ${runtimeCached.toFixed(1)} s with the runtime cached, ${(warm * 1000).toFixed(0)} ms from the cache`,
  );
}
