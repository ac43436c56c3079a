import { behavioural, type Pins } from './behavioural.ts';

const ADDRESS = 40;
const address = (channel: string) => ({
  [`${channel}valid`]: 1,
  [`${channel}addr`]: ADDRESS,
  [`${channel}id`]: 4,
  [`${channel}len`]: 8,
  [`${channel}size`]: 3,
  [`${channel}burst`]: 2,
  [`${channel}lock`]: 1,
  [`${channel}cache`]: 4,
  [`${channel}prot`]: 3,
});
const data = (bits: number) => ({ wvalid: 1, wdata: bits, wstrb: bits / 8, wlast: 1 });
const forward = (bits: number) => ({ ...address('aw'), ...address('ar'), ...data(bits), bready: 1, rready: 1 });
const backward = (bits: number) => ({
  awready: 1,
  arready: 1,
  wready: 1,
  bvalid: 1,
  bid: 4,
  bresp: 2,
  rvalid: 1,
  rid: 4,
  rdata: bits,
  rresp: 2,
  rlast: 1,
});
const prefixed = (prefix: string, wires: Record<string, number>) =>
  Object.fromEntries(Object.entries(wires).map(([name, width]) => [`${prefix}_${name}`, width]));

/**
 * An AXI4 link from slave port `s` to master port `m`: wires only, so that a master model on one side and a memory on
 * the other test each other. `tamper` may change what comes out, to plant violations.
 */
export function axiLink(bits: number, tamper: (pins: Pins, cycle: number) => void = () => {}) {
  return behavioural({
    inputs: { clk: 1, ...prefixed('s', forward(bits)), ...prefixed('m', backward(bits)) },
    outputs: { ...prefixed('m', forward(bits)), ...prefixed('s', backward(bits)) },
    state: () => ({ cycle: 0 }),
    edge(state) {
      state.cycle++;
    },
    settle(state, pins) {
      for (const name of Object.keys(forward(bits))) {
        pins[`m_${name}`].set(pins[`s_${name}`]);
      }
      for (const name of Object.keys(backward(bits))) {
        pins[`s_${name}`].set(pins[`m_${name}`]);
      }
      tamper(pins, state.cycle);
    },
  });
}

/**
 * The ideal read master: `ports` ports that each read `bursts` bursts of `beats` × 16 bytes one after the other, and
 * are always ready.
 */
export function reader(ports: number, bursts: number, beats = 16) {
  const names = Array.from({ length: ports }, (_, i) => `p${i}`);
  const inputs = { arready: 1, rvalid: 1, rid: 4, rdata: 128, rresp: 2, rlast: 1 };
  return {
    names,
    design: behavioural({
      inputs: { clk: 1, ...Object.assign({}, ...names.map((name) => prefixed(name, inputs))) },
      outputs: {
        done: 1,
        ...Object.assign({}, ...names.map((name) => prefixed(name, { ...address('ar'), rready: 1 }))),
      },
      state: () => names.map(() => ({ asked: 0, received: 0 })),
      edge(state, pins) {
        names.forEach((name, i) => {
          if (pins[`${name}_arvalid`][0] && pins[`${name}_arready`][0]) {
            state[i].asked++;
          }
          if (pins[`${name}_rvalid`][0]) {
            state[i].received++;
          }
        });
      },
      settle(state, pins) {
        names.forEach((name, i) => {
          pins[`${name}_arvalid`][0] = state[i].asked < bursts ? 1 : 0;
          pins[`${name}_araddr`][0] = i * 0x1000_0000 + state[i].asked * beats * 16;
          pins[`${name}_arlen`][0] = beats - 1;
          pins[`${name}_arsize`][0] = 4;
          pins[`${name}_arburst`][0] = 1;
          pins[`${name}_rready`][0] = 1;
        });
        pins.done[0] = state.every(({ received }) => received === bursts * beats) ? 1 : 0;
      },
    }),
  };
}
