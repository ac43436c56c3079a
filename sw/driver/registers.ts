// Made by `make verilog` from rtl/command/registers.ts; do not edit.
// biome-ignore-all format: generated

/** Register map of control_registers: byte offsets, and the position of each field in its 32-bit word. */
export const control_registers = {
  /** "MMAC" */
  identification: {
    offset: 0x00,
    fields: {
      /** "MMAC" (constant) */
      identification: { low: 0, width: 32, value: 0x4d4d4143 },
    },
  },
  /** major 31:16, minor 15:0 */
  version: {
    offset: 0x04,
    fields: {
      /** major 31:16, minor 15:0 (constant) */
      version: { low: 0, width: 32, value: 0x10006 },
    },
  },
  /** what this build can do */
  capabilities: {
    offset: 0x08,
    fields: {
      /** T: activation vectors a pass (constant) */
      tokens: { low: 0, width: 4 },
      /** 0 fused, 1 fp32 (constant) */
      engine: { low: 4, width: 1 },
      /** 0 written to memory, 1 out of m_axis_y (constant) */
      results: { low: 5, width: 1 },
      /** 1: it works through command lists (constant) */
      lists: { low: 6, width: 1 },
      /** commands the queue holds (constant) */
      queue: { low: 8, width: 4 },
      /** largest K / 64 (constant) */
      groups: { low: 16, width: 8 },
    },
  },
  /** acts once */
  control: {
    offset: 0x10,
    fields: {
      /** stop, drop all commands, clear the error; `status.busy` falls when it is done (write 1: one-cycle pulse) */
      restart: { low: 0, width: 1 },
      /** zero the performance counters (write 1: one-cycle pulse) */
      clear_counters: { low: 1, width: 1 },
    },
  },
  /** state */
  status: {
    offset: 0x14,
    fields: {
      /** a command is queued or running, or a stop is under way (read only) */
      busy: { low: 0, width: 1 },
      /** an error stopped it; `restart` starts it again (read only) */
      stopped: { low: 1, width: 1 },
      /** commands in the queue (read only) */
      queued: { low: 4, width: 4 },
    },
  },
  /** events; the interrupt line is their OR, where enabled */
  interrupt: {
    offset: 0x18,
    fields: {
      /** a command with its interrupt flag has ended (sticky, write 1 to clear) */
      done: { low: 0, width: 1 },
      /** an error stopped the accelerator (sticky, write 1 to clear) */
      error: { low: 1, width: 1 },
    },
  },
  /** which events raise the interrupt line */
  interrupt_enable: {
    offset: 0x1c,
    fields: {
      /** bit by bit as in `interrupt` (read/write) */
      mask: { low: 0, width: 2 },
    },
  },
  /** commands ended since reset or restart */
  completed: {
    offset: 0x20,
    fields: {
      /** commands ended since reset or restart (read only) */
      completed: { low: 0, width: 32 },
    },
  },
  /** the first error since reset or restart */
  error: {
    offset: 0x24,
    fields: {
      /** 0: none; else (read only) */
      code: { low: 0, width: 4, values: { groups: 1, blocks: 2, format: 3, tokens: 4, alignment: 5, window: 6, reuse: 7, overflow: 8, read: 9, write: 10, operation: 11, reserved: 12, record: 13, bounds: 14, stalled: 15 } },
      /** where (read only) */
      place: { low: 4, width: 3, values: { weights_0: 0, weights_1: 1, weights_2: 2, weights_3: 3, activations: 4, results: 5, list: 6, vector: 7 } },
      /** AXI response (read only) */
      response: { low: 8, width: 2, values: { OKAY: 0, EXOKAY: 1, SLVERR: 2, DECERR: 3 } },
    },
  },
  /** address of the burst that failed, bits 31:0 */
  error_address_low: {
    offset: 0x28,
    fields: {
      /** address of the burst that failed, bits 31:0 (read only) */
      error_address_low: { low: 0, width: 32 },
    },
  },
  /** address of the burst that failed, bits 39:32 */
  error_address_high: {
    offset: 0x2c,
    fields: {
      /** address bits 39:32 (read only) */
      bits: { low: 0, width: 8 },
    },
  },
  /** lowest 4 KiB page that commands may touch */
  window_first: {
    offset: 0x30,
    fields: {
      /** address bits 39:12 (read/write) */
      page: { low: 0, width: 28 },
    },
  },
  /** highest 4 KiB page that commands may touch */
  window_last: {
    offset: 0x34,
    fields: {
      /** address bits 39:12 (read/write) */
      page: { low: 0, width: 28 },
    },
  },
  /** once it is 1, this register and the window keep their values until `aresetn`; `control.restart` does not change that */
  window_lock: {
    offset: 0x38,
    fields: {
      /** the window is locked (read/write) */
      locked: { low: 0, width: 1 },
    },
  },
  /** what bursts say of the memory; a new value holds from the moment at which nothing is queued or running */
  axi_cache: {
    offset: 0x3c,
    fields: {
      /** ARCACHE of the four ports (read/write) */
      read: { low: 0, width: 4 },
      /** AWCACHE of port 0 (read/write) */
      write: { low: 4, width: 4 },
    },
  },
  /** size of the matrix */
  command_shape: {
    offset: 0x40,
    fields: {
      /** K / 64, rounded up; of a list that runs again: its passes at most, minus one (read/write) */
      groups: { low: 0, width: 16 },
      /** N / 32, rounded up (read/write) */
      blocks: { low: 16, width: 16 },
    },
  },
  /** what to do with it */
  command_flags: {
    offset: 0x44,
    fields: {
      /** format of the weights (read/write) */
      format: { low: 0, width: 4, values: { macro: 0, dense: 1, int8: 2 } },
      /** activation vectors, minus one (read/write) */
      tokens: { low: 4, width: 4 },
      /** activations of the command before (read/write) */
      reuse: { low: 8, width: 1 },
      /** set `interrupt.done` at the end (read/write) */
      interrupt: { low: 9, width: 1 },
      /** of each vector write only the list of its 64 largest results (512 bytes) (read/write) */
      top: { low: 10, width: 1 },
      /** must be 0 (read/write) */
      reserved: { low: 11, width: 17 },
      /** what is computed (read/write) */
      operation: { low: 28, width: 4, values: { matmul: 0, list: 1 } },
    },
  },
  /** weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 31:0 */
  weights_0_low: {
    offset: 0x48,
    fields: {
      /** weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 31:0 (read/write) */
      weights_0_low: { low: 0, width: 32 },
    },
  },
  /** weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 39:32 */
  weights_0_high: {
    offset: 0x4c,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** weights of channel 1: address bits 31:0 */
  weights_1_low: {
    offset: 0x50,
    fields: {
      /** weights of channel 1: address bits 31:0 (read/write) */
      weights_1_low: { low: 0, width: 32 },
    },
  },
  /** weights of channel 1: address bits 39:32 */
  weights_1_high: {
    offset: 0x54,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** weights of channel 2: address bits 31:0 */
  weights_2_low: {
    offset: 0x58,
    fields: {
      /** weights of channel 2: address bits 31:0 (read/write) */
      weights_2_low: { low: 0, width: 32 },
    },
  },
  /** weights of channel 2: address bits 39:32 */
  weights_2_high: {
    offset: 0x5c,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** weights of channel 3: address bits 31:0 */
  weights_3_low: {
    offset: 0x60,
    fields: {
      /** weights of channel 3: address bits 31:0 (read/write) */
      weights_3_low: { low: 0, width: 32 },
    },
  },
  /** weights of channel 3: address bits 39:32 */
  weights_3_high: {
    offset: 0x64,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits 31:0 */
  activations_low: {
    offset: 0x68,
    fields: {
      /** activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits 31:0 (read/write) */
      activations_low: { low: 0, width: 32 },
    },
  },
  /** activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits 39:32 */
  activations_high: {
    offset: 0x6c,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes: address bits 31:0 */
  results_low: {
    offset: 0x70,
    fields: {
      /** results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes: address bits 31:0 (read/write) */
      results_low: { low: 0, width: 32 },
    },
  },
  /** results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes: address bits 39:32 */
  results_high: {
    offset: 0x74,
    fields: {
      /** address bits 39:32 (read/write) */
      bits: { low: 0, width: 8 },
      /** must be 0 (read/write) */
      reserved: { low: 8, width: 24 },
    },
  },
  /** queues the staged command */
  push: {
    offset: 0x78,
    fields: {
      /** queue it (write 1: one-cycle pulse) */
      command: { low: 0, width: 1 },
    },
  },
  /** with `top`: results from this one on are padding */
  command_outputs: {
    offset: 0x7c,
    fields: {
      /** N (read/write) */
      count: { low: 0, width: 19 },
      /** must be 0 (read/write) */
      reserved: { low: 19, width: 13 },
    },
  },
  /** cycles with a command queued or running */
  cycles_busy: {
    offset: 0x80,
    fields: {
      /** cycles with a command queued or running (read only) */
      cycles_busy: { low: 0, width: 32 },
    },
  },
  /** cycles from the first strip of a queue of commands to the last */
  cycles_streaming: {
    offset: 0x84,
    fields: {
      /** cycles from the first strip of a queue of commands to the last (read only) */
      cycles_streaming: { low: 0, width: 32 },
    },
  },
  /** cycles in which a strip of each channel was taken */
  beats: {
    offset: 0x88,
    fields: {
      /** cycles in which a strip of each channel was taken (read only) */
      beats: { low: 0, width: 32 },
    },
  },
  /** cycles in which strips were there, but no room for results */
  back_pressured: {
    offset: 0x8c,
    fields: {
      /** cycles in which strips were there, but no room for results (read only) */
      back_pressured: { low: 0, width: 32 },
    },
  },
  /** cycles in which the core waited for channel 0 */
  starved_0: {
    offset: 0x90,
    fields: {
      /** cycles in which the core waited for channel 0 (read only) */
      starved_0: { low: 0, width: 32 },
    },
  },
  /** cycles in which the core waited for channel 1 */
  starved_1: {
    offset: 0x94,
    fields: {
      /** cycles in which the core waited for channel 1 (read only) */
      starved_1: { low: 0, width: 32 },
    },
  },
  /** cycles in which the core waited for channel 2 */
  starved_2: {
    offset: 0x98,
    fields: {
      /** cycles in which the core waited for channel 2 (read only) */
      starved_2: { low: 0, width: 32 },
    },
  },
  /** cycles in which the core waited for channel 3 */
  starved_3: {
    offset: 0x9c,
    fields: {
      /** cycles in which the core waited for channel 3 (read only) */
      starved_3: { low: 0, width: 32 },
    },
  },
  /** cycles in which the core waited for activations */
  starved_x: {
    offset: 0xa0,
    fields: {
      /** cycles in which the core waited for activations (read only) */
      starved_x: { low: 0, width: 32 },
    },
  },
  /** with operation 1: the position of the first token */
  command_position: {
    offset: 0xa4,
    fields: {
      /** P (read/write) */
      first: { low: 0, width: 16 },
      /** must be 0 (read/write) */
      reserved: { low: 16, width: 16 },
    },
  },
  /** the record of a list that was at hand when the error came */
  error_record: {
    offset: 0xa8,
    fields: {
      /** from 0 (read only) */
      number: { low: 0, width: 18 },
    },
  },
} as const;
