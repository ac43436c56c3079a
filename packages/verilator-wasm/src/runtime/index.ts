/** What runs a built model, in browsers too: nothing here needs Node. */
export { type CoveragePoint, coverageBySource, type LineCoverage, mergeCoverage } from './coverage.ts';
export type { Direction, ModelDescription, SignalDescription } from './description.ts';
export type { Forcing, InoutDriver } from './drivers.ts';
export type { Memory, Signal } from './handles.ts';
export type { Instance, InstantiateOptions, PortTypes, RunOptions } from './instance.ts';
export { AssertionError, type Message, SimulationError } from './messages.ts';
export { type LoadOptions, loadModel, type Model } from './model.ts';
export type { Parameter } from './parameters.ts';
export type { Trace, TraceOptions } from './trace.ts';
