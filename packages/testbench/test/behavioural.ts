import type { SignalHandle, SimulatorInstance } from '../src/index.ts';

/** Words of every signal of a behavioural model, least significant first. */
export type Pins = Record<string, Uint32Array>;

/**
 * A design written in TypeScript with a simulator's interface, for testing the harness without one. `edge` is the
 * clocked part: it reads what was settled before the edge and changes `state`; `settle` is the combinational part.
 */
export function behavioural<S>(description: {
  inputs: Record<string, number>;
  outputs: Record<string, number>;
  state: () => S;
  clock?: string;
  edge?(state: S, pins: Pins): void;
  fall?(state: S, pins: Pins): void;
  settle(state: S, pins: Pins): void;
}): { instantiate(): SimulatorInstance & { evals: number; runs: number[] } } {
  return {
    instantiate() {
      const state = description.state();
      const pins: Pins = {};
      const ports: Record<string, SignalHandle> = {};
      const add = (direction: 'input' | 'output') => (name: string, width: number) => {
        pins[name] = new Uint32Array(Math.max(1, Math.ceil(width / 32)));
        ports[name] = handle(name, width, direction, pins[name]);
      };
      for (const [name, width] of Object.entries(description.inputs)) {
        add('input')(name, width);
      }
      for (const [name, width] of Object.entries(description.outputs)) {
        add('output')(name, width);
      }
      const clock = pins[description.clock ?? 'clk'];
      let before = 0;
      const self = {
        ports,
        evals: 0,
        runs: [] as number[],
        eval() {
          self.evals++;
          if (clock && clock[0] !== before) {
            before = clock[0];
            if (before) {
              description.edge?.(state, pins);
            } else {
              description.fall?.(state, pins);
            }
          }
          description.settle(state, pins);
        },
        run(_: string, cycles: number) {
          self.runs.push(cycles);
          for (let i = 0; i < cycles; i++) {
            clock[0] = 1;
            self.eval();
            clock[0] = 0;
            self.eval();
          }
        },
        signal(path: string): SignalHandle {
          throw new Error(`no signal ${path}`);
        },
        memory(path: string): never {
          throw new Error(`no memory ${path}`);
        },
        snapshot: () => new Uint8Array(),
        restore() {},
        trace: () => ({ dump() {}, close() {} }),
        onMessage() {},
        dispose() {},
      };
      return self;
    },
  };
}

function handle(name: string, width: number, direction: 'input' | 'output', words: Uint32Array): SignalHandle {
  if (width <= 32) {
    return {
      name,
      width,
      direction,
      get value() {
        return words[0];
      },
      set value(value) {
        words[0] = Number(value);
      },
    };
  }
  return {
    name,
    width,
    direction,
    words,
    get value() {
      return words.reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);
    },
    set value(value) {
      words.forEach((_, i) => {
        words[i] = Number((BigInt(value) >> BigInt(32 * i)) & 0xffffffffn);
      });
    },
  };
}

/** An 8-bit counter with enable and synchronous reset, and its combinational double. */
export const counter = behavioural({
  inputs: { clk: 1, rst: 1, enable: 1 },
  outputs: { count: 8, double: 9 },
  state: () => ({ count: 0 }),
  edge(state, pins) {
    if (pins.rst[0]) {
      state.count = 0;
    } else if (pins.enable[0]) {
      state.count = (state.count + 1) & 255;
    }
  },
  settle(state, pins) {
    pins.count[0] = state.count;
    pins.double[0] = state.count * 2;
  },
});

/** y = a + b, registered as q. */
export const adder = behavioural({
  inputs: { clk: 1, a: 8, b: 8 },
  outputs: { y: 9, q: 9 },
  state: () => ({ q: 0, sum: 0 }),
  edge(state) {
    state.q = state.sum;
  },
  settle(state, pins) {
    state.sum = pins.a[0] + pins.b[0];
    pins.y[0] = state.sum;
    pins.q[0] = state.q;
  },
});
