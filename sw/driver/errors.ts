import { ERROR_CODES } from './error-codes.ts';
import type { FieldValues } from './fields.ts';
import { bufferAt, type DeviceBuffer } from './memory.ts';

const PLACES = [
  'weights of channel 0',
  'weights of channel 1',
  'weights of channel 2',
  'weights of channel 3',
  'activations',
  'results',
  'the list',
  'parameters or what is appended',
];
const RESPONSES = ['OKAY', 'EXOKAY', 'SLVERR', 'DECERR'];

/** Codes whose error has an AXI response and an address; the others were refused before anything was read. */
const MEMORY_CODES = [9, 10];
/** Codes that concern one of the regions a command names. */
const REGION_CODES = [5, 6, 7, ...MEMORY_CODES];

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
  if (REGION_CODES.includes(error.code)) {
    parts.push(PLACES[error.place] ?? `place ${error.place}`);
  }
  if (record !== undefined) {
    parts.push(`record ${record}`);
  }
  if (!MEMORY_CODES.includes(error.code)) {
    return new DeviceError(code, parts.join('; '));
  }
  const buffer = bufferAt(buffers, address);
  const where = buffer ? `${buffer.name} + ${address - buffer.address} bytes` : 'outside every buffer of this driver';
  parts.push(`${RESPONSES[error.response]} at 0x${address.toString(16)}: ${where}`);
  return new DeviceError(code, parts.join('; '), address);
}
