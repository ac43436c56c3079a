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

/** As `fail`, where nothing sensible could go on: the elaboration ends with what was found so far. */
export function stop(
  code: Code,
  message: string,
  more: { readonly hint?: string; readonly places?: readonly Place[] } = {},
): never {
  const found: Diagnostic = {
    severity: 'error',
    code,
    message,
    places: more.places ?? [{ at: here() }],
    hint: more.hint,
    module: sink?.module,
  };
  throw new DesignError([...(sink?.diagnostics ?? []), found]);
}

/** Where in the design an exception of the user's own code came from: a line more of its message, a level. */
export function noteWhile(error: unknown, what: string): void {
  if (!(error instanceof Error) || error instanceof DesignError) {
    return;
  }
  const { message, stack } = error;
  error.message = `${message}\n  while elaborating ${what}`;
  if (stack?.includes(message)) {
    error.stack = stack.replace(message, () => error.message);
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
  if (!sink) {
    throw new DesignError([diagnostic]);
  }
  sink.diagnostics.push(diagnostic);
  return undefined;
}
