/**
 * The few WASI calls a Verilated model makes: files for `$readmemh` and `$fopen`, kept in memory, and standard output.
 * Without Node's `node:wasi` there is no experimental warning, and a browser runs the same code.
 */
export interface Wasi {
  readonly imports: Record<string, (...args: never[]) => number | undefined>;
  /** Bytes the design wrote to a file; undefined when it wrote none of that name. */
  written(path: string): Uint8Array | undefined;
}

export interface WasiOptions {
  memory(): ArrayBuffer;
  /** Contents of a file the design opens for reading; undefined when there is none. */
  readFile(path: string): Uint8Array | undefined;
  /** Text on standard output and error. */
  print(text: string): void;
}

// wasi_snapshot_preview1 error numbers.
const OK = 0;
const BADF = 8;
const INVAL = 28;
const NOENT = 44;
const NOSYS = 52;

const ROOT = 3; // the one folder every path is relative to
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR = 4;
const OPEN_CREATE = 1;
const OPEN_TRUNCATE = 8;

interface OpenFile {
  readonly path: string;
  bytes: Uint8Array;
  length: number;
  position: number;
}

export function createWasi({ memory, readFile, print }: WasiOptions): Wasi {
  const files = new Map<number, OpenFile>();
  const written = new Map<string, OpenFile>();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let nextDescriptor = ROOT + 1;
  const view = (): DataView => new DataView(memory());
  const text = (address: number, length: number): string => decoder.decode(new Uint8Array(memory(), address, length));

  /** Calls `each` on the buffers of an iovec array and gives the bytes it took; stops where it takes fewer than offered. */
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
      if (taken < buffer.length) break;
    }
    return total;
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
      if (fd !== ROOT) return BADF;
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
      if (file === undefined) return BADF;
      new Uint8Array(memory(), out, 64).fill(0);
      view().setUint8(out + 16, FILETYPE_REGULAR);
      view().setBigUint64(out + 32, BigInt(file.length), true);
      return OK;
    },
    path_open(
      _fd: number,
      _flags: number,
      path: number,
      length: number,
      open: number,
      _b: bigint,
      _i: bigint,
      _f: number,
      out: number,
    ) {
      const name = text(path, length);
      let file: OpenFile;
      if (open & (OPEN_CREATE | OPEN_TRUNCATE)) {
        file = { path: name, bytes: new Uint8Array(4096), length: 0, position: 0 };
        written.set(name, file);
      } else {
        const earlier = written.get(name);
        const bytes = earlier?.bytes.subarray(0, earlier.length) ?? readFile(name);
        if (bytes === undefined) return NOENT;
        file = { path: name, bytes, length: bytes.length, position: 0 };
      }
      files.set(nextDescriptor, file);
      view().setUint32(out, nextDescriptor++, true);
      return OK;
    },
    path_filestat_get: () => NOENT,
    fd_close(fd: number) {
      return files.delete(fd) ? OK : BADF;
    },
    fd_seek(fd: number, offset: bigint, whence: number, out: number) {
      const file = files.get(fd);
      if (file === undefined) return BADF;
      const position = Number(offset) + [0, file.position, file.length][whence];
      if (!(position >= 0)) return INVAL;
      file.position = position;
      view().setBigUint64(out, BigInt(position), true);
      return OK;
    },
    fd_read(fd: number, vectors: number, count: number, out: number) {
      const file = files.get(fd);
      if (file === undefined) return BADF;
      const total = gather(vectors, count, (buffer) => {
        const part = file.bytes.subarray(file.position, Math.min(file.position + buffer.length, file.length));
        buffer.set(part);
        file.position += part.length;
        return part.length;
      });
      view().setUint32(out, total, true);
      return OK;
    },
    fd_write(fd: number, vectors: number, count: number, out: number) {
      const file = files.get(fd);
      if (file === undefined && fd !== 1 && fd !== 2) return BADF;
      const total = gather(vectors, count, (buffer) => {
        if (file === undefined) print(decoder.decode(buffer));
        else append(file, buffer);
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
    written(path) {
      const file = written.get(path);
      return file?.bytes.subarray(0, file.length);
    },
  };
}

function append(file: OpenFile, bytes: Uint8Array): void {
  const end = file.position + bytes.length;
  if (end > file.bytes.length) {
    const larger = new Uint8Array(Math.max(end, file.bytes.length * 2));
    larger.set(file.bytes);
    file.bytes = larger;
  }
  file.bytes.set(bytes, file.position);
  file.position = end;
  file.length = Math.max(file.length, end);
}
