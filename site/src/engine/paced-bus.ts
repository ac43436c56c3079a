import type { Simulation } from '@chisel-lite/hdl';
import { simulatedBus } from 'macromac/backends/rtl/simulated-bus.ts';
import { port } from 'macromac/backends/rtl/simulated-pins.ts';
import type { DeviceBus } from 'macromac/driver/bus.ts';
import type { Activity } from '../shared/protocol.ts';
import type { Pacer } from './pacer.ts';
import { turn } from './turn.ts';

/** Cycles between two looks at what the page wants. */
const STRIDE = 1000;
const PORTS = [0, 1, 2, 3];

export interface PacedBus extends DeviceBus {
  /** Simulated since the reset. */
  readonly cycles: number;
  /** What the ports did since the last call. */
  takeActivity(): Activity;
}

/**
 * A simulated accelerator that can be stopped in any cycle; it takes the same cycles as one that is not.
 * Only a register access, for whose answer the driver waits, cannot be divided.
 * @param tick called where the page may be told something
 * @param eachCycle called after every cycle, with its number
 */
export function pacedBus(
  simulator: Simulation,
  megahertz: number,
  pacer: Pacer,
  tick: () => void,
  eachCycle: (cycle: number) => void,
): PacedBus {
  const pins = PORTS.map((i) => ({
    valid: port(simulator, `m_axi_${i}_rvalid`),
    ready: port(simulator, `m_axi_${i}_rready`),
  }));
  const zeros = () => ({ beat: [0, 0, 0, 0], stall: [0, 0, 0, 0], starve: [0, 0, 0, 0], idle: [0, 0, 0, 0] });
  let activity = zeros();
  const note = () => {
    for (const [i, { valid, ready }] of pins.entries()) {
      const has = valid.value !== 0;
      const takes = ready.value !== 0;
      const kind = has ? (takes ? 'beat' : 'stall') : takes ? 'starve' : 'idle';
      activity[kind][i]++;
    }
  };

  const bus = simulatedBus(simulator, {
    megahertz,
    eachCycle(cycle) {
      note();
      eachCycle(cycle);
    },
  });
  return {
    name: bus.name,
    megahertz: bus.megahertz,
    memory: bus.memory,
    get cycles() {
      return bus.cycles;
    },
    now: bus.now,
    read32: bus.read32,
    write32: bus.write32,
    async interrupt(milliseconds) {
      const limit = bus.cycles + Math.ceil(milliseconds * 1000 * bus.megahertz);
      for (let since = STRIDE; !bus.line && bus.cycles < limit; since++) {
        if (since >= STRIDE || pacer.isByCycle) {
          since = 0;
          tick();
          await turn();
          await pacer.beforeCycle();
        }
        bus.run(1);
      }
      return bus.line;
    },
    close: bus.close,
    takeActivity() {
      const taken = activity;
      activity = zeros();
      return taken;
    },
  };
}
