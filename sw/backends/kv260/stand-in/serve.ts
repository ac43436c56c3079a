import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from 'verilator-wasm';
import type { DdrModel } from '../../../port/kv260-memory.ts';
import { simulatedBus } from '../../rtl/simulated-bus.ts';
import type { SimulatedMemory } from '../../rtl/simulated-memory.ts';
import { loadLibc } from '../libc.ts';
import { PHYSICAL, REGISTER_BYTES, writeBoardFolder } from './folder.ts';
import { openInterruptLine } from './interrupt-line.ts';
import { mailboxServer } from './mailbox.ts';
import { writeStandIn } from './note.ts';

export interface StandInOptions {
  readonly megahertz: number;
  readonly ddr: DdrModel;
  readonly memoryBytes: number;
}

/** Cycles between two looks at what was written to the interrupt's file. */
const LINE_EVERY = 32;
/** Cycles before signals and timers have their turn. */
const TURN = 4096;
/** Without a letter for so long the simulated clock stops until the next [ms of the wall clock]. */
const IDLE = 1000;
const NAP = 1;

/**
 * Simulates the accelerator behind files like a board's, below `root`, until `stop` is aborted. Ports, registers and
 * interrupt are those of the emitted Verilog; the clock runs as long as somebody asks for something.
 */
export async function serveStandIn(
  simulator: Instance,
  root: string,
  { megahertz, ddr, memoryBytes }: StandInOptions,
  stop: AbortSignal,
  ready: () => void,
): Promise<void> {
  writeBoardFolder(root, { megahertz, physical: PHYSICAL, memoryBytes });
  const libc = loadLibc();
  const line = openInterruptLine();
  const descriptors = ['dev/uio0', 'dev/udmabuf0'].map((path) => openSync(join(root, path), 'r+'));
  const page = libc.map(descriptors[0], REGISTER_BYTES);
  const memory = libc.map(descriptors[1], memoryBytes);
  const bus = simulatedBus(simulator, { megahertz, ddr, memory: wholeMemory(PHYSICAL, new Uint8Array(memory.buffer)) });
  const answer = mailboxServer(page.buffer, bus);
  const events = join(root, 'sys/class/uio/uio0/event');

  let isMasked = false;
  let count = 0;
  /** As Linux' uio_pdrv_genirq: an interrupt is counted, reported, and masked until 1 is written. */
  const interrupts = () => {
    const written = line.taken();
    if (written !== undefined) {
      isMasked = written === 0;
    }
    if (isMasked || !bus.line) {
      return;
    }
    isMasked = true;
    writeFileSync(events, `${++count}\n`);
    line.raise(count);
  };

  try {
    writeStandIn(root, { interrupts: line.path, process: process.pid });
    ready();
    let asked = performance.now();
    while (!stop.aborted) {
      let isAsked = false;
      for (let i = 0; i < TURN; i++) {
        if (answer()) {
          isAsked = true;
        }
        bus.run(1);
        if (i % LINE_EVERY === 0) {
          interrupts();
        }
      }
      if (isAsked) {
        asked = performance.now();
      }
      const isIdle = performance.now() - asked > IDLE;
      await new Promise((resolve) => (isIdle ? setTimeout(resolve, NAP) : setImmediate(resolve)));
    }
  } finally {
    line.close();
    for (const descriptor of descriptors) {
      closeSync(descriptor);
    }
    bus.close();
    page.unmap();
    memory.unmap();
  }
}

/** The shared memory as the simulated ports see it. Who has the driver hands it out. */
function wholeMemory(first: number, bytes: Uint8Array): SimulatedMemory {
  const region = {
    name: 'udmabuf0',
    address: first,
    bytes,
    words: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2),
  };
  const end = first + bytes.length;
  const refuse = () => {
    throw new Error('the memory of the stand-in is handed out by the driver');
  };
  return {
    first,
    end,
    find: (address) => (address >= first && address + 16 <= end ? region : undefined),
    allocate: refuse,
    place: refuse,
    syncForDevice() {},
    syncForCpu() {},
  };
}
