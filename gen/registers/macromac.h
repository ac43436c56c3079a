/* SPDX-License-Identifier: Apache-2.0 */
/* Made by `make verilog` from rtl/command/registers.ts; do not edit. */
#ifndef MACROMAC_REGISTERS_H
#define MACROMAC_REGISTERS_H

/* "MMAC" */
#define MACROMAC_IDENTIFICATION_OFFSET 0x0u
#define MACROMAC_IDENTIFICATION_RESET 0x4d4d4143u

/* major 31:16, minor 15:0 */
#define MACROMAC_VERSION_OFFSET 0x4u
#define MACROMAC_VERSION_RESET 0x10006u

/* what this build can do */
#define MACROMAC_CAPABILITIES_OFFSET 0x8u
#define MACROMAC_CAPABILITIES_RESET 0x800844u
/* T: activation vectors a pass */
#define MACROMAC_CAPABILITIES_TOKENS_SHIFT 0
#define MACROMAC_CAPABILITIES_TOKENS_MASK 0xfu
/* 0 fused, 1 fp32 */
#define MACROMAC_CAPABILITIES_ENGINE_SHIFT 4
#define MACROMAC_CAPABILITIES_ENGINE_MASK 0x10u
/* 0 written to memory, 1 out of m_axis_y */
#define MACROMAC_CAPABILITIES_RESULTS_SHIFT 5
#define MACROMAC_CAPABILITIES_RESULTS_MASK 0x20u
/* 1: it works through command lists */
#define MACROMAC_CAPABILITIES_LISTS_SHIFT 6
#define MACROMAC_CAPABILITIES_LISTS_MASK 0x40u
/* commands the queue holds */
#define MACROMAC_CAPABILITIES_QUEUE_SHIFT 8
#define MACROMAC_CAPABILITIES_QUEUE_MASK 0xf00u
/* largest K / 64 */
#define MACROMAC_CAPABILITIES_GROUPS_SHIFT 16
#define MACROMAC_CAPABILITIES_GROUPS_MASK 0xff0000u

/* acts once */
#define MACROMAC_CONTROL_OFFSET 0x10u
/* stop, drop all commands, clear the error; `status.busy` falls when it is done */
#define MACROMAC_CONTROL_RESTART_SHIFT 0
#define MACROMAC_CONTROL_RESTART_MASK 0x1u
/* zero the performance counters */
#define MACROMAC_CONTROL_CLEAR_COUNTERS_SHIFT 1
#define MACROMAC_CONTROL_CLEAR_COUNTERS_MASK 0x2u

/* state */
#define MACROMAC_STATUS_OFFSET 0x14u
/* a command is queued or running, or a stop is under way */
#define MACROMAC_STATUS_BUSY_SHIFT 0
#define MACROMAC_STATUS_BUSY_MASK 0x1u
/* an error stopped it; `restart` starts it again */
#define MACROMAC_STATUS_STOPPED_SHIFT 1
#define MACROMAC_STATUS_STOPPED_MASK 0x2u
/* commands in the queue */
#define MACROMAC_STATUS_QUEUED_SHIFT 4
#define MACROMAC_STATUS_QUEUED_MASK 0xf0u

/* events; the interrupt line is their OR, where enabled */
#define MACROMAC_INTERRUPT_OFFSET 0x18u
/* a command with its interrupt flag has ended */
#define MACROMAC_INTERRUPT_DONE_SHIFT 0
#define MACROMAC_INTERRUPT_DONE_MASK 0x1u
/* an error stopped the accelerator */
#define MACROMAC_INTERRUPT_ERROR_SHIFT 1
#define MACROMAC_INTERRUPT_ERROR_MASK 0x2u

/* which events raise the interrupt line */
#define MACROMAC_INTERRUPT_ENABLE_OFFSET 0x1cu
/* bit by bit as in `interrupt` */
#define MACROMAC_INTERRUPT_ENABLE_MASK_SHIFT 0
#define MACROMAC_INTERRUPT_ENABLE_MASK_MASK 0x3u

/* commands ended since reset or restart */
#define MACROMAC_COMPLETED_OFFSET 0x20u

/* the first error since reset or restart */
#define MACROMAC_ERROR_OFFSET 0x24u
/* 0: none; else */
#define MACROMAC_ERROR_CODE_SHIFT 0
#define MACROMAC_ERROR_CODE_MASK 0xfu
#define MACROMAC_ERROR_CODE_GROUPS 1u
#define MACROMAC_ERROR_CODE_BLOCKS 2u
#define MACROMAC_ERROR_CODE_FORMAT 3u
#define MACROMAC_ERROR_CODE_TOKENS 4u
#define MACROMAC_ERROR_CODE_ALIGNMENT 5u
#define MACROMAC_ERROR_CODE_WINDOW 6u
#define MACROMAC_ERROR_CODE_REUSE 7u
#define MACROMAC_ERROR_CODE_OVERFLOW 8u
#define MACROMAC_ERROR_CODE_READ 9u
#define MACROMAC_ERROR_CODE_WRITE 10u
#define MACROMAC_ERROR_CODE_OPERATION 11u
#define MACROMAC_ERROR_CODE_RESERVED 12u
#define MACROMAC_ERROR_CODE_RECORD 13u
#define MACROMAC_ERROR_CODE_BOUNDS 14u
#define MACROMAC_ERROR_CODE_STALLED 15u
/* where */
#define MACROMAC_ERROR_PLACE_SHIFT 4
#define MACROMAC_ERROR_PLACE_MASK 0x70u
#define MACROMAC_ERROR_PLACE_WEIGHTS_0 0u
#define MACROMAC_ERROR_PLACE_WEIGHTS_1 1u
#define MACROMAC_ERROR_PLACE_WEIGHTS_2 2u
#define MACROMAC_ERROR_PLACE_WEIGHTS_3 3u
#define MACROMAC_ERROR_PLACE_ACTIVATIONS 4u
#define MACROMAC_ERROR_PLACE_RESULTS 5u
#define MACROMAC_ERROR_PLACE_LIST 6u
#define MACROMAC_ERROR_PLACE_VECTOR 7u
/* AXI response */
#define MACROMAC_ERROR_RESPONSE_SHIFT 8
#define MACROMAC_ERROR_RESPONSE_MASK 0x300u
#define MACROMAC_ERROR_RESPONSE_OKAY 0u
#define MACROMAC_ERROR_RESPONSE_EXOKAY 1u
#define MACROMAC_ERROR_RESPONSE_SLVERR 2u
#define MACROMAC_ERROR_RESPONSE_DECERR 3u

/* address of the burst that failed, bits 31:0 */
#define MACROMAC_ERROR_ADDRESS_LOW_OFFSET 0x28u

/* address of the burst that failed, bits 39:32 */
#define MACROMAC_ERROR_ADDRESS_HIGH_OFFSET 0x2cu
/* address bits 39:32 */
#define MACROMAC_ERROR_ADDRESS_HIGH_BITS_SHIFT 0
#define MACROMAC_ERROR_ADDRESS_HIGH_BITS_MASK 0xffu

/* lowest 4 KiB page that commands may touch */
#define MACROMAC_WINDOW_FIRST_OFFSET 0x30u
/* address bits 39:12 */
#define MACROMAC_WINDOW_FIRST_PAGE_SHIFT 0
#define MACROMAC_WINDOW_FIRST_PAGE_MASK 0xfffffffu

/* highest 4 KiB page that commands may touch */
#define MACROMAC_WINDOW_LAST_OFFSET 0x34u
#define MACROMAC_WINDOW_LAST_RESET 0xfffffffu
/* address bits 39:12 */
#define MACROMAC_WINDOW_LAST_PAGE_SHIFT 0
#define MACROMAC_WINDOW_LAST_PAGE_MASK 0xfffffffu

/* once it is 1, this register and the window keep their values until `aresetn`; `control.restart` does not change that */
#define MACROMAC_WINDOW_LOCK_OFFSET 0x38u
/* the window is locked */
#define MACROMAC_WINDOW_LOCK_LOCKED_SHIFT 0
#define MACROMAC_WINDOW_LOCK_LOCKED_MASK 0x1u

/* what bursts say of the memory; a new value holds from the moment at which nothing is queued or running */
#define MACROMAC_AXI_CACHE_OFFSET 0x3cu
#define MACROMAC_AXI_CACHE_RESET 0x33u
/* ARCACHE of the four ports */
#define MACROMAC_AXI_CACHE_READ_SHIFT 0
#define MACROMAC_AXI_CACHE_READ_MASK 0xfu
/* AWCACHE of port 0 */
#define MACROMAC_AXI_CACHE_WRITE_SHIFT 4
#define MACROMAC_AXI_CACHE_WRITE_MASK 0xf0u

/* size of the matrix */
#define MACROMAC_COMMAND_SHAPE_OFFSET 0x40u
/* K / 64, rounded up; of a list that runs again: its passes at most, minus one */
#define MACROMAC_COMMAND_SHAPE_GROUPS_SHIFT 0
#define MACROMAC_COMMAND_SHAPE_GROUPS_MASK 0xffffu
/* N / 32, rounded up */
#define MACROMAC_COMMAND_SHAPE_BLOCKS_SHIFT 16
#define MACROMAC_COMMAND_SHAPE_BLOCKS_MASK 0xffff0000u

/* what to do with it */
#define MACROMAC_COMMAND_FLAGS_OFFSET 0x44u
/* format of the weights */
#define MACROMAC_COMMAND_FLAGS_FORMAT_SHIFT 0
#define MACROMAC_COMMAND_FLAGS_FORMAT_MASK 0xfu
#define MACROMAC_COMMAND_FLAGS_FORMAT_MACRO 0u
#define MACROMAC_COMMAND_FLAGS_FORMAT_DENSE 1u
#define MACROMAC_COMMAND_FLAGS_FORMAT_INT8 2u
/* activation vectors, minus one */
#define MACROMAC_COMMAND_FLAGS_TOKENS_SHIFT 4
#define MACROMAC_COMMAND_FLAGS_TOKENS_MASK 0xf0u
/* activations of the command before */
#define MACROMAC_COMMAND_FLAGS_REUSE_SHIFT 8
#define MACROMAC_COMMAND_FLAGS_REUSE_MASK 0x100u
/* set `interrupt.done` at the end */
#define MACROMAC_COMMAND_FLAGS_INTERRUPT_SHIFT 9
#define MACROMAC_COMMAND_FLAGS_INTERRUPT_MASK 0x200u
/* of each vector write only the list of its 64 largest results (512 bytes) */
#define MACROMAC_COMMAND_FLAGS_TOP_SHIFT 10
#define MACROMAC_COMMAND_FLAGS_TOP_MASK 0x400u
/* must be 0 */
#define MACROMAC_COMMAND_FLAGS_RESERVED_SHIFT 11
#define MACROMAC_COMMAND_FLAGS_RESERVED_MASK 0xffff800u
/* what is computed */
#define MACROMAC_COMMAND_FLAGS_OPERATION_SHIFT 28
#define MACROMAC_COMMAND_FLAGS_OPERATION_MASK 0xf0000000u
#define MACROMAC_COMMAND_FLAGS_OPERATION_MATMUL 0u
#define MACROMAC_COMMAND_FLAGS_OPERATION_LIST 1u

/* weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 31:0 */
#define MACROMAC_WEIGHTS_0_LOW_OFFSET 0x48u

/* weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 39:32 */
#define MACROMAC_WEIGHTS_0_HIGH_OFFSET 0x4cu
/* address bits 39:32 */
#define MACROMAC_WEIGHTS_0_HIGH_BITS_SHIFT 0
#define MACROMAC_WEIGHTS_0_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_WEIGHTS_0_HIGH_RESERVED_SHIFT 8
#define MACROMAC_WEIGHTS_0_HIGH_RESERVED_MASK 0xffffff00u

/* weights of channel 1: address bits 31:0 */
#define MACROMAC_WEIGHTS_1_LOW_OFFSET 0x50u

/* weights of channel 1: address bits 39:32 */
#define MACROMAC_WEIGHTS_1_HIGH_OFFSET 0x54u
/* address bits 39:32 */
#define MACROMAC_WEIGHTS_1_HIGH_BITS_SHIFT 0
#define MACROMAC_WEIGHTS_1_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_WEIGHTS_1_HIGH_RESERVED_SHIFT 8
#define MACROMAC_WEIGHTS_1_HIGH_RESERVED_MASK 0xffffff00u

/* weights of channel 2: address bits 31:0 */
#define MACROMAC_WEIGHTS_2_LOW_OFFSET 0x58u

/* weights of channel 2: address bits 39:32 */
#define MACROMAC_WEIGHTS_2_HIGH_OFFSET 0x5cu
/* address bits 39:32 */
#define MACROMAC_WEIGHTS_2_HIGH_BITS_SHIFT 0
#define MACROMAC_WEIGHTS_2_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_WEIGHTS_2_HIGH_RESERVED_SHIFT 8
#define MACROMAC_WEIGHTS_2_HIGH_RESERVED_MASK 0xffffff00u

/* weights of channel 3: address bits 31:0 */
#define MACROMAC_WEIGHTS_3_LOW_OFFSET 0x60u

/* weights of channel 3: address bits 39:32 */
#define MACROMAC_WEIGHTS_3_HIGH_OFFSET 0x64u
/* address bits 39:32 */
#define MACROMAC_WEIGHTS_3_HIGH_BITS_SHIFT 0
#define MACROMAC_WEIGHTS_3_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_WEIGHTS_3_HIGH_RESERVED_SHIFT 8
#define MACROMAC_WEIGHTS_3_HIGH_RESERVED_MASK 0xffffff00u

/* activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits 31:0 */
#define MACROMAC_ACTIVATIONS_LOW_OFFSET 0x68u

/* activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits 39:32 */
#define MACROMAC_ACTIVATIONS_HIGH_OFFSET 0x6cu
/* address bits 39:32 */
#define MACROMAC_ACTIVATIONS_HIGH_BITS_SHIFT 0
#define MACROMAC_ACTIVATIONS_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_ACTIVATIONS_HIGH_RESERVED_SHIFT 8
#define MACROMAC_ACTIVATIONS_HIGH_RESERVED_MASK 0xffffff00u

/* results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes: address bits 31:0 */
#define MACROMAC_RESULTS_LOW_OFFSET 0x70u

/* results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes: address bits 39:32 */
#define MACROMAC_RESULTS_HIGH_OFFSET 0x74u
/* address bits 39:32 */
#define MACROMAC_RESULTS_HIGH_BITS_SHIFT 0
#define MACROMAC_RESULTS_HIGH_BITS_MASK 0xffu
/* must be 0 */
#define MACROMAC_RESULTS_HIGH_RESERVED_SHIFT 8
#define MACROMAC_RESULTS_HIGH_RESERVED_MASK 0xffffff00u

/* queues the staged command */
#define MACROMAC_PUSH_OFFSET 0x78u
/* queue it */
#define MACROMAC_PUSH_COMMAND_SHIFT 0
#define MACROMAC_PUSH_COMMAND_MASK 0x1u

/* with `top`: results from this one on are padding */
#define MACROMAC_COMMAND_OUTPUTS_OFFSET 0x7cu
/* N */
#define MACROMAC_COMMAND_OUTPUTS_COUNT_SHIFT 0
#define MACROMAC_COMMAND_OUTPUTS_COUNT_MASK 0x7ffffu
/* must be 0 */
#define MACROMAC_COMMAND_OUTPUTS_RESERVED_SHIFT 19
#define MACROMAC_COMMAND_OUTPUTS_RESERVED_MASK 0xfff80000u

/* cycles with a command queued or running */
#define MACROMAC_CYCLES_BUSY_OFFSET 0x80u

/* cycles from the first strip of a queue of commands to the last */
#define MACROMAC_CYCLES_STREAMING_OFFSET 0x84u

/* cycles in which a strip of each channel was taken */
#define MACROMAC_BEATS_OFFSET 0x88u

/* cycles in which strips were there, but no room for results */
#define MACROMAC_BACK_PRESSURED_OFFSET 0x8cu

/* cycles in which the core waited for channel 0 */
#define MACROMAC_STARVED_0_OFFSET 0x90u

/* cycles in which the core waited for channel 1 */
#define MACROMAC_STARVED_1_OFFSET 0x94u

/* cycles in which the core waited for channel 2 */
#define MACROMAC_STARVED_2_OFFSET 0x98u

/* cycles in which the core waited for channel 3 */
#define MACROMAC_STARVED_3_OFFSET 0x9cu

/* cycles in which the core waited for activations */
#define MACROMAC_STARVED_X_OFFSET 0xa0u

/* with operation 1: the position of the first token */
#define MACROMAC_COMMAND_POSITION_OFFSET 0xa4u
/* P */
#define MACROMAC_COMMAND_POSITION_FIRST_SHIFT 0
#define MACROMAC_COMMAND_POSITION_FIRST_MASK 0xffffu
/* must be 0 */
#define MACROMAC_COMMAND_POSITION_RESERVED_SHIFT 16
#define MACROMAC_COMMAND_POSITION_RESERVED_MASK 0xffff0000u

/* the record of a list that was at hand when the error came */
#define MACROMAC_ERROR_RECORD_OFFSET 0xa8u
/* from 0 */
#define MACROMAC_ERROR_RECORD_NUMBER_SHIFT 0
#define MACROMAC_ERROR_RECORD_NUMBER_MASK 0x3ffffu

#endif /* MACROMAC_REGISTERS_H */
