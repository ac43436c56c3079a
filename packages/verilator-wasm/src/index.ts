export type { OnProgress, Progress } from './build/progress.ts';
export { type Diagnostic, VerilatorError, VerilatorMissingError } from './build/verilator.ts';
export type { ModelDescription, SignalDescription } from './runtime/description.ts';
export type { Memory, Signal } from './runtime/handles.ts';
export type { Instance, InstantiateOptions } from './runtime/instance.ts';
export { AssertionError, type Message, SimulationError } from './runtime/messages.ts';
export { loadModel, type Model } from './runtime/model.ts';
export { type VerilateOptions, verilate } from './verilate.ts';
