import { createVcdReader, formatOf, type Vcd } from '@chisel-lite/vcd';

/** What the worker tells the page. */
export type WorkerMessage =
  | { kind: 'progress'; bytes: number; total: number }
  | { kind: 'done'; vcd: Vcd; bytes: number; milliseconds: number }
  /** A file whose signals are read on demand, where they are shown. */
  | { kind: 'file'; content: Uint8Array<ArrayBuffer>; fault: string | undefined; milliseconds: number }
  | { kind: 'error'; message: string };

const send = (message: WorkerMessage, transfer: Transferable[] = []) =>
  (self as unknown as Worker).postMessage(message, transfer);

/** Fetches the dump, reads it while it arrives, and hands the columns over without copying. */
async function load(): Promise<void> {
  const begin = performance.now();
  const response = await fetch('dump');
  if (!response.ok || !response.body) {
    throw new Error((await response.text()).trim() || `the server answers ${response.status}`);
  }
  const total = Number(response.headers.get('x-bytes') ?? 0);
  const reader = createVcdReader();
  const chunks = response.body.getReader();
  /** Of a binary file, all of it. */
  let whole: Uint8Array[] | undefined;
  let head = new Uint8Array(0);
  let breaks: string | undefined;
  let bytes = 0;
  for (let last = 0; ; ) {
    const { done, value } = await chunks.read().catch((error: Error) => {
      if (bytes === 0) {
        throw error;
      }
      breaks = `the dump breaks off after ${bytes} bytes: ${error.message}`;
      return { done: true, value: undefined } as const;
    });
    if (done) {
      break;
    }
    if (bytes < HEAD) {
      head = joined([head, value]);
      if (isBinary(head)) {
        whole = [head.subarray(0, bytes)];
      }
    }
    if (whole) {
      whole.push(value);
    } else {
      reader.write(value);
    }
    bytes += value.length;
    if (performance.now() - last > 100) {
      last = performance.now();
      send({ kind: 'progress', bytes, total });
    }
  }
  const fault = breaks ?? response.headers.get('x-fault') ?? undefined;
  if (whole) {
    const content = joined(whole);
    send({ kind: 'file', content, fault, milliseconds: performance.now() - begin }, [content.buffer]);
    return;
  }
  if (fault) {
    reader.warn(fault);
  }
  const vcd = reader.end();
  const buffers = new Set<ArrayBufferLike>([vcd.times.buffer]);
  for (const { changes } of vcd.variables) {
    for (const column of [changes.at, changes.value, changes.unknown, changes.reals]) {
      if (column) {
        buffers.add(column.buffer);
      }
    }
  }
  send({ kind: 'done', vcd, bytes, milliseconds: performance.now() - begin }, [...buffers] as Transferable[]);
}

/** Bytes that tell a format. */
const HEAD = 16;

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

/** Does a file begin as one whose signals are read on demand? */
const isBinary = (head: Uint8Array): boolean => ['fst', 'ghw'].includes(formatOf(head.subarray(0, HEAD)));

load().catch((error: Error) => send({ kind: 'error', message: error.message }));
