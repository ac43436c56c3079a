import { wholePath } from './paths.ts';

/**
 * The few WASI calls a Verilated model makes: files for `$readmemh` and `$fopen`, kept in memory, and standard output.
 * Without Node's `node:wasi` there is no experimental warning, and a browser runs the same code.
 */
export interface Wasi {
  readonly imports: Record<string, (...args: never[]) => number | undefined>;
  /** Hands files that are still open to `writeFile`, as far as they are written. */
  save(): void;
  /** Bytes the design wrote to a file; undefined when it wrote none of that name. */
  written(path: string): Uint8Array | undefined;
}

export interface WasiOptions {
  memory(): ArrayBuffer;
  /** Contents of a file the design opens for reading; undefined when there is none. */
  readFile(path: string): Uint8Array | undefined;
  /** Keeps a file the design writes: empty when it is created, whole when it is closed. Throws where it cannot. */
  writeFile?(path: string, bytes: Uint8Array): void;
  /** Text on standard output and error. */
  print(text: string): void;
}

// wasi_snapshot_preview1 error numbers.
const OK = 0;
const ACCES = 2;
const BADF = 8;
const EXIST = 20;
const INVAL = 28;
const NOENT = 44;
const NOSYS = 52;

const ROOT = 3; // the one folder every path is relative to
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR = 4;
const OPEN_CREATE = 1;
const OPEN_EXCLUSIVE = 4;
const OPEN_TRUNCATE = 8;
const APPEND = 1;
const RIGHT_TO_WRITE = 1n << 6n;

/** Stands for the slash that begins an absolute path (cxx/runtime.cpp). */
const ABSOLUTE = '\x01';

/** Bytes that every descriptor of a file shares. */
interface FileContent {
  readonly path: string;
  bytes: Uint8Array;
  length: number;
  /** Written since it was last kept. */
  changed: boolean;
}

interface OpenFile {
  readonly content: FileContent;
  readonly writable: boolean;
  readonly append: boolean;
  position: number;
}

export function createWasi({ memory, readFile, writeFile, print }: WasiOptions): Wasi {
  const files = new Map<number, OpenFile>();
  const written = new Map<string, FileContent>();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let nextDescriptor = ROOT + 1;
  const view = (): DataView => new DataView(memory());
  const text = (address: number, length: number): string => decoder.decode(new Uint8Array(memory(), address, length));

  /**
   * Calls `each` on the buffers of an iovec array and gives the bytes it took; stops where it takes fewer than offered.
   */
  const gather = (vectors: number, count: number, each: (buffer: Uint8Array) => number): number => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const buffer = new Uint8Array(
        memory(),
        view().getUint32(vectors + 8 * i, true),
        view().getUint32(vectors + 8 * i + 4, true),
      );
      const taken = each(buffer);
      total += taken;
      if (taken < buffer.length) {
        break;
      }
    }
    return total;
  };

  /** Hands a file that was written to the host; false where the host cannot keep it. */
  const keep = (content: FileContent): boolean => {
    if (!content.changed || writeFile === undefined) {
      return true;
    }
    try {
      writeFile(content.path, content.bytes.slice(0, content.length));
    } catch {
      return false;
    }
    content.changed = false;
    return true;
  };

  const imports = {
    args_sizes_get(count: number, size: number) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return OK;
    },
    args_get: () => OK,
    environ_sizes_get(count: number, size: number) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return OK;
    },
    environ_get: () => OK,
    clock_time_get(_clock: number, _precision: bigint, out: number) {
      view().setBigUint64(out, 0n, true); // the design sees simulated time only
      return OK;
    },
    fd_prestat_get(fd: number, out: number) {
      if (fd !== ROOT) {
        return BADF;
      }
      view().setUint32(out, 0, true);
      view().setUint32(out + 4, 1, true);
      return OK;
    },
    fd_prestat_dir_name(_fd: number, path: number) {
      new Uint8Array(memory())[path] = '/'.charCodeAt(0);
      return OK;
    },
    fd_fdstat_get(fd: number, out: number) {
      new Uint8Array(memory(), out, 24).fill(0);
      view().setUint8(out, fd === ROOT ? FILETYPE_DIRECTORY : fd < ROOT ? 2 : FILETYPE_REGULAR);
      view().setBigUint64(out + 8, (1n << 30n) - 1n, true); // every right
      view().setBigUint64(out + 16, (1n << 30n) - 1n, true);
      return OK;
    },
    fd_fdstat_set_flags: () => OK,
    fd_filestat_get(fd: number, out: number) {
      const file = files.get(fd);
      if (file === undefined) {
        return BADF;
      }
      new Uint8Array(memory(), out, 64).fill(0);
      view().setUint8(out + 16, FILETYPE_REGULAR);
      view().setBigUint64(out + 32, BigInt(file.content.length), true);
      return OK;
    },
    path_open(
      _fd: number,
      _flags: number,
      path: number,
      length: number,
      open: number,
      rights: bigint,
      _inheriting: bigint,
      flags: number,
      out: number,
    ) {
      const marked = text(path, length);
      const name = marked.startsWith(ABSOLUTE) ? `/${marked.slice(1)}` : marked;
      const writable = (rights & RIGHT_TO_WRITE) !== 0n || (open & OPEN_CREATE) !== 0;
      const earlier = written.get(wholePath(name));
      const there = earlier === undefined ? readFile(name) : undefined;
      const exists = earlier !== undefined || there !== undefined;
      if (!exists && !(open & OPEN_CREATE)) {
        return NOENT;
      }
      if (exists && open & OPEN_EXCLUSIVE) {
        return EXIST;
      }
      const content = earlier ?? {
        path: name,
        bytes: there ?? new Uint8Array(4096),
        length: there?.length ?? 0,
        changed: false,
      };
      if (writable) {
        if (open & OPEN_TRUNCATE) {
          content.length = 0;
        }
        if (there !== undefined) {
          content.bytes = there.slice(); // the host's own bytes stay as they are
        }
        content.changed = true;
        if (!keep(content)) {
          return ACCES;
        }
        written.set(wholePath(name), content);
      }
      files.set(nextDescriptor, { content, writable, append: (flags & APPEND) !== 0, position: 0 });
      view().setUint32(out, nextDescriptor++, true);
      return OK;
    },
    path_filestat_get: () => NOENT,
    fd_close(fd: number) {
      const file = files.get(fd);
      if (file === undefined) {
        return BADF;
      }
      files.delete(fd);
      return keep(file.content) ? OK : ACCES;
    },
    fd_seek(fd: number, offset: bigint, whence: number, out: number) {
      const file = files.get(fd);
      if (file === undefined) {
        return BADF;
      }
      const position = Number(offset) + [0, file.position, file.content.length][whence];
      if (!(position >= 0)) {
        return INVAL;
      }
      file.position = position;
      view().setBigUint64(out, BigInt(position), true);
      return OK;
    },
    fd_read(fd: number, vectors: number, count: number, out: number) {
      const file = files.get(fd);
      if (file === undefined) {
        return BADF;
      }
      const total = gather(vectors, count, (buffer) => {
        const { bytes, length } = file.content;
        const part = bytes.subarray(
          file.position,
          Math.max(file.position, Math.min(file.position + buffer.length, length)),
        );
        buffer.set(part);
        file.position += part.length;
        return part.length;
      });
      view().setUint32(out, total, true);
      return OK;
    },
    fd_write(fd: number, vectors: number, count: number, out: number) {
      const file = files.get(fd);
      if (file === undefined ? fd !== 1 && fd !== 2 : !file.writable) {
        return BADF;
      }
      const total = gather(vectors, count, (buffer) => {
        if (file === undefined) {
          print(decoder.decode(buffer));
        } else {
          write(file, buffer);
        }
        return buffer.length;
      });
      view().setUint32(out, total, true);
      return OK;
    },
    proc_exit(code: number): never {
      throw new Error(`the simulator module called exit(${code})`);
    },
  };

  return {
    // A model that calls for more gets "not supported" from that call.
    imports: new Proxy(imports, { get: (known, name) => Reflect.get(known, name) ?? (() => NOSYS) }),
    save() {
      for (const content of written.values()) {
        keep(content);
      }
    },
    written(path) {
      const file = written.get(wholePath(path));
      return file?.bytes.slice(0, file.length);
    },
  };
}

function write(file: OpenFile, bytes: Uint8Array): void {
  const { content } = file;
  if (file.append) {
    file.position = content.length;
  }
  const end = file.position + bytes.length;
  if (end > content.bytes.length) {
    const larger = new Uint8Array(Math.max(end, content.bytes.length * 2));
    larger.set(content.bytes.subarray(0, content.length));
    content.bytes = larger;
  }
  if (file.position > content.length) {
    content.bytes.fill(0, content.length, file.position);
  }
  content.bytes.set(bytes, file.position);
  file.position = end;
  content.length = Math.max(content.length, end);
  content.changed = true;
}
