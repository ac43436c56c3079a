export { Core } from './core.ts';
export * from './parameters.ts';
