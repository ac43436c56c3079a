import type { Code, Diagnostic, Place } from './diagnostic.ts';
import { DesignError } from './error.ts';
import { here } from './location.ts';

/** Where findings go while a design is elaborated. */
export interface Sink {
  readonly diagnostics: Diagnostic[];
  module: string | undefined;
}

let sink: Sink | undefined;

/** Runs `body` with findings collected into `target`. */
export function collecting<R>(target: Sink, body: () => R): R {
  const outer = sink;
  sink = target;
  try {
    return body();
  } finally {
    sink = outer;
  }
}

/**
 * Reports a mistake at the caller's place. While a design is elaborated it is collected, and the caller goes on with something
 * sensible; outside it is thrown.
 */
export function fail(code: Code, message: string, more: { hint?: string; places?: readonly Place[] } = {}): undefined {
  const places = more.places ?? [{ at: here() }];
  const diagnostic: Diagnostic = {
    severity: 'error',
    code,
    message,
    places,
    hint: more.hint,
    module: sink?.module,
  };
  if (!sink) throw new DesignError([diagnostic]);
  sink.diagnostics.push(diagnostic);
  return undefined;
}
