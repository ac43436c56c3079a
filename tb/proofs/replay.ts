import { compileSimulation } from '@chisel-lite/hdl';
import { asciiWave, type WaveRow } from '@chisel-lite/testbench';
import type { Counterexample } from './engine.ts';
import { problemOf } from './problem.ts';
import type { Proof } from './proof.ts';

export interface Replay {
  /** Messages of the assertions that failed in the HDL's own simulator, with their cycles. */
  readonly failed: readonly string[];
  readonly wave: string;
}

/**
 * Runs a counterexample in the HDL's own simulator, checks on: what the solver found is seen by something that shares
 * no code with it.
 */
export function replay(proof: Proof, { start, cycles }: Counterexample): Replay {
  const { design, top } = problemOf(proof);
  const sim = compileSimulation(design, { checks: true }).instantiate();
  const failed: string[] = [];
  let cycle = 0;
  sim.onMessage(({ kind, text }) => {
    if (kind === 'assertion') {
      failed.push(`cycle ${cycle}: ${text}`);
    }
  });
  const domain = top.domains.find(({ clock }) => top.ports.includes(clock));
  const clock = domain?.clock.name ?? 'clk';
  const reset = domain?.reset;
  const names = Object.keys(cycles[0] ?? {}).filter((name) => name in sim.ports && name !== clock);
  const shown = [...names, ...top.ports.filter(({ kind }) => kind === 'output').map(({ name }) => name)];
  const width = (name: string) => top.ports.find((port) => port.name === name)!.width;
  const number = (text: string, bits: number) => (bits > 32 ? BigInt(text) : Number(text));
  const rows = new Map<string, bigint[]>(shown.map((name) => [name, []]));
  for (const [path, value] of Object.entries(start)) {
    poke(sim, path, BigInt(value));
  }
  for (const values of cycles) {
    for (const name of names) {
      sim.ports[name].value = number(values[name] ?? '0', width(name));
    }
    if (reset) {
      const active = cycle === 0 || BigInt(values.free_reset ?? 0) === 1n;
      sim.ports[reset.signal.name].value = Number(active !== reset.activeLow);
    }
    sim.eval();
    for (const [name, row] of rows) {
      row.push(BigInt(sim.ports[name].value));
    }
    sim.run(clock, 1);
    cycle++;
  }
  const waves = [...rows].map(([name, values]): WaveRow => ({ name, width: width(name), values }));
  return { failed, wave: asciiWave(waves) };
}

type Sim = ReturnType<ReturnType<typeof compileSimulation>['instantiate']>;

/** `u_dut.count`, or a word `u_dut.words[2]`. What the simulator does not keep needs no value. */
function poke(sim: Sim, path: string, value: bigint): void {
  const word = /^(.*)\[(\d+)\]$/.exec(path);
  try {
    if (word) {
      sim.memory(word[1]).write(Number(word[2]), value);
    } else {
      const signal = sim.signal(path);
      signal.value = signal.width > 32 ? value : Number(value);
    }
  } catch {
    // An intermediate register of the tools, or one that was optimised away.
  }
}
