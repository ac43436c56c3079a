/**
 * A file system that fails at the n-th call, in this process and below one folder. It takes the place of functions of
 * node:fs and node:fs/promises themselves, so that no way past `sw/files.ts` is missed. Import it before whatever
 * writes.
 */
import fs, { type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';

/** What fails. `short` writes half of what it was given, and from then on the disk is full. */
export type FaultKind = 'open' | 'write' | 'short' | 'sync' | 'close' | 'rename' | 'make' | 'remove';
export const FAULT_KINDS: readonly FaultKind[] = [
  'open',
  'write',
  'short',
  'sync',
  'close',
  'rename',
  'make',
  'remove',
];

/** The sentence's end, as the system words it. */
export const OBJECTIONS = /(no space left on device|i\/o error)/;

interface Fault {
  readonly kind: FaultKind;
  readonly root: string;
  /** Calls of this kind before the one that fails; each takes one away. */
  left: number;
  isMet: boolean;
}
let fault: Fault | undefined;
/** Descriptors that were opened for writing below the folder. */
const descriptors = new Set<number>();

const CODES = { ENOSPC: 'no space left on device', EIO: 'i/o error' };
/** As Node words it: calls that are given a path name it, those that are given a descriptor do not. */
function objection(code: keyof typeof CODES, syscall: string, path?: unknown): Error {
  const of = typeof path === 'string' ? ` '${path}'` : '';
  return Object.assign(new Error(`${code}: ${CODES[code]}, ${syscall}${of}`), {
    code,
    syscall,
    ...(typeof path === 'string' && { path }),
  });
}

/** Counts a call of a kind; whether it is the one that fails. */
function isDue(...kinds: FaultKind[]): boolean {
  if (!fault || !kinds.includes(fault.kind)) {
    return false;
  }
  if (fault.kind === 'short' && fault.isMet) {
    return true;
  }
  const due = fault.left-- === 0;
  fault.isMet ||= due;
  return due;
}

const isWatched = (path: unknown): boolean =>
  fault !== undefined &&
  (typeof path === 'number' ? descriptors.has(path) : resolve(String(path)).startsWith(fault.root));
const isForWriting = (flags: unknown): boolean =>
  typeof flags === 'string'
    ? /[wa+]/.test(flags)
    : ((flags as number) & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;

const real = { ...fs };
const realPromises = { ...fs.promises };
type Bytes = NodeJS.ArrayBufferView;

/** Half of the bytes are written where there is a half; afterwards the disk is full. */
function writeSome(descriptor: number, bytes: Bytes, offset: number, length: number, position?: number | null): number {
  const isFull = fault?.kind === 'short' && fault.isMet;
  if (isDue('write')) {
    throw objection('ENOSPC', 'write');
  }
  if (isFull) {
    throw objection('ENOSPC', 'write');
  }
  const some = isDue('short') ? Math.floor(length / 2) : length;
  return real.writeSync(descriptor, bytes, offset, some, position);
}

const patched = {
  openSync(path: PathLike, flags: string | number = 'r', mode?: number): number {
    const isOfInterest = isWatched(path) && (isForWriting(flags) || fault?.kind === 'sync');
    if (isOfInterest && isForWriting(flags) && isDue('open')) {
      throw objection('EIO', 'open', path);
    }
    const descriptor = real.openSync(path, flags, mode);
    if (isOfInterest) {
      descriptors.add(descriptor);
    }
    return descriptor;
  },
  writeSync(
    descriptor: number,
    bytes: Bytes | string,
    offset?: number | null,
    length?: number | null,
    position?: number | null,
  ): number {
    if (typeof bytes === 'string') {
      return real.writeSync(descriptor, bytes, offset, null); // devices take their commands so
    }
    if (!isWatched(descriptor)) {
      return real.writeSync(descriptor, bytes, offset, length, position);
    }
    return writeSome(descriptor, bytes, offset ?? 0, length ?? bytes.byteLength, position);
  },
  writeFileSync(
    path: PathLike | number,
    content: string | NodeJS.ArrayBufferView,
    options?: fs.WriteFileOptions,
  ): void {
    if (!isWatched(path)) {
      real.writeFileSync(path, content, options);
      return;
    }
    if (isDue('open')) {
      throw objection('EIO', 'open', path);
    }
    if (isDue('write', 'short')) {
      real.writeFileSync(
        path,
        typeof content === 'string' ? content.slice(0, content.length / 2) : new Uint8Array(0),
        options,
      );
      throw objection('ENOSPC', 'write');
    }
    real.writeFileSync(path, content, options);
  },
  fsyncSync(descriptor: number): void {
    if (isWatched(descriptor) && isDue('sync')) {
      throw objection('EIO', 'fsync');
    }
    real.fsyncSync(descriptor);
  },
  closeSync(descriptor: number): void {
    const isOfInterest = isWatched(descriptor);
    descriptors.delete(descriptor);
    real.closeSync(descriptor); // as Linux does it: the descriptor is gone either way
    if (isOfInterest && isDue('close')) {
      throw objection('EIO', 'close');
    }
  },
  renameSync(from: PathLike, to: PathLike): void {
    if (isWatched(to) && isDue('rename')) {
      throw objection('EIO', 'rename', from);
    }
    real.renameSync(from, to);
  },
  mkdirSync(path: PathLike, options?: fs.MakeDirectoryOptions): string | undefined {
    if (isWatched(path) && isDue('make')) {
      throw objection('ENOSPC', 'mkdir', path);
    }
    return real.mkdirSync(path, options);
  },
  rmSync(path: PathLike, options?: fs.RmOptions): void {
    if (isWatched(path) && isDue('remove')) {
      throw objection('EIO', 'rm', path);
    }
    real.rmSync(path, options);
  },
};

const patchedPromises = {
  async writeFile(
    path: PathLike,
    content: string | NodeJS.ArrayBufferView,
    options?: fs.WriteFileOptions,
  ): Promise<void> {
    patched.writeFileSync(path, content, options);
  },
  async rename(from: PathLike, to: PathLike): Promise<void> {
    patched.renameSync(from, to);
  },
  async mkdir(path: PathLike, options?: fs.MakeDirectoryOptions): Promise<string | undefined> {
    return patched.mkdirSync(path, options);
  },
  async rm(path: PathLike, options?: fs.RmOptions): Promise<void> {
    patched.rmSync(path, options);
  },
  async open(path: PathLike, flags: string | number = 'r', mode?: number): Promise<fs.promises.FileHandle> {
    const isOfInterest = isWatched(path) && isForWriting(flags);
    if (isOfInterest && isDue('open')) {
      throw objection('EIO', 'open', path);
    }
    const handle = await realPromises.open(path, flags, mode);
    if (!isOfInterest) {
      return handle;
    }
    const [writeFile, close] = [handle.writeFile.bind(handle), handle.close.bind(handle)];
    handle.writeFile = async (content, options) => {
      if (isDue('write', 'short')) {
        throw objection('ENOSPC', 'write');
      }
      await writeFile(content, options);
    };
    handle.close = async () => {
      await close();
      if (isDue('close')) {
        throw objection('EIO', 'close');
      }
    };
    return handle;
  },
};
Object.assign(fs, patched);
Object.assign(fs.promises, patchedPromises);
syncBuiltinESMExports();

/**
 * Runs `act` on a disk that fails at call number `at` of a kind, from 0, below `root`; gives whether it came to that,
 * and how many were left.
 */
export async function onFailingDisk<T>(
  kind: FaultKind,
  at: number,
  root: string,
  act: () => T | Promise<T>,
): Promise<{ isMet: boolean; left: number; result?: T; error?: unknown }> {
  const own: Fault = { kind, root: resolve(root), left: at, isMet: false };
  fault = own;
  try {
    const result = await act();
    return { isMet: own.isMet, left: own.left, result };
  } catch (error) {
    return { isMet: own.isMet, left: own.left, error };
  } finally {
    fault = undefined;
    descriptors.clear();
  }
}
