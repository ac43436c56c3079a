import type { ClockedModel, Simulation } from '@chisel-lite/testbench';
import { met } from './situations.ts';

const FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'];

/** Watches the streaming core's pins and counts the situations it sees. */
export function observeCore(sim: Simulation, engine: string, tokens: number): ClockedModel {
  const pin = (name: string) => Number(sim.port[name].raw.value);
  const stalls = (name: string) => pin(`${name}_tvalid`) === 1 && pin(`${name}_tready`) === 0;
  const word = sim.port['s_axis_cmd_tdata'].raw;
  return {
    sample() {
      if (pin('s_axis_cmd_tvalid') && pin('s_axis_cmd_tready')) {
        const command = BigInt(word.value);
        const field = (low: number, width: number) => Number((command >> BigInt(low)) & ((1n << BigInt(width)) - 1n));
        met('format × T × engine', `${engine}, T = ${tokens}, ${FORMATS[field(32, 2)]}`);
        if (tokens === 8) {
          met('vectors a command', `${field(36, 4) + 1} of T = 8`);
        }
        if (field(0, 16) === 1) {
          met('shapes', 'one group');
        }
        if (field(16, 16) === 1) {
          met('shapes', 'one block');
        }
        if (field(0, 16) === 128) {
          met('shapes', 'largest K');
        }
        if (field(40, 1)) {
          met('activations of the command before', 'reused');
        }
      }
      if (pin('s_axis_x_tvalid') && pin('s_axis_x_tready') && pin('s_axis_w0_tvalid') && pin('s_axis_w0_tready')) {
        met('activations of the command before', 'loaded while the matrix before streams');
      }
      const offered = [0, 1, 2, 3].every((channel) => pin(`s_axis_w${channel}_tvalid`));
      if (stalls('m_axis_y') && pin('busy') && offered && stalls('s_axis_w0')) {
        met('back-pressure', 'results wait at the core, strips wait for room');
      }
      for (const channel of [0, 1, 2, 3]) {
        if (stalls(`s_axis_w${channel}`)) {
          met('back-pressure', `weights held back, channel ${channel}`);
        }
      }
      if (stalls('s_axis_x')) {
        met('back-pressure', 'activations held back');
      }
      if (stalls('s_axis_cmd')) {
        met('back-pressure', 'commands held back');
      }
    },
  };
}
