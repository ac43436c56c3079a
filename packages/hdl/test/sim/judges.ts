import { runIcarus } from '../support/tools.ts';
import type { Random } from './random.ts';
import type { RandomModule } from './random-module.ts';

/** Values of the inputs, then those of the clocks that follow, step by step. */
export interface Stimulus {
  readonly inputs: readonly (readonly bigint[])[];
  readonly clocks: readonly (readonly number[])[];
}

export function stimulus(random: Random, { clocks, inputs }: RandomModule, steps: number): Stimulus {
  return {
    inputs: Array.from({ length: steps }, () => inputs.map(({ width }) => random.bits(width))),
    clocks: Array.from({ length: steps }, () => clocks.map(() => random.below(2))),
  };
}

export const outputsOf = ({ module }: RandomModule) => module.ports.filter(({ kind }) => kind === 'output');

export interface Judge {
  readonly ports: Readonly<Record<string, { value: number | bigint }>>;
  eval(): void;
}

/** All outputs after every step, in hexadecimal. */
export function judge(sim: Judge, design: RandomModule, { inputs, clocks }: Stimulus): string[][] {
  return inputs.map((values, step) => {
    const put = (name: string, width: number, value: bigint) => {
      sim.ports[name].value = width <= 32 ? Number(value) : value;
    };
    design.inputs.forEach(({ name, width }, i) => {
      put(name, width, values[i]);
    });
    sim.eval();
    design.clocks.forEach(({ name }, i) => {
      put(name, 1, BigInt(clocks[step][i]));
    });
    sim.eval();
    return outputsOf(design).map(({ name }) => sim.ports[name].value.toString(16));
  });
}

/** A bench that starts registers and memories as two-state simulators do, and prints a line a step. */
function icarusBench(design: RandomModule, { inputs, clocks }: Stimulus): string {
  const { module } = design;
  const range = (width: number) => (width > 1 ? `[${width - 1}:0] ` : '');
  const driven = [...design.clocks, ...design.inputs];
  const registers = module.signals.filter(
    ({ kind, domain, init }) => kind === 'register' && (domain?.reset || init === undefined),
  );
  return [
    'module bench;',
    '  integer i;',
    ...driven.map(({ name, width }) => `  reg ${range(width)}${name} = 0;`),
    ...outputsOf(design).map(({ name, width }) => `  wire ${range(width)}${name};`),
    `  ${module.name} dut (${module.ports.map(({ name }) => `.${name}(${name})`).join(', ')});`,
    '  initial begin',
    ...registers.map(({ name }) => `    dut.${name} = 0;`),
    ...module.memories.map(
      ({ name, depth, init }) => `    for (i = ${init?.length ?? 0}; i < ${depth}; i = i + 1) dut.${name}[i] = 0;`,
    ),
    '    #1;',
    ...inputs.flatMap((values, step) => [
      ...design.inputs.map(({ name, width }, i) => `    ${name} = ${width}'h${values[i].toString(16)};`),
      '    #1;',
      ...design.clocks.map(({ name }, i) => `    ${name} = ${clocks[step][i]};`),
      '    #1;',
      ...outputsOf(design).map(({ name }) => `    $write("%h ", ${name});`),
      '    $display("");',
    ]),
    '  end',
    'endmodule',
  ].join('\n');
}

export function icarus(design: RandomModule, verilog: ReadonlyMap<string, string>, values: Stimulus): string[][] {
  const lines = runIcarus(verilog, icarusBench(design, values)).trim().split('\n');
  return lines.map((line) =>
    line
      .trim()
      .split(' ')
      .map((word) => word.replace(/^0+(?=.)/, '')),
  );
}
