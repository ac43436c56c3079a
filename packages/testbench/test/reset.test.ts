import { expect, test } from 'vitest';
import {
  AxiResetError,
  axiMaster,
  axiRam,
  axiStreamMonitor,
  axiStreamSink,
  axiStreamSource,
  type Simulation,
  simulate,
  streamSink,
  streamSource,
} from '../src/index.ts';
import { behavioural } from './behavioural.ts';

/** A register slice from s to m; a reset empties it. `low`: the reset is active low. */
const slice = (names: { valid: string; ready: string; payload: Record<string, number> }, rst = 'rst', low = false) => {
  const named = (bus: string, wires: Record<string, number>) =>
    Object.fromEntries(Object.entries(wires).map(([name, width]) => [`${bus}_${name}`, width]));
  const { valid, ready, payload } = names;
  return behavioural({
    inputs: { clk: 1, [rst]: 1, ...named('s', { [valid]: 1, ...payload }), [`m_${ready}`]: 1 },
    outputs: { [`s_${ready}`]: 1, ...named('m', { [valid]: 1, ...payload }) },
    state: () => ({ held: undefined as Uint32Array[] | undefined }),
    edge(state, pins) {
      const keys = Object.keys(payload);
      const taken = pins[`s_${valid}`][0] && pins[`s_${ready}`][0];
      if (pins[`m_${ready}`][0]) {
        state.held = undefined;
      }
      if (taken) {
        state.held = keys.map((key) => pins[`s_${key}`].slice());
      }
      if (Boolean(pins[rst][0]) !== low) {
        state.held = undefined;
      }
    },
    settle(state, pins) {
      pins[`m_${valid}`][0] = state.held ? 1 : 0;
      pins[`s_${ready}`][0] = !state.held || pins[`m_${ready}`][0] ? 1 : 0;
      Object.keys(payload).forEach((key, i) => {
        if (state.held) {
          pins[`m_${key}`].set(state.held[i]);
        }
      });
    },
  });
};

async function resetFor(sim: Simulation, cycles: number, rst = 'rst', active = 1) {
  sim.port[rst].value = active;
  await sim.clock.cycles(cycles);
  sim.port[rst].value = 1 - active;
}

const beats = { valid: 'valid', ready: 'ready', payload: { data: 8 } };
const axis = { valid: 'tvalid', ready: 'tready', payload: { tdata: 32, tkeep: 4, tlast: 1 } };

test.each([
  ['rst', 1],
  ['rst_n', 0],
  ['aresetn', 0],
  ['reset', 1],
])('a reset by %s while a beat waits is no violation; what is queued goes on', async (rst, active) => {
  const sim = await simulate(slice(beats, rst, active === 0));
  const source = streamSource(sim.bus('s'), sim.clock);
  let open = false;
  const sink = streamSink(sim.bus('m'), sim.clock, { pause: () => !open });
  source.send([1, 2, 3, 4]);
  await sim.clock.cycles(5); // 1 is held in the slice, 2 is offered to it
  await resetFor(sim, 3, rst, active);
  open = true;
  expect(await sink.receive(2)).toEqual([3, 4]);
  expect(source.waiting).toBe(0);
  await source.idle();
});

test('a frame that a reset cuts is lost at both ends, whole frames before and after it are not', async () => {
  const sim = await simulate(slice(axis));
  const source = axiStreamSource(sim, 's');
  const monitor = axiStreamMonitor(sim, 'm');
  const sink = axiStreamSink(sim, 'm');
  const frame = (first: number, length: number) => Uint8Array.from({ length }, (_, i) => first + i);
  source.send(frame(0, 6));
  const cut = source.send(frame(50, 60));
  source.send(frame(200, 9));
  await sim.clock.cycles(8);
  await resetFor(sim, 2);
  await cut; // lost, and done with
  expect(await sink.receive()).toEqual(frame(0, 6));
  expect(await sink.receive()).toEqual(frame(200, 9));
  expect(await monitor.receive()).toEqual(frame(0, 6));
  expect(await monitor.receive()).toEqual(frame(200, 9));
  expect(source.waiting).toBe(0);
});

test('valid is low during a reset, and what is sent then comes after it', async () => {
  const sim = await simulate(slice(axis));
  const source = axiStreamSource(sim, 's');
  const sink = axiStreamSink(sim, 'm');
  sim.port.rst.value = 1;
  await sim.clock.cycles(2);
  source.send(Uint8Array.of(1, 2, 3));
  for (let i = 0; i < 3; i++) {
    await sim.clock.rising();
    expect(sim.port.s_tvalid.value).toBe(0);
  }
  sim.port.rst.value = 0;
  expect(await sink.receive()).toEqual(Uint8Array.of(1, 2, 3));
});

/** Wires from an AXI master on s to an AXI slave on m. */
const DOWN = { arvalid: 1, araddr: 32, arlen: 8, arsize: 3, arburst: 2, rready: 1 };
const DOWN_WRITE = {
  awvalid: 1,
  awaddr: 32,
  awlen: 8,
  awsize: 3,
  awburst: 2,
  wvalid: 1,
  wdata: 32,
  wstrb: 4,
  wlast: 1,
  bready: 1,
};
const UP = { arready: 1, rvalid: 1, rdata: 32, rresp: 2, rlast: 1, awready: 1, wready: 1, bvalid: 1, bresp: 2 };
const down = { ...DOWN, ...DOWN_WRITE };
const prefixed = (prefix: string, wires: Record<string, number>) =>
  Object.fromEntries(Object.entries(wires).map(([name, width]) => [`${prefix}_${name}`, width]));
const wires = behavioural({
  inputs: { clk: 1, aresetn: 1, ...prefixed('s', down), ...prefixed('m', UP) },
  outputs: { ...prefixed('m', down), ...prefixed('s', UP) },
  state: () => ({}),
  settle(_, pins) {
    const open = pins.aresetn[0];
    for (const name of Object.keys(down)) {
      pins[`m_${name}`][0] = open || !/valid$/.test(name) ? pins[`s_${name}`][0] : 0;
    }
    for (const name of Object.keys(UP)) {
      pins[`s_${name}`][0] = open || !/valid$/.test(name) ? pins[`m_${name}`][0] : 0;
    }
  },
});

test('AXI: a reset in the middle of bursts ends them with an error; the next ones are right', async () => {
  for (const at of [1, 2, 3, 4, 5, 7, 9, 12, 16]) {
    const sim = await simulate(wires);
    const { memory } = axiRam(sim, 'm', { latency: 3 });
    memory.allocate(0, 4096);
    const master = axiMaster(sim, 's');
    const data = Uint8Array.from({ length: 100 }, (_, i) => i + at);
    const cut = [master.write(0, data), master.read(1024, 200), master.read(2048, 64)];
    const ends = cut.map((operation) =>
      Promise.resolve(operation as PromiseLike<unknown>).then(
        () => 'done',
        (error) => error,
      ),
    );
    await sim.clock.cycles(at);
    await resetFor(sim, 2, 'aresetn', 0);
    for (const end of await Promise.all(ends)) {
      if (end !== 'done') {
        expect(end).toBeInstanceOf(AxiResetError);
      }
    }
    await master.write(512, data);
    expect(await master.read(512, 100)).toEqual(data);
  }
});
