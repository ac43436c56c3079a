import { type ModelDescription, readDescription } from './description.ts';
import { createInstance, type Instance, type InstantiateOptions, type PortTypes } from './instance.ts';
import { wholePath } from './paths.ts';

/** A compiled design. Making an instance of it takes about a millisecond. */
export interface Model<Ports extends PortTypes = PortTypes> extends ModelDescription {
  /** The model as one file, for `loadModel` in another process or a browser. */
  readonly wasm: Uint8Array;
  instantiate(options?: InstantiateOptions): Instance<Ports>;
}

export interface LoadOptions {
  /** Where instances look for data files by default. */
  readonly readFile?: InstantiateOptions['readFile'];
  /** Where they keep the files they write, by default. */
  readonly writeFile?: InstantiateOptions['writeFile'];
}

/** Loads a model from the bytes that `verilate` (or the command line) made. Works in Node and in browsers. */
export async function loadModel<Ports extends PortTypes = PortTypes>(
  wasm: Uint8Array,
  { readFile, writeFile }: LoadOptions = {},
): Promise<Model<Ports>> {
  const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  const description = readDescription(module);
  const given = new Map(Object.entries(description.files).map(([name, text]) => [wholePath(name), text]));
  const find = (path: string): Uint8Array | undefined => {
    const text = given.get(wholePath(path));
    return text === undefined ? readFile?.(path) : new TextEncoder().encode(text);
  };
  return {
    ...description,
    wasm,
    instantiate: (options = {}) =>
      createInstance(module, description, {
        readFile: find,
        writeFile,
        ...options,
      }) as Instance<PortTypes> as Instance<Ports>,
  };
}
