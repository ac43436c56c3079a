import { type ModelDescription, readDescription } from './description.ts';
import { createInstance, type Instance, type InstantiateOptions } from './instance.ts';

/** A compiled design. Making an instance of it takes about a millisecond. */
export interface Model extends ModelDescription {
  /** The model as one file, for `loadModel` in another process or a browser. */
  readonly wasm: Uint8Array;
  instantiate(options?: InstantiateOptions): Instance;
}

/** Loads a model from the bytes that `verilate` (or the command line) made. Works in Node and in browsers. */
export async function loadModel(wasm: Uint8Array): Promise<Model> {
  const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  const description = readDescription(module);
  return {
    ...description,
    wasm,
    instantiate: (options = {}) => createInstance(module, description, options),
  };
}
