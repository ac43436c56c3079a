import type { Frame, Location } from '../ir/location.ts';
import { displayPath, pathOf } from './host.ts';

/**
 * A line of a stack trace: V8's `at name (file:1:2)` and `at file:1:2`, and `name@file:1:2` of Firefox and Safari. The
 * file is a path, a URL, or a name that the code gave itself (`//# sourceURL=rtl/core.ts`).
 */
const FRAME =
  /(?:^at (?:async )?|[( @]|^)((?:file:\/\/)?\/[^():]+|[A-Za-z]:\\[^():]+|(?:blob:)?https?:\/\/[^()\s]+?|blob:[^()\s]+?|[\w./-]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/;
/** This file, as stack traces name it. */
const SELF = fileOf(new Error().stack ?? '');
/** In a bundle this file goes by the bundle's name: then that is the package's own. */
const isBundled = !/\/diagnostics\/location\.[cm]?[jt]s(?:\?.*)?$/.test(SELF);
/** This package's own source folder: frames inside it are not the user's. */
const OWN = isBundled ? SELF : SELF.replace(/diagnostics\/[^/]*$/, '');
const LIBRARY = `${OWN}lib/`;
const DEPTH = 16;
/** Kept of each location: the innermost frames in the library, and the innermost of the user's. */
const LIBRARY_FRAMES = 2;
const USER_FRAMES = 2;

/**
 * Where the caller's caller stands. Costs some microseconds: the stack stays unread until somebody looks at `frames`.
 */
export function here(): Location {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return new Captured(error);
}

/** A stack, parsed when it is asked for. */
class Captured implements Location {
  #error: Error | undefined;
  #frames: readonly Frame[] = [];

  constructor(error: Error) {
    this.#error = error;
  }

  get frames(): readonly Frame[] {
    if (this.#error) {
      this.#frames = framesOf(this.#error);
      this.#error = undefined;
    }
    return this.#frames;
  }
}

export const nowhere: Location = { frames: [] };

/** One frame of a stack trace. */
interface Parsed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function parseFrame(text: string): Parsed | undefined {
  const match = FRAME.exec(text.trim());
  return match ? { file: pathOf(match[1]), line: Number(match[2]), column: Number(match[3]) } : undefined;
}

/** The file of the innermost frame. */
function fileOf(stack: string): string {
  for (const text of stack.split('\n')) {
    const frame = parseFrame(text);
    if (frame) {
      return frame.file;
    }
  }
  return '';
}

/** What messages say of a frame of a stack; undefined where it is in no file. */
interface Place {
  readonly frame: Frame;
  /** Inside the package, the library apart, or in a package of somebody else. */
  readonly skipped: boolean;
}

/**
 * Places by where the engine says that the code is. Stacks share most of their frames, and a source map is slow to ask.
 */
const places = new Map<string, Place | undefined>();

/** Forgets what is known of files, which may have changed since. */
export const forgetPlaces = (): void => places.clear();

/**
 * The relevant frames of an error whose stack nobody has read. Where the engine gives a stack in pieces, only those are
 * made text of that have not been seen, by whoever makes text of stacks here: so source maps (tsx, vitest) apply.
 */
function framesOf(error: Error): Frame[] {
  const previous = Error.prepareStackTrace;
  let sites: readonly NodeJS.CallSite[] | undefined;
  Error.prepareStackTrace = (_, trace) => {
    sites = trace;
    return '';
  };
  let text: string;
  try {
    text = error.stack ?? '';
  } finally {
    Error.prepareStackTrace = previous;
  }
  return relevant(sites ? placesOf(sites, error, previous) : text.split('\n').map(placeOf));
}

function* placesOf(
  sites: readonly NodeJS.CallSite[],
  error: Error,
  print: ErrorConstructor['prepareStackTrace'],
): Iterable<Place | undefined> {
  for (const site of sites) {
    const key = `${site.getScriptNameOrSourceURL()}:${site.getLineNumber()}:${site.getColumnNumber()}`;
    let place = places.get(key);
    if (place === undefined && !places.has(key)) {
      const lines = print ? String(print(error, [site])).split('\n') : [`at ${key}`];
      place = lines.map(placeOf).findLast((each) => each !== undefined);
      places.set(key, place);
    }
    yield place;
  }
}

/** Of a line of a stack trace. */
function placeOf(text: string): Place | undefined {
  const parsed = parseFrame(text);
  if (!parsed) {
    return undefined;
  }
  const { file, line, column } = parsed;
  const library = file.startsWith(LIBRARY);
  return {
    frame: { file: displayPath(file), line, column, library },
    skipped: (isPackage(file) && !library) || file.includes('/node_modules/'),
  };
}

/** What is kept of a stack: the innermost frames in the library, and the innermost of the user's. */
function relevant(all: Iterable<Place | undefined>): Frame[] {
  const frames: Frame[] = [];
  let library = 0;
  let user = 0;
  for (const place of all) {
    if (!place || place.skipped) {
      continue;
    }
    const { frame } = place;
    if (frame.library) {
      library++;
    } else {
      user++;
    }
    if (!frame.library || library <= LIBRARY_FRAMES) {
      frames.push(frame);
    }
    if (user === USER_FRAMES) {
      break;
    }
  }
  return frames;
}

const isPackage = (file: string): boolean => (isBundled ? file === SELF : file.startsWith(OWN));

/** An exception that this package's own code raised: where the user stood, and the function that was called there. */
export interface Raised {
  readonly at: Location;
  readonly called: string | undefined;
}

/** Undefined where the user's code raised it. */
export function raisedByPackage(error: Error): Raised | undefined {
  const lines = (error.stack ?? '').split('\n').flatMap((text) => {
    const frame = parseFrame(text);
    return frame ? [{ text, frame }] : [];
  });
  const caller = lines.findIndex(({ frame }) => !isPackage(frame.file));
  if (caller < 1) {
    return undefined;
  }
  const [, called] = /(?:^at (?:async )?(?:[\w$]+\.)*|^)([\w$]+)(?: \(|@)/.exec(lines[caller - 1].text.trim()) ?? [];
  return { at: { frames: relevant(lines.slice(caller).map(({ text }) => placeOf(text))) }, called };
}

/** The innermost frame, or the innermost outside the library where there is one. */
export const userFrame = (location: Location): Frame | undefined =>
  location.frames.find((frame) => !frame.library) ?? location.frames[0];

/** `File.ts:12`, or an empty string when unknown. Inside a module of the library: the library's own line. */
export function shortLocation(location: Location, insideLibrary = false): string {
  const frame = insideLibrary ? location.frames[0] : userFrame(location);
  return frame ? `${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}` : '';
}

/** `File.ts`, or an empty string when unknown. */
export const fileName = (location: Location): string => shortLocation(location).replace(/:\d+$/, '');

/** `src/File.ts:12:5`. */
export const fullLocation = (frame: Frame): string => `${frame.file}:${frame.line}:${frame.column}`;
