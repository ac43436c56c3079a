import { DEFAULT_CORE } from '@macromac/rtl';
import { Dispatcher } from '@macromac/rtl/command/dispatcher.ts';
import { CONTROL_ADDRESS_BITS, controlRegisters } from '@macromac/rtl/command/registers.ts';
import { CommandList } from '@macromac/rtl/list/list.ts';
import { VectorCheck } from '@macromac/rtl/list/vector-check.ts';
import { ReadPort, SharedWritePort } from '@macromac/rtl/memory/ports.ts';
import { ReadMaster } from '@macromac/rtl/memory/read-master.ts';
import { ResultWriter } from '@macromac/rtl/memory/result-writer.ts';
import { Append } from '@macromac/rtl/vector/append.ts';
import { Walk } from '@macromac/rtl/vector/walk.ts';
import type { Proof } from './proof.ts';
import { registerFileProof } from './register-file.ts';

export const acceleratorProofs: readonly Proof[] = [
  { name: 'read port', source: 'rtl/memory/ports.ts', top: ReadPort, mutate: ['read_port'], coverSteps: 16 },
  {
    name: 'shared write port',
    source: 'rtl/memory/ports.ts',
    top: SharedWritePort,
    mutate: ['shared_write_port'],
  },
  {
    name: 'read master, 512 beats',
    source: 'rtl/memory/read-master.ts',
    top: () => ReadMaster(512),
    method: 'induction',
    depth: 4,
    mutate: ['read_master_512'],
    cutMemories: true,
    leaveOut: ['u_queue.m_the_payload', 'u_asked.m_the_payload', 'dut.beats_the_payload'],
  },
  {
    name: 'result writer',
    source: 'rtl/memory/result-writer.ts',
    top: () => ResultWriter(),
    method: 'induction',
    depth: 4,
    mutate: ['result_writer'],
    cutMemories: true,
    leaveOut: ['u_queue.m_the_payload', 'dut.w_the_payload'],
    coverSteps: 40,
  },
  {
    name: 'dispatcher',
    source: 'rtl/command/dispatcher.ts',
    top: () => Dispatcher({ ...DEFAULT_CORE, tokens: 2 }),
    method: 'induction',
    depth: 4,
    mutate: ['dispatcher_t2_list'],
    mutants: 20,
    coverSteps: 18,
    seconds: 180,
  },
  {
    name: 'vector check',
    source: 'rtl/list/vector-check.ts',
    top: VectorCheck,
    method: 'induction',
    depth: 6,
    coverSteps: 14,
  },
  {
    name: 'command list',
    source: 'rtl/list/list.ts',
    top: CommandList,
    method: 'induction',
    depth: 4,
    freed: ['vector_check'],
    mutate: ['command_list'],
    mutants: 20,
    coverSteps: 40,
  },
  {
    name: 'append unit',
    source: 'rtl/vector/append.ts',
    top: Append,
    method: 'induction',
    depth: 9,
    mutate: ['vector_append'],
    mutants: 16,
    freed: ['fp32_to_int16'],
    cutMemories: true,
    leaveOut: ['u_asked.m_the_payload', 'dut.w_the_payload'],
    coverSteps: 40,
  },
  {
    name: 'vector walk',
    source: 'rtl/vector/walk.ts',
    top: Walk,
    method: 'induction',
    depth: 4,
    mutate: ['vector_walk'],
    mutants: 12,
  },
  {
    name: 'register file',
    source: 'packages/hdl/src/lib/regfile/register-module.ts',
    top: () => registerFileProof(controlRegisters({ tokens: 2, engine: 'fused', lists: true }), CONTROL_ADDRESS_BITS),
    mutate: ['control_registers_t2_list'],
    mutants: 60,
  },
];
