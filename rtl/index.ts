export { Accelerator } from './accelerator.ts';
export {
  CONTROL_ADDRESS_BITS,
  type Capabilities,
  controlRegisters,
  ERROR,
  IDENTIFICATION,
  QUEUE_DEPTH,
  VERSION,
} from './command/registers.ts';
export { Core } from './core.ts';
export * from './parameters.ts';
