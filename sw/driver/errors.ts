import { ERROR_CODES } from './error-codes.ts';
import type { FieldValues } from './fields.ts';
import { bufferAt, type DeviceBuffer } from './memory.ts';
import { control_registers as MAP } from './registers.ts';

type ErrorName = (typeof ERROR_CODES)[keyof typeof ERROR_CODES][0];

const { place: PLACE, response: RESPONSE } = MAP.error.fields;
/** Places of an error in words. */
const PLACES: Readonly<Record<keyof typeof PLACE.values, string>> = {
  weights_0: 'weights of channel 0',
  weights_1: 'weights of channel 1',
  weights_2: 'weights of channel 2',
  weights_3: 'weights of channel 3',
  activations: 'activations',
  results: 'results',
  list: 'the list',
  vector: 'parameters or what is appended',
};
/** From this place on, an error concerns a record of a list. */
export const FIRST_LIST_PLACE = PLACE.values.list;

/** Errors that have an AXI response and an address; the others were refused before anything was read. */
const OF_MEMORY: readonly string[] = ['read', 'write'] satisfies ErrorName[];
/** Errors that concern one of the regions a command names. */
const OF_A_REGION: readonly string[] = ['alignment', 'window', 'reuse', 'read', 'write'] satisfies ErrorName[];

/** The name of a value of a field. */
const nameOf = <N extends string>(values: Readonly<Record<N, number>>, value: number): N | undefined =>
  (Object.keys(values) as N[]).find((name) => values[name] === value);

/** The device reported an error, gave no sign of life, or is not what it should be. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  /** Name of the error code (`ERROR_CODES`), or what the driver itself found. */
  readonly code: string;
  /** Physical address of the burst that failed. */
  readonly address: number | undefined;

  constructor(code: string, message: string, address?: number) {
    super(message);
    this.code = code;
    this.address = address;
  }
}

/** The error registers in words. `work`: what was being done. */
export function describeFault(
  device: string,
  work: string,
  error: FieldValues<'error'>,
  address: number,
  buffers: readonly DeviceBuffer[],
  record?: number,
): DeviceError {
  const [code, meaning] = ERROR_CODES[error.code as keyof typeof ERROR_CODES] ?? [
    `code ${error.code}`,
    'not known to this driver',
  ];
  const parts = [`${device}: ${work}: error ${code}: ${meaning}`];
  const place = nameOf(PLACE.values, error.place);
  if (OF_A_REGION.includes(code)) {
    parts.push(place ? PLACES[place] : `place ${error.place}`);
  }
  if (record !== undefined) {
    parts.push(`record ${record}`);
  }
  if (!OF_MEMORY.includes(code)) {
    return new DeviceError(code, parts.join('; '));
  }
  const buffer = bufferAt(buffers, address);
  const where = buffer ? `${buffer.name} + ${address - buffer.address} bytes` : 'outside every buffer of this driver';
  parts.push(`${nameOf(RESPONSE.values, error.response)} at 0x${address.toString(16)}: ${where}`);
  return new DeviceError(code, parts.join('; '), address);
}
