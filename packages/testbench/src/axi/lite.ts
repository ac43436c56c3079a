import type { Trigger } from '../scheduler/trigger.ts';
import type { Simulation } from '../simulation.ts';
import { type AxiMasterOptions, axiMaster } from './master.ts';

/** Reads and writes the registers of an AXI4-Lite slave in the design. */
export interface AxiLiteMaster {
  /** The 32-bit register at `address`. */
  read(address: number): Trigger<number>;
  write(address: number, value: number): Trigger;
}

/**
 * An AXI4-Lite master on the ports `prefix_ar…`, `prefix_aw…`. Several accesses may be under way; each is awaitable.
 */
export function axiLiteMaster(
  sim: Simulation,
  prefix: string,
  options: Omit<AxiMasterOptions, 'maxBurst' | 'ids'> = {},
): AxiLiteMaster {
  const master = axiMaster(sim, prefix, { ...options, maxBurst: 1 });
  const clock = options.clock ?? sim.clock;
  const aligned = (address: number) => {
    if (address % 4) {
      throw new RangeError(`${prefix}: register address 0x${address.toString(16)} is not a multiple of 4`);
    }
    return address;
  };
  return {
    read(address) {
      const bytes = master.read(aligned(address), 4);
      return clock.trigger<number>({
        description: bytes.description,
        prime: (listener) =>
          bytes.prime({
            fire: (data) => listener.fire(new DataView(data.buffer).getUint32(0, true)),
            fail: (error) => listener.fail(error),
          }),
      });
    },
    write: (address, value) => master.write(aligned(address), Uint32Array.of(value)),
  };
}
