import { DataError } from '../errors.ts';
import type { ListBuffer, ListDevice } from '../port/accelerator.ts';
import { CANARY } from '../port/limits.ts';

/** What is made visible to the device at once. */
const LINE_BYTES = 64;

/** Rows into which a list writes its answers, of `bytes` each, whole lines. */
export interface AnswerRows {
  readonly buffer: ListBuffer;
  readonly bytes: number;
}

/** The last word of a row. */
const lastWord = ({ buffer, bytes }: AnswerRows, row: number): DataView =>
  new DataView(buffer.bytes.buffer, buffer.bytes.byteOffset + (row + 1) * bytes - 4, 4);

/** Marks the end of the first `count` rows before a list is run that is to write them. */
export function expectAnswers(device: ListDevice, rows: AnswerRows, count: number): void {
  for (let row = 0; row < count; row++) {
    lastWord(rows, row).setUint32(0, CANARY, true);
    device.written(rows.buffer, (row + 1) * rows.bytes - LINE_BYTES, LINE_BYTES);
  }
}

/** Refuses a row that the device said it had written, and has not. */
export function checkAnswer(rows: AnswerRows, row: number): void {
  if (lastWord(rows, row).getUint32(0, true) === CANARY) {
    throw new DataError(`${rows.buffer.name}: said to be completed, but row ${row} was not written`);
  }
}
