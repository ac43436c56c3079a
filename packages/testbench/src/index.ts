export { afterSetup } from './after-setup.ts';
export { asciiWave, type WaveRow } from './ascii.ts';
export type { AxiAccess } from './axi/access.ts';
export { AddressSpace, type Region } from './axi/address-space.ts';
export { type AxiResponse, type Burst, DECERR, EXOKAY, OKAY, SLVERR } from './axi/burst.ts';
export { type Ddr, type DdrOptions, type DdrTiming, KV260_DDR, KV260_DDR_STRESS, kv260Ddr } from './axi/ddr.ts';
export { type AxiLiteMaster, axiLiteMaster } from './axi/lite.ts';
export { type AxiMaster, type AxiMasterOptions, axiMaster } from './axi/master.ts';
export { AxiResetError, AxiResponseError } from './axi/operation.ts';
export { type AxiRamOptions, axiRam } from './axi/ram.ts';
export { type ApbMasterOptions, type ApbRamOptions, apbMaster, apbRam } from './bus/apb.ts';
export {
  type AxiStreamFrame,
  type AxiStreamReceiveOptions,
  type AxiStreamSendOptions,
  type AxiStreamSideband,
  type AxiStreamSink,
  type AxiStreamSource,
  axiStreamMonitor,
  axiStreamSink,
  axiStreamSource,
  type ByteSize,
} from './bus/axi-stream.ts';
export { HandshakeChecker } from './bus/checker.ts';
export {
  type BeatSupply,
  findHandshake,
  type Handshake,
  HandshakeMonitor,
  HandshakeSink,
  HandshakeSource,
} from './bus/handshake.ts';
export type { LaneValues } from './bus/packing.ts';
export { type Pause, randomPause } from './bus/pause.ts';
export type { Beat, FieldKind, Fields } from './bus/payload.ts';
export { BusError, type WordMaster } from './bus/registers.ts';
export {
  defineStream,
  type StreamDefinition,
  type StreamOptions,
  type StreamSink,
  type StreamSource,
  streamMonitor,
  streamSink,
  streamSource,
} from './bus/stream.ts';
export {
  type WishboneMasterOptions,
  type WishboneOptions,
  type WishboneRamOptions,
  wishboneMaster,
  wishboneRam,
} from './bus/wishbone.ts';
export type { Design, InstantiableDesign, SimulatorName, VerilogDesign } from './design.ts';
export type { DumpOptions } from './dump.ts';
export { formatTime, type Logger, type LogLevel } from './log.ts';
export type { Memory } from './memory.ts';
export { createRandom, hashText, type Random } from './random.ts';
export { Clock, type ClockOptions } from './scheduler/clock.ts';
export type { Selected, Waitable } from './scheduler/combine.ts';
export { NoProgress, ProtocolViolation, TaskCancelled, TimeoutError } from './scheduler/errors.ts';
export type { ClockedModel } from './scheduler/model.ts';
export { Event, Lock, Queue } from './scheduler/sync.ts';
export type { Task } from './scheduler/task.ts';
export type { Trigger } from './scheduler/trigger.ts';
export {
  type I2cMaster,
  type I2cMasterOptions,
  type I2cMemoryOptions,
  I2cNoAcknowledge,
  type I2cWires,
  i2cMaster,
  i2cMemory,
} from './serial/i2c.ts';
export type { OpenDrainPort } from './serial/open-drain.ts';
export {
  type SpiDevice,
  type SpiMaster,
  type SpiMasterOptions,
  type SpiOptions,
  type SpiWires,
  spiDevice,
  spiMaster,
} from './serial/spi.ts';
export { type UartOptions, type UartSink, type UartSource, uartSink, uartSource } from './serial/uart.ts';
export type { Signal } from './signal.ts';
export { type SimulateOptions, simulate, startSimulation, withSimulation } from './simulate.ts';
export { type Bus, Simulation } from './simulation.ts';
export type {
  MemoryHandle,
  SignalHandle,
  SimulatorInstance,
  SimulatorMessage,
  Trace,
  TraceOptions,
} from './simulator.ts';
