import type { Location } from '../ir/location.ts';
import type { Code, Diagnostic, Place } from './diagnostic.ts';
import { DesignError } from './error.ts';
import { here, raisedByPackage } from './location.ts';

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

/** JavaScript's own word for too deep a recursion: of V8, of Firefox. */
const TOO_DEEP = /call stack size exceeded|too much recursion/;

/**
 * What an exception becomes that ends the body of `module`: a mistake that JavaScript noticed inside this package,
 * before the package did, is a diagnostic at the line that made it; so is a stack that overflowed. The user's own
 * exceptions stay what they are.
 */
export function diagnosed(error: unknown, module: string, at: Location): unknown {
  if (!(error instanceof Error) || error instanceof DesignError || error instanceof ReferenceError) {
    return error;
  }
  const raised = raisedByPackage(error);
  if (TOO_DEEP.test(error.message)) {
    const message = `${module} nests too deep for JavaScript's stack (${error.message})`;
    return found('hierarchy', message, { places: [{ at: raised?.at ?? at }, { at, note: 'the module' }] }, error);
  }
  if (!raised) {
    return error;
  }
  const subject = raised.called ? `\`${raised.called}\` was` : 'the language was';
  return found('type', `${subject} given what it cannot use: ${error.message}`, { places: [{ at: raised.at }] }, error);
}

/**
 * A function that is called outside of bodies too: what JavaScript notices inside it is a diagnostic at the line that
 * called it.
 */
export function atDoor<F extends (...args: never) => unknown>(f: F): F {
  const guarded = (...args: unknown[]) => {
    try {
      return (f as unknown as (...args: unknown[]) => unknown)(...args);
    } catch (error) {
      throw diagnosed(error, f.name, here());
    }
  };
  return Object.defineProperty(guarded, 'name', { value: f.name }) as unknown as F;
}

/** As `diagnosed`, where a stack that overflows is all that can be the user's doing. */
export function guarded<R>(module: string, at: Location, body: () => R): R {
  try {
    return body();
  } catch (error) {
    throw error instanceof RangeError && TOO_DEEP.test(error.message) ? diagnosed(error, module, at) : error;
  }
}

function found(code: Code, message: string, more: { readonly places: readonly Place[] }, cause: Error): DesignError {
  try {
    return stop(code, message, more);
  } catch (error) {
    (error as DesignError).cause = cause;
    return error as DesignError;
  }
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
 * Reports a mistake at the caller's place. While a design is elaborated it is collected, and the caller goes on with
 * something sensible; outside it is thrown.
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
