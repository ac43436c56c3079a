/** Codes of `error.code` that a command list can be refused or stopped with. */
export const LIST_ERRORS = {
  groups: 1,
  blocks: 2,
  format: 3,
  tokens: 4,
  alignment: 5,
  window: 6,
  reuse: 7,
  operation: 11,
  reserved: 12,
  record: 13,
  bounds: 14,
  stalled: 15,
} as const;
export type ListErrorName = keyof typeof LIST_ERRORS;

/** Values of `error.place`: 0 … 3 are the channels of the weights. */
export const LIST_PLACE = { activations: 4, results: 5, list: 6, parametersOrAppend: 7 } as const;

/** A list, or a record of it, that cannot be: as the registers `error` and `error_record` say it. */
export class ListError extends Error {
  override readonly name = 'ListError';
  readonly error: ListErrorName;
  readonly code: number;
  readonly place: number;
  readonly record: number;

  constructor(error: ListErrorName, place: number, record: number, what: string) {
    super(`record ${record}: ${what} (${error}, place ${place})`);
    this.error = error;
    this.place = place;
    this.record = record;
    this.code = LIST_ERRORS[error];
  }
}
