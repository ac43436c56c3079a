import { createRandom, type Design, type Random, type SimulatorInstance, withSimulation } from '@chisel-lite/testbench';
import { soil } from './soil.ts';

export type Value = number | bigint | boolean;

/** A unit's pins, a cycle at a time: for units without handshakes. */
export interface Pins {
  set(values: Readonly<Record<string, Value>>): void;
  /** A settled output. */
  get(name: string): number;
  /** A settled output of any width. */
  wide(name: string): bigint;
  /** A rising edge. */
  clock(): void;
}

/** Starts `design`, lets it run on noise, resets it, and hands its pins over. */
export const withPins = (design: Design, body: (pins: Pins) => void, random: Random = createRandom(1)): Promise<void> =>
  withSimulation(design, { history: 0 }, async (sim) => {
    soil(sim.simulator, random.fork('noise'));
    body(pinsOf(sim.simulator));
  });

function pinsOf(simulator: SimulatorInstance): Pins {
  const { ports } = simulator;
  let isStale = false;
  const read = (name: string) => {
    if (isStale) {
      simulator.eval();
    }
    isStale = false;
    return ports[name].value;
  };
  return {
    set(values) {
      isStale = true;
      for (const [name, value] of Object.entries(values)) {
        const port = ports[name];
        port.value = port.width > 32 ? BigInt(value) : Number(value);
      }
    },
    get: (name) => Number(read(name)),
    wide: (name) => BigInt(read(name)),
    clock() {
      simulator.run('clk', 1);
      isStale = false;
    },
  };
}

/** A vector port's elements, element 0 in the lowest bits. */
export const split = (value: bigint, width: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt.asUintN(width, value >> BigInt(i * width)));

export const splitSigned = (value: bigint, width: number, count: number): bigint[] =>
  split(value, width, count).map((element) => BigInt.asIntN(width, element));

/** The reverse of `split`; negative elements in two's complement. */
export const join = (elements: readonly (number | bigint)[], width: number): bigint =>
  elements.reduce<bigint>((all, each, i) => all | (BigInt.asUintN(width, BigInt(each)) << BigInt(i * width)), 0n);
