import { constants, fchmodSync, fchownSync, fstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bytesOf, type Content, writeAll } from './bytes.ts';
import { codeOf, naming } from './error.ts';
import { claim, syncFolder } from './staging.ts';
import { system } from './system.ts';
import { type ReplacedFile, resolveTarget, type WrittenThrough } from './target.ts';

/** A file that is being written. Every error names the file, and nothing of it remains. */
export interface Output {
  write(content: Content): void;
  /** Puts the file in place, whole. */
  commit(): void;
  /** Removes what was written; does nothing after `commit` or a failure. */
  abort(): void;
}

/**
 * Opens a file for writing piece by piece; what stands there stays until `commit`. What cannot be replaced is written
 * at once.
 */
export function openOutput(path: string): Output {
  return naming(path, () => {
    const target = resolveTarget(path);
    return target.kind === 'file' ? replacing(path, target) : writingThrough(path, target);
  });
}

/** Writes a whole file, or leaves the one that stands there. */
export function writeWhole(path: string, content: Content): void {
  const output = openOutput(path);
  output.write(content);
  output.commit();
}

/** Adds to a file, or leaves it as it was. */
export function appendWhole(path: string, content: Content): void {
  const output = openAppend(path);
  output.write(content);
  output.commit();
}

/** Adds to a file piece by piece; what a piece that failed left of itself is cut off again, those before it stay. */
export function openAppend(path: string): Output {
  let descriptor: number | undefined = naming(path, () => system.open(path, 'a'));
  const close = () => {
    const was = descriptor;
    descriptor = undefined;
    if (was !== undefined) {
      system.close(was);
    }
  };
  return {
    write: (content) =>
      naming(path, () => {
        const { size } = fstatSync(descriptor as number);
        try {
          writeAll(descriptor as number, bytesOf(content));
        } catch (error) {
          if (fstatSync(descriptor as number).isFile()) {
            system.truncate(descriptor as number, size);
          }
          close();
          throw error;
        }
      }),
    commit: () =>
      naming(path, () => {
        try {
          if (descriptor !== undefined) {
            syncFile(descriptor);
          }
        } finally {
          close();
        }
      }),
    abort: close,
  };
}

/** Puts a file that is finished under its name; both are in one folder. */
export function place(from: string, to: string): void {
  naming(to, () => {
    const descriptor = system.open(from, 'r+');
    try {
      system.sync(descriptor);
    } finally {
      system.close(descriptor);
    }
    system.rename(from, to);
    syncFolder(dirname(to));
  });
}

function replacing(path: string, { path: real, before }: ReplacedFile): Output {
  const staging = claim(dirname(real), basename(real), path);
  const fresh = join(staging.folder, 'new');
  let file: FreshFile | undefined;
  const abort = () => {
    file?.discard();
    staging.release();
  };
  const guarded = <T>(act: () => T): T => {
    try {
      return naming(path, act);
    } catch (error) {
      abort();
      throw error;
    }
  };
  guarded(() => {
    file = openFresh(fresh, before);
  });
  return {
    write: (content) => guarded(() => file?.write(content)),
    commit() {
      guarded(() => {
        file?.finish();
        system.rename(fresh, real);
        syncFolder(dirname(real));
      });
      staging.release();
    },
    abort,
  };
}

/** A new file in a staging folder. */
export interface FreshFile {
  write(content: Content): void;
  /** On the disk, and closed. */
  finish(): void;
  /** Closes it, whatever state it is in. */
  discard(): void;
}

/** @param before what the file will replace, whose mode and owner it takes over */
export function openFresh(path: string, before: ReplacedFile['before']): FreshFile {
  let descriptor: number | undefined = system.open(path, 'wx');
  const close = () => {
    const was = descriptor;
    descriptor = undefined;
    if (was !== undefined) {
      system.close(was);
    }
  };
  return {
    write: (content) => writeAll(descriptor as number, bytesOf(content)),
    finish() {
      if (descriptor === undefined) {
        return;
      }
      if (before !== undefined) {
        keepAttributes(descriptor, before);
      }
      system.sync(descriptor);
      close();
    },
    discard() {
      try {
        close();
      } catch {
        // What was written is thrown away.
      }
    },
  };
}

function keepAttributes(descriptor: number, { mode, uid, gid }: NonNullable<ReplacedFile['before']>): void {
  const own = fstatSync(descriptor);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(descriptor, uid, gid);
    } catch (error) {
      if (codeOf(error) !== 'EPERM') {
        throw error; // only root gives files away
      }
    }
  }
  fchmodSync(descriptor, mode);
}

function writingThrough(path: string, target: WrittenThrough): Output {
  let descriptor: number | undefined =
    target.kind === 'descriptor' ? target.descriptor : system.open(target.path, constants.O_WRONLY);
  const close = () => {
    const was = descriptor;
    descriptor = undefined;
    if (was !== undefined && target.kind === 'special') {
      system.close(was);
    }
  };
  return {
    write: (content) => naming(path, () => writeAll(descriptor as number, bytesOf(content))),
    commit: () =>
      naming(path, () => {
        if (descriptor !== undefined) {
          syncFile(descriptor);
        }
        close();
      }),
    abort: close,
  };
}

/** Pipes and terminals have nothing to be synchronised. */
function syncFile(descriptor: number): void {
  try {
    system.sync(descriptor);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EROFS'].includes(codeOf(error) ?? '')) {
      throw error;
    }
  }
}
