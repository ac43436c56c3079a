import * as hdl from '@chisel-lite/hdl';
import type { FromEngine, Wave } from '../shared/protocol.ts';
import { evaluateModule } from './load-hardware.ts';

/** As messages name the visitor's file. */
const FILE = 'playground.ts';
/** Cycles that are shown behind one of reset. */
const CYCLES = 32;
const RESET_CYCLES = 2;

/** Elaborates the last module that a file exports, prints its Verilog, and lets it run. */
export function tryModule(text: string): FromEngine {
  try {
    const exports = evaluateModule(FILE, text, (name) => {
      if (name === '@chisel-lite/hdl') {
        return hdl as Record<string, unknown>;
      }
      throw new Error(`${FILE}: imports "${name}"; here there is @chisel-lite/hdl alone`);
    });
    const top = Object.values(exports).filter(isModule).at(-1);
    if (!top) {
      throw new Error(`${FILE}: exports no module; write: export const Name = module(…)`);
    }
    const { files, design } = hdl.emit(top, { comments: false });
    return { kind: 'verilog', files: [...files].reverse(), waves: wavesOf(design) };
  } catch (error) {
    return { kind: 'error', message: (error as Error).message, phase: 'build' };
  }
}

const isModule = (value: unknown): value is hdl.AnyModule =>
  typeof value === 'object' && value !== null && 'body' in value && 'inputs' in value;

/** Every port and register over some cycles. Single bits of input are 1 and 0 by turns, each
 * at a pace of its own; wider ones count up in steps of 37, which meets all sorts of values. */
function wavesOf(design: hdl.ir.Design): Wave[] {
  const simulation = hdl.compileSimulation(design).instantiate();
  simulation.onMessage(() => {});
  const { top } = design;
  const clocks = new Set(top.domains.map(({ clock }) => clock.name));
  const resets = new Map(
    top.domains.flatMap(({ reset }) => (reset ? [[reset.signal.name, reset.activeLow] as const] : [])),
  );
  const inputs = top.ports.filter(({ kind, name }) => kind === 'input' && !clocks.has(name) && !resets.has(name));
  const shown = [
    ...top.ports.filter(({ name }) => !clocks.has(name)),
    ...top.signals.filter(({ kind }) => kind === 'register'),
  ];
  const waves = shown.map(({ name, width, labels }) => ({
    name,
    width,
    values: [] as string[],
    labelOf: (value: bigint) => labels?.members.get(value) ?? value.toString(width === 1 ? 2 : 16).toUpperCase(),
  }));
  const [clock] = clocks;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    for (const [name, isLow] of resets) {
      simulation.ports[name].value = cycle < RESET_CYCLES === isLow ? 0 : 1;
    }
    for (const [i, { name, width }] of inputs.entries()) {
      const level = Math.floor(cycle / (3 + 2 * i)) % 2 === 0 ? 1 : 0;
      simulation.ports[name].value = width === 1 ? level : BigInt.asUintN(width, BigInt(37 * cycle));
    }
    simulation.eval();
    for (const wave of waves) {
      wave.values.push(wave.labelOf(BigInt(simulation.signal(wave.name).value)));
    }
    if (clock !== undefined) {
      simulation.run(clock, 1);
    }
  }
  return waves.map(({ name, width, values }) => ({ name, width, values }));
}
