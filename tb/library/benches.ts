import { bits, bool, uint } from '@chisel-lite/hdl';
import { resultBeat, runCommand } from '@macromac/rtl/bundles.ts';
import { command } from '@macromac/rtl/command/command.ts';
import { selection } from '@macromac/rtl/head/top-k.ts';
import { about as groupAbout } from '@macromac/rtl/mac/float-unit.ts';
import { vectors } from '@macromac/rtl/memory/bundles.ts';
import { priorityArbiter } from './arbiter.spec.ts';
import { fifo } from './fifo.spec.ts';
import { stage } from './stage.spec.ts';

/** Of packages/hdl/src/lib, what the accelerator is built with, with its payloads. */
export const libraryBenches = [
  fifo(bits(128), 2),
  fifo(resultBeat, 2),
  fifo(runCommand(2), 2),
  fifo(command, 8),
  fifo(selection, 8, { style: 'distributed' }),
  fifo(uint(36), 16, { style: 'distributed' }),
  fifo(vectors, 2),
  fifo(groupAbout, 8, { style: 'distributed' }),
  fifo(bits(258), 8, { style: 'distributed' }),
  fifo(bits(128), 32, { style: 'distributed' }),
  fifo(bits(128), 64, { style: 'distributed' }),
  fifo(bool(), 8, { style: 'distributed' }),
  fifo(bits(128), 512),
  stage(selection),
  priorityArbiter,
];
