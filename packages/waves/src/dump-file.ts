import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { createVcdReader, type DumpFormat, formatOf, openDump, refusalOf, type Vcd } from '@chisel-lite/vcd';
import { unfinishedFst } from './unfinished-fst.ts';

/** Bytes that are enough to tell a format. */
const HEAD = 4096;

/** Size in bytes of a dump that is a file and can be read; throws in a sentence that begins with `name`. */
async function checkFile(path: string, name: string): Promise<number> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: ${error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code})`}`);
  });
  if (!status.isFile()) {
    throw new Error(`${name}: ${status.isDirectory() ? 'a folder' : 'not a regular file'}, no dump`);
  }
  return status.size;
}

/** Tells one state of a file from another; undefined where it is not there. */
export async function stampOf(path: string): Promise<string | undefined> {
  const status = await stat(path).catch(() => undefined);
  return status && `${status.mtimeMs} ${status.size} ${status.ino}`;
}

/** An opened file: plain bytes of a dump, decompressed where the file is gzip. */
export interface OpenFile {
  /** Bytes of the file as it lies on the disk. */
  readonly size: number;
  readonly compressed: boolean;
  /** What is wrong with the file and costs what follows; undefined where nothing is, or only reading it will tell. */
  readonly fault: string | undefined;
  /** The content, of a damaged compressed file up to the damage. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Gives the file back when the content is not read. */
  close(): void;
}

/** Opens a dump; `name` is what errors call it. What the file is, is told by its first bytes, not by its name. */
export async function openFile(path: string, name = path): Promise<OpenFile> {
  const size = await checkFile(path, name);
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: cannot be read (${error.code})`);
  });
  const head = new Uint8Array(HEAD);
  const { bytesRead } = await file.read(head, 0, HEAD, 0);
  const format = formatOf(head.subarray(0, bytesRead));
  const compressed = format === 'gzip';
  const unfinished = format === 'fst' ? await unfinishedFst(path, file, size) : undefined;
  const end = unfinished && unfinished.end > 0 ? { end: unfinished.end - 1 } : {};
  const bytes = file.createReadStream({ start: 0, ...end, highWaterMark: 1 << 20 });
  bytes.on('error', () => {}); // whoever reads is told as well; without a listener it would end the program
  return {
    size,
    compressed,
    fault: compressed ? await gzipFault(path) : unfinished && UNFINISHED,
    content: compressed ? untilDamage(bytes) : unfinished ? followedBy(bytes, unfinished.hierarchy) : bytes,
    close: () => bytes.destroy(),
  };
}

const UNFINISHED = 'the simulation was ended or still runs: the names are those in the file .hier beside the dump';

async function* followedBy(bytes: AsyncIterable<Uint8Array>, last: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* bytes;
  yield last;
}

/** What is wrong with a compressed file, found by decompressing it once. */
async function gzipFault(path: string): Promise<string | undefined> {
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createGunzip(), async (chunks) => {
      for await (const _chunk of chunks) {
      }
    });
    return undefined;
  } catch (error) {
    return `the compressed file is damaged: ${(error as Error).message}`;
  }
}

/** What is decompressed before the damage, of which `gzipFault` tells. */
async function* untilDamage(bytes: ReadStream): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  bytes.on('error', (error) => gunzip.destroy(error));
  const chunks = bytes.pipe(gunzip)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => ({ done: true, value: undefined }) as const);
      if (next.done) {
        return;
      }
      yield next.value;
    }
  } finally {
    gunzip.destroy();
    bytes.destroy();
  }
}

/** The format of the dump at `path`; throws in a sentence when it is none that is read here. */
export async function checkDump(path: string, name = path): Promise<DumpFormat> {
  const { content, fault, close } = await openFile(path, name);
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of content) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= HEAD) {
      break;
    }
  }
  close();
  const refusal = head.length === 0 && fault ? fault : refusalOf(head);
  if (refusal) {
    throw new Error(`${name}: ${refusal}`);
  }
  return formatOf(head);
}

/** Reads a whole dump, plain or compressed. Throws in a sentence that begins with `name` where it is none. */
export async function readDump(path: string, name = path): Promise<Vcd> {
  const format = await checkDump(path, name);
  const { content, fault } = await openFile(path, name);
  try {
    return await (format === 'vcd' ? readText(content, fault) : readBinary(content, fault));
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

async function readText(content: AsyncIterable<Uint8Array>, fault: string | undefined): Promise<Vcd> {
  const reader = createVcdReader();
  for await (const chunk of content) {
    reader.write(chunk);
  }
  if (fault) {
    reader.warn(fault);
  }
  return reader.end();
}

/** A dump of which signals are read on demand stays in memory as it is. */
async function readBinary(content: AsyncIterable<Uint8Array>, fault: string | undefined): Promise<Vcd> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) {
    chunks.push(chunk);
  }
  const dump = openDump(Buffer.concat(chunks));
  return fault ? withWarning(dump, fault) : dump;
}

function withWarning(dump: Vcd, warning: string): Vcd {
  return Object.defineProperty(dump, 'warnings', { value: [warning, ...dump.warnings] });
}
