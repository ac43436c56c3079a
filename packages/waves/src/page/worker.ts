import { createVcdReader, type Vcd } from '@chisel-lite/vcd';

/** What the worker tells the page. */
export type WorkerMessage =
  | { kind: 'progress'; bytes: number; total: number }
  | { kind: 'done'; vcd: Vcd; bytes: number; milliseconds: number }
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
  let bytes = 0;
  for (let last = 0; ; ) {
    const { done, value } = await chunks.read().catch((error: Error) => {
      if (bytes === 0) {
        throw error;
      }
      reader.warn(`the dump breaks off after ${bytes} bytes: ${error.message}`);
      return { done: true, value: undefined } as const;
    });
    if (done) {
      break;
    }
    reader.write(value);
    bytes += value.length;
    if (performance.now() - last > 100) {
      last = performance.now();
      send({ kind: 'progress', bytes, total });
    }
  }
  const fault = response.headers.get('x-fault');
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

load().catch((error: Error) => send({ kind: 'error', message: error.message }));
