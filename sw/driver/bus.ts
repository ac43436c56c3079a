import type { DeviceMemory } from './memory.ts';

/** All that the driver needs of a device. The board has one (UIO and DMA memory), the simulator another. */
export interface DeviceBus {
  /** How messages call it. */
  readonly name: string;
  /** The clock of the accelerator [MHz]; time limits are reckoned from it. */
  readonly megahertz: number;
  readonly memory: DeviceMemory;
  /** The device's time [ms]: of the wall clock on the board, simulated in simulation. */
  now(): number;
  /** A 32-bit register, by byte offset. */
  read32(offset: number): number;
  write32(offset: number, value: number): void;
  /**
   * Waits until the interrupt line is high, at most `milliseconds` of the device's time; false when it stayed low. A
   * bus without interrupts polls `isDone`.
   */
  interrupt(milliseconds: number, isDone: () => boolean): Promise<boolean>;
  close(): void | Promise<void>;
}
