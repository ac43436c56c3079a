export { Accelerator } from './accelerator.ts';
export {
  type Capabilities,
  CONTROL_ADDRESS_BITS,
  controlRegisters,
  ERROR,
  ERRORS,
  IDENTIFICATION,
  QUEUE_DEPTH,
  VERSION,
} from './command/registers.ts';
export { Core } from './core.ts';
export * from './parameters.ts';
