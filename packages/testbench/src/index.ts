export { asciiWave, type WaveRow } from './ascii.ts';
export type { Design, InstantiableDesign, SimulatorName, VerilogDesign } from './design.ts';
export { Clock, type ClockOptions } from './kernel/clock.ts';
export type { Selected, Waitable } from './kernel/combine.ts';
export { NoProgress, ProtocolViolation, TaskCancelled, TimeoutError } from './kernel/errors.ts';
export type { ClockedModel } from './kernel/model.ts';
export { Event, Lock, Queue } from './kernel/sync.ts';
export type { Task } from './kernel/task.ts';
export type { Trigger } from './kernel/trigger.ts';
export { formatTime, type Logger, type LogLevel } from './log.ts';
export { createRandom, hashText, type Random } from './random.ts';
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
