export type { VerilateOptions } from './build/options.ts';
export type { OnProgress, Progress } from './build/progress.ts';
export type { Sources } from './build/sources.ts';
export type { Optimization } from './build/toolchain.ts';
export { type Diagnostic, VerilatorError, VerilatorMissingError } from './build/verilator.ts';
export * from './runtime/index.ts';
export { traceToFile } from './trace-file.ts';
export { type VerilateModuleOptions, verilate } from './verilate.ts';
