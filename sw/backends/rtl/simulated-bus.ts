import type { DeviceBus } from '../../driver/bus.ts';
import { DDR_MODELS, type DdrModel } from '../../port/kv260-memory.ts';
import { SimulatedDdr } from './simulated-ddr.ts';
import { type SimulatedMemory, simulatedMemory } from './simulated-memory.ts';
import type { Respond } from './simulated-pins.ts';
import { OKAY, port, type RunningHardware } from './simulated-pins.ts';

const PORTS = ['m_axi_0', 'm_axi_1', 'm_axi_2', 'm_axi_3'];
/** Cycles in which a register access must be answered. */
const ACCESS_LIMIT = 100;

export interface SimulatedBusOptions {
  /** Clock of the accelerator [MHz]. Default 200. */
  readonly megahertz?: number;
  /** Default kv260. */
  readonly ddr?: DdrModel;
  readonly memory?: SimulatedMemory;
  /** Error responses, for tests. */
  readonly respond?: Respond;
  /** Called after every cycle, those of register accesses too, with its number. */
  readonly eachCycle?: (cycle: number) => void;
}

export interface SimulatedBus extends DeviceBus {
  readonly memory: SimulatedMemory;
  /** Simulated since the reset. */
  readonly cycles: number;
  /** Level of the interrupt line. */
  readonly line: boolean;
  /** Beats of 16 bytes that went over the memory ports, in either direction. */
  readonly beats: number;
  /** Lets time pass. */
  run(cycles: number): void;
}

/** The simulated accelerator with the KV260's memory on its ports; register accesses go through its AXI4-Lite port. */
export function simulatedBus(simulator: RunningHardware, options: SimulatedBusOptions = {}): SimulatedBus {
  const { megahertz = 200, ddr: model = 'kv260', memory = simulatedMemory(), respond, eachCycle } = options;
  // Whole picoseconds, as in the test bench.
  const period = Math.round(1e6 / megahertz) / 1000;
  const ddr = new SimulatedDdr(simulator, PORTS, memory, DDR_MODELS[model], period, respond);
  const control = (name: string) => port(simulator, `s_axi_ctrl_${name}`);
  const [awvalid, awaddr, awready] = [control('awvalid'), control('awaddr'), control('awready')];
  const [wvalid, wdata, wstrb] = [control('wvalid'), control('wdata'), control('wstrb')];
  const [bvalid, bready, bresp] = [control('bvalid'), control('bready'), control('bresp')];
  const [arvalid, araddr, arready] = [control('arvalid'), control('araddr'), control('arready')];
  const [rvalid, rready, rdata, rresp] = [control('rvalid'), control('rready'), control('rdata'), control('rresp')];
  const irq = port(simulator, 'irq');
  const reset = port(simulator, 'aresetn');
  let cycles = 0;

  const cycle = () => {
    ddr.sample();
    simulator.run('aclk', 1);
    ddr.drive();
    cycles++;
    eachCycle?.(cycles);
  };
  const until = (isDone: () => boolean, what: string) => {
    for (let tries = 0; tries < ACCESS_LIMIT; tries++) {
      const done = isDone();
      if (done) {
        return;
      }
      cycle();
    }
    throw new Error(`the simulated accelerator did not answer ${what} in ${ACCESS_LIMIT} cycles`);
  };
  const accept = (ready: { value: number | bigint }, what: string) => {
    simulator.eval(); // `ready` depends on `valid`
    until(() => ready.value !== 0, what);
    cycle();
  };
  const check = (response: number | bigint, what: string) => {
    if (response !== OKAY) {
      throw new Error(`${what}: response ${response}`);
    }
  };

  reset.value = 0;
  wstrb.value = 15;
  bready.value = 1;
  rready.value = 1;
  simulator.run('aclk', 8);
  reset.value = 1;

  return {
    name: `simulated accelerator at ${megahertz} MHz`,
    megahertz,
    memory,
    get cycles() {
      return cycles;
    },
    get line() {
      return irq.value !== 0;
    },
    get beats() {
      return ddr.beats;
    },
    now: () => cycles / (1000 * megahertz),
    run(count) {
      for (let i = 0; i < count; i++) {
        cycle();
      }
    },
    read32(offset) {
      const what = `a read of register 0x${offset.toString(16)}`;
      araddr.value = offset;
      arvalid.value = 1;
      accept(arready, what);
      arvalid.value = 0;
      until(() => rvalid.value !== 0, what);
      check(rresp.value, what);
      return rdata.value as number;
    },
    write32(offset, value) {
      const what = `a write of register 0x${offset.toString(16)}`;
      awaddr.value = offset;
      wdata.value = value;
      awvalid.value = 1;
      wvalid.value = 1;
      accept(awready, what);
      awvalid.value = 0;
      wvalid.value = 0;
      until(() => bvalid.value !== 0, what);
      check(bresp.value, what);
    },
    async interrupt(milliseconds) {
      const limit = cycles + Math.ceil(milliseconds * 1000 * megahertz);
      while (irq.value === 0 && cycles < limit) {
        cycle();
      }
      return irq.value !== 0;
    },
    close() {
      simulator.dispose();
    },
  };
}
