import type { Diagnostic } from './diagnostic.ts';
import { format } from './format.ts';

/** Everything that is wrong with a design, at once. */
export class DesignError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((each) => each.severity === 'error');
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(`${count} in the design\n\n${errors.map(format).join('\n\n')}`);
    this.name = 'DesignError';
    this.diagnostics = diagnostics;
  }
}
