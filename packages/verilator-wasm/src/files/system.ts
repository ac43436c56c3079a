import * as fs from 'node:fs';

/** Every call by which this folder changes or opens files. The tests put others in their place, which fail. */
export const system = {
  open: fs.openSync as (path: string, flags: number | string, mode?: number) => number,
  write: fs.writeSync as (descriptor: number, bytes: Uint8Array, offset: number, length: number) => number,
  truncate: fs.ftruncateSync,
  sync: fs.fsyncSync,
  close: fs.closeSync,
  rename: fs.renameSync as (from: string, to: string) => void,
  mkdir: fs.mkdirSync as (path: string) => void,
  remove: fs.rmSync,
};

export type System = typeof system;

/** Puts other calls in place until the function that it returns is called. */
export function replaceSystem(calls: Partial<System>): () => void {
  const before = { ...system };
  Object.assign(system, calls);
  return () => {
    Object.assign(system, before);
  };
}
