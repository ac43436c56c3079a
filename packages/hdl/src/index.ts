export type { Diagnostic } from './diagnostics/diagnostic.ts';
export { DesignError } from './diagnostics/error.ts';
export { format } from './diagnostics/format.ts';
export { provideSource } from './diagnostics/host.ts';
export { type Elaborated, elaborate } from './elaborate/design.ts';
export { withVerification } from './elaborate/verification.ts';
export { verilogDeclaration } from './import/declare.ts';
export {
  describeVerilog,
  type ImportedModule,
  type ImportOptions,
  importVerilog,
  type VerilogModule,
  type VerilogParameter,
  type VerilogPort,
  type VerilogSources,
} from './import/index.ts';
export type * as ir from './ir/index.ts';
export { project } from './ir/project.ts';
export { Arbiter, type ArbiterPolicy, arbitrate, lowestIndex, lowestOne, oneHotIndex } from './lib/arbiter.ts';
export {
  type Axi4Options,
  AxiBurst,
  AxiResponse,
  type AxiStreamOptions,
  addressChannel,
  axi4,
  axi4Lite,
  axi4Read,
  axi4Write,
  axiStream,
  clockAttributes,
  readChannel,
  responseChannel,
  writeChannel,
} from './lib/axi.ts';
export {
  type AxiLitePort,
  type AxiReadPort,
  type AxiRuleOptions,
  type AxiWritePort,
  axiLiteRules,
  axiReadRules,
  axiRules,
  axiWriteRules,
} from './lib/axi-rules.ts';
export { SkidBuffer, StreamStage, skid, stage } from './lib/buffers.ts';
export { ApbToAxiLite, apb, type BusOptions, WishboneToAxiLite, wishbone } from './lib/buses.ts';
export { AsyncFifo, crossTo, gray, PulseSynchronizer, resetSynchronizer, synchronize } from './lib/cdc.ts';
export { fork, haltWhen, join, map, throwWhen } from './lib/combinators.ts';
export { counter, shiftRegister } from './lib/counter.ts';
export { type CrcOptions, crc } from './lib/crc.ts';
export { Fifo, type FifoOptions, type QueueOptions, queue } from './lib/fifo.ts';
export { type Conversion, Fixed, fixed, type Overflow, type Rounding, round, saturate } from './lib/fixed.ts';
export { fsm } from './lib/fsm.ts';
export { lfsr } from './lib/lfsr.ts';
export { pipeline } from './lib/pipeline.ts';
export { priorityEncoder } from './lib/priority.ts';
export {
  type Access,
  type Field,
  type Register,
  type RegisterFile,
  type RegisterInputs,
  type RegisterOutputs,
  registerFile,
} from './lib/regfile/index.ts';
export { fires, type Source, type StreamOptions, type StreamType, sourceOf, stream } from './lib/stream.ts';
export {
  claim,
  type Duty,
  type Handshake,
  sameValue,
  silentAfterReset,
  streamRules,
  type TransportOptions,
  takenWithin,
  transportRules,
} from './lib/stream-rules.ts';
export { convertWidth, Downsizer, Upsizer } from './lib/width.ts';
export { switch_, type WhenChain, when } from './module/control.ts';
export {
  attributes,
  delay,
  delays,
  named,
  type RegisterOptions,
  registered,
  regs,
  scope,
  unused,
  wires,
} from './module/declare.ts';
export {
  type ClockDomain,
  clockPin,
  currentDomain,
  domainFrom,
  inDomain,
  inReset,
  related,
  withEdge,
  withReset,
} from './module/domain.ts';
export { type InstanceOptions, inst, insts } from './module/instance.ts';
export { type MemoryOptions, type MemoryPort, memories, memory } from './module/memory.ts';
export type { PortOptions, PortOutput, WriteMode } from './module/memory-ports.ts';
export {
  type AnyModule,
  blackBox,
  type ModuleDef,
  type ModuleOptions,
  module,
  type Outside,
  withAlternative,
} from './module/module.ts';
export { fell, past, rose, stable } from './module/past.ts';
export { anyConstant, assert, assume, bin, cover, hex, print, verification } from './module/verify.ts';
export { cat, constant, lit, mux, muxOneHot, muxPriority, pack, select, unpack, widthOf } from './signal/functions.ts';
export type {
  Bool,
  BoolVar,
  EnumValue,
  EnumVar,
  Literal,
  SInt,
  SIntVar,
  UInt,
  UIntVar,
  Vec,
  VecVar,
} from './signal/interfaces.ts';
export type { Pad } from './signal/pad.ts';
export {
  type CoverHit,
  compileSimulation,
  type InstantiateOptions,
  type SimModel,
  type Simulation,
  SimulationError,
  type SimulationOptions,
} from './sim/index.ts';
export type { ArrayType, ArrayView } from './types/array.ts';
export { type BundleOptions, type BundleType, bundle, type Connectable, flip } from './types/bundle.ts';
export { Code, codes } from './types/code.ts';
export type { Data, In, Lit, Out, Passive, Wire } from './types/data.ts';
export { type EnumType, enumeration } from './types/enum.ts';
export { bitsFor, log2Up } from './types/literal.ts';
export { type PadType, pad } from './types/pad.ts';
export { type BoolType, bits, bool, type SIntType, sint, type UIntType, uint } from './types/scalar.ts';
export { type VecType, vec } from './types/vec.ts';
export { type Crossing, crossingConstraints, crossings } from './verilog/constraints.ts';
export { type EmitOptions, type Emitted, emit, type PrintDesignOptions, printDesign } from './verilog/emit.ts';
export { type LineMap, originOf } from './verilog/line-map.ts';
