import { open, stat } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { createVcdReader, formatOf, refusalOf, type Vcd } from '@chisel-lite/vcd';

/** Bytes that are enough to tell a format. */
const HEAD = 4096;

/** Size in bytes of a dump that is a file and can be read; throws in a sentence that begins with `name`. */
async function checkFile(path: string, name: string): Promise<number> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: ${error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code})`}`);
  });
  if (!status.isFile())
    throw new Error(`${name}: ${status.isDirectory() ? 'a folder' : 'not a regular file'}, no dump`);
  return status.size;
}

/** An opened dump: plain bytes of VCD, decompressed where the file is gzip. */
export interface OpenDump {
  /** Bytes of the file as it lies on the disk. */
  readonly size: number;
  readonly compressed: boolean;
  /** The content. A compressed file that ends early gives what is there. */
  readonly content: NodeJS.ReadableStream & AsyncIterable<Uint8Array>;
  /** Gives the file back when the content is not read. */
  close(): void;
}

/** Opens a dump; `name` is what errors call it. What the file is, is told by its first bytes, not by its name. */
export async function openDump(path: string, name = path): Promise<OpenDump> {
  const size = await checkFile(path, name);
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: cannot be read (${error.code})`);
  });
  const head = new Uint8Array(HEAD);
  const { bytesRead } = await file.read(head, 0, HEAD, 0);
  const compressed = formatOf(head.subarray(0, bytesRead)) === 'gzip';
  const bytes = file.createReadStream({ start: 0, highWaterMark: 1 << 20 });
  const content = compressed ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
  if (content !== bytes) {
    bytes.on('error', (error) => content.destroy(error));
    content.on('close', () => bytes.destroy());
    bytes.pipe(content as NodeJS.WritableStream & typeof content);
  }
  return { size, compressed, content, close: () => content.destroy() };
}

/** Throws in a sentence when the file at `path` is no dump that is read here. */
export async function checkDump(path: string, name = path): Promise<void> {
  const { content } = await openDump(path, name);
  let head: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of content) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= HEAD) break;
    }
  } catch (error) {
    if (!head.length) throw new Error(`${name}: damaged gzip: ${(error as Error).message}`);
  }
  const refusal = refusalOf(head);
  if (refusal) throw new Error(`${name}: ${refusal}`);
}

/** Reads a whole dump, plain or compressed. Throws in a sentence that begins with `name` where it is none. */
export async function readDump(path: string, name = path): Promise<Vcd> {
  await checkDump(path, name);
  const { content } = await openDump(path, name);
  const reader = createVcdReader();
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const next = await chunks.next().catch((error: Error) => {
        reader.warn(`the file breaks off: ${error.message}`);
        return { done: true, value: undefined } as const;
      });
      if (next.done) return reader.end();
      reader.write(next.value);
    }
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}
