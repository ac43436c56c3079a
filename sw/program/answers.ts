import { DataError } from '../errors.ts';
import type { ListBuffer, ListDevice } from '../port/accelerator.ts';

/** What stands where the device has not written: a NaN with bits that no result has, and that is no index of a list. */
const CANARY = 0x7fa5c0de;
/** What is made visible to the device at once. */
const LINE_BYTES = 64;

/** Rows into which a list writes its answers, of `bytes` each, whole lines. */
export interface AnswerRows {
  readonly buffer: ListBuffer;
  readonly bytes: number;
}

/** The line in which a row ends. */
function lastLine({ buffer, bytes }: AnswerRows, row: number): ListBuffer {
  const start = (row + 1) * bytes - LINE_BYTES;
  const part = buffer.bytes.subarray(start, start + LINE_BYTES);
  return { name: buffer.name, address: buffer.address + start, bytes: part };
}

const lastWord = ({ bytes }: ListBuffer): DataView => new DataView(bytes.buffer, bytes.byteOffset + LINE_BYTES - 4, 4);

/** Marks the end of the first `count` rows before a list is run that is to write them. */
export function expectAnswers(device: ListDevice, rows: AnswerRows, count: number): void {
  for (let row = 0; row < count; row++) {
    const line = lastLine(rows, row);
    lastWord(line).setUint32(0, CANARY, true);
    device.written(line);
  }
}

/** Refuses a row that the device said it had written, and has not. */
export function checkAnswer(rows: AnswerRows, row: number): void {
  if (lastWord(lastLine(rows, row)).getUint32(0, true) === CANARY) {
    throw new DataError(`${rows.buffer.name}: said to be completed, but row ${row} was not written`);
  }
}
