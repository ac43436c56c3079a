import { DEFAULT_CORE } from '@macromac/rtl';
import { Dispatcher } from '@macromac/rtl/command/dispatcher.ts';
import { CONTROL_ADDRESS_BITS, controlRegisters } from '@macromac/rtl/command/registers.ts';
import { CommandList } from '@macromac/rtl/list/list.ts';
import { VectorCheck } from '@macromac/rtl/list/vector-check.ts';
import { ReadPort, SharedWritePort } from '@macromac/rtl/memory/ports.ts';
import { ReadMaster } from '@macromac/rtl/memory/read-master.ts';
import { ResultWriter } from '@macromac/rtl/memory/result-writer.ts';
import { Append } from '@macromac/rtl/vector/append.ts';
import { Finish } from '@macromac/rtl/vector/finish.ts';
import { Parameters } from '@macromac/rtl/vector/parameters.ts';
import { VectorSum } from '@macromac/rtl/vector/sum.ts';
import { VectorUnit } from '@macromac/rtl/vector/unit.ts';
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
    depth: 5,
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
    name: 'vector unit',
    source: 'rtl/vector/unit.ts',
    top: VectorUnit,
    method: 'induction',
    depth: 4,
    freed: [
      ...['vector_walk', 'vector_memory', 'vector_parameters', 'vector_lane'],
      ...['vector_sum', 'vector_largest', 'vector_finish'],
    ],
    mutate: ['vector_unit'],
    mutants: 20,
    cutMemories: true,
    leaveOut: ['u_out.m_the_payload', 'dut.x_the_payload', 'dut.append_the_payload'],
    coverSteps: 64,
  },
  {
    name: 'vector parameters',
    source: 'rtl/vector/parameters.ts',
    top: Parameters,
    freed: ['fp16_to_fp32'],
    cutMemories: true,
    mutate: ['vector_parameters'],
    mutants: 20,
  },
  {
    name: 'vector sum',
    source: 'rtl/vector/sum.ts',
    top: VectorSum,
    method: 'induction',
    depth: 4,
    freed: ['fp32_add'],
    cutMemories: true,
    mutate: ['vector_sum'],
    mutants: 20,
    coverSteps: 60,
  },
  {
    name: 'vector finish',
    source: 'rtl/vector/finish.ts',
    top: Finish,
    method: 'induction',
    depth: 4,
    freed: ['fp32_add', 'fp32_multiply', 'fp32_to_fp16', 'fp16_to_fp32', 'fp32_reciprocal'],
    mutate: ['vector_finish'],
    mutants: 20,
    coverSteps: 40,
  },
  {
    name: 'register file',
    source: 'packages/hdl/src/lib/regfile/register-module.ts',
    top: () => registerFileProof(controlRegisters({ tokens: 2, engine: 'fused', lists: true }), CONTROL_ADDRESS_BITS),
    mutate: ['control_registers_t2_list'],
    mutants: 60,
  },
];
