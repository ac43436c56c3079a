/** A report that cannot be read: the message names the file, the place and what was expected there. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
