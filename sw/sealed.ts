import { createHash } from 'node:crypto';
import { DataError } from './errors.ts';
import { valueText } from './value-text.ts';

/** A kind of file that this program writes and reads back: its name in the file, and what people call it. */
export interface SealedFormat {
  readonly format: string;
  readonly version: number;
  readonly noun: string;
}

/** The content behind a line that names its format and holds its hash; `label` is what else it belongs to. */
export function seal({ format, version }: SealedFormat, content: Uint8Array, label = ''): Uint8Array {
  return Buffer.concat([Buffer.from(firstLine(format, version, hashOf(label, content))), content]);
}

/** The content of a sealed file, unless one bit of it is not what was written; `path` is for messages. */
export function unseal(expected: SealedFormat, bytes: Uint8Array, path: string, label = ''): Uint8Array {
  const { format, version, noun } = expected;
  const end = bytes.indexOf(0x0a) + 1;
  const line = Buffer.from(bytes.subarray(0, end)).toString();
  const found = parse(line);
  if (found === undefined) {
    throw new DataError(`${path}: not a ${noun}: its first line is not JSON`);
  }
  if (found?.format !== format) {
    throw new DataError(`${path}: format: not a ${noun}: it is not "${format}"`);
  }
  if (found.version !== version) {
    throw new DataError(
      `${path}: a ${noun} of format version ${valueText(found.version)}; this program reads version ${version}`,
    );
  }
  const content = bytes.subarray(end);
  const sha256 = hashOf(label, content);
  if (line !== firstLine(format, version, sha256)) {
    throw new DataError(`${path}: is corrupt: sha256 is ${sha256}, its first line says ${valueText(found.sha256)}`);
  }
  return content;
}

const firstLine = (format: string, version: number, sha256: string): string =>
  `${JSON.stringify({ format, version, sha256 })}\n`;

const hashOf = (label: string, content: Uint8Array): string =>
  createHash('sha256').update(`${label.length} ${label}`).update(content).digest('hex');

function parse(line: string): { format?: unknown; version?: unknown; sha256?: unknown } | null | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
