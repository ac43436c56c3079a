import { expectDesign } from '../elaborate/design.ts';
import { withVerification } from '../elaborate/verification.ts';
import type { Design, Module } from '../ir/index.ts';
import { expectRecord } from '../types/data.ts';
import { compileDesign } from './compile.ts';
import { type InstantiateOptions, instantiate, type Simulation } from './run/instance.ts';

export { SimulationError } from './design/flatten.ts';
export { AssertionError } from './design/messages.ts';
export type { MemoryHandle, SignalHandle } from './run/handles.ts';
export type { CoverHit, InstantiateOptions, Simulation } from './run/instance.ts';
export type { SimulatorMessage } from './run/message-queue.ts';
export type { Trace, TraceOptions } from './run/trace.ts';

export interface SimulationOptions {
  /**
   * Nodes to a WebAssembly function; smaller ones are compiled sooner by the engine, larger ones run faster.
   * Default 3000.
   */
  readonly functionSize?: number;
  /** Watch assertions and assumptions and count covers; what they cost in speed is theirs alone. Default: false. */
  readonly checks?: boolean;
  /** Modules to simulate in place of black boxes, by the black box's name; they need the same ports. */
  readonly blackBoxes?: Readonly<Record<string, Module>>;
}

/** A design compiled to WebAssembly, from which any number of independent simulations can be made. */
export interface SimModel {
  instantiate(options?: InstantiateOptions): Simulation;
}

/** Compiles a design to WebAssembly, in memory: about a second for a hundred thousand nodes at most. */
export function compileSimulation(design: Design, options: SimulationOptions = {}): SimModel {
  expectDesign(design, 'compileSimulation');
  expectRecord(options, 'compileSimulation: what holds the options');
  const compiled = compileDesign(options.checks ? withVerification(design) : design, options);
  return { instantiate: (start = {}) => instantiate(compiled, start) };
}
