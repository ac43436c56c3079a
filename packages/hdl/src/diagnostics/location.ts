import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame, Location } from '../ir/location.ts';

/** This package's own source folder: frames inside it are not the user's. */
const OWN = `${dirname(dirname(fileURLToPath(import.meta.url)))}/`;
const LIBRARY = `${OWN}lib/`;
const FRAME = /(?:^at |[( ])((?:file:\/\/)?\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):(\d+)\)?$/;
const DEPTH = 16;
/** Kept of each location: the innermost frames in the library, and the innermost of the user's. */
const LIBRARY_FRAMES = 2;
const USER_FRAMES = 2;

/**
 * Where the caller's caller stands. Costs a few microseconds: the stack stays unread until somebody looks at `frames`.
 * `Error.prepareStackTrace` is left alone, so that source maps (tsx, vitest) apply.
 */
export function here(): Location {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const error = new Error();
  Error.stackTraceLimit = limit;
  let frames: readonly Frame[] | undefined;
  return {
    get frames() {
      frames ??= parse(error.stack ?? '');
      return frames;
    },
  };
}

export const nowhere: Location = { frames: [] };

function parse(stack: string): Frame[] {
  const frames: Frame[] = [];
  const cwd = process.cwd();
  let library = 0;
  let user = 0;
  for (const text of stack.split('\n').slice(1)) {
    const match = FRAME.exec(text.trim());
    if (!match) {
      continue;
    }
    const path = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
    if ((path.startsWith(OWN) && !path.startsWith(LIBRARY)) || path.includes('/node_modules/')) {
      continue;
    }
    const inLibrary = path.startsWith(LIBRARY);
    if (inLibrary && ++library > LIBRARY_FRAMES) {
      continue;
    }
    frames.push({
      file: relative(cwd, path).replaceAll('\\', '/'),
      line: Number(match[2]),
      column: Number(match[3]),
      library: inLibrary,
    });
    if (!inLibrary && ++user === USER_FRAMES) {
      break;
    }
  }
  return frames;
}

/** The innermost frame, or the innermost outside the library where there is one. */
export const userFrame = (location: Location): Frame | undefined =>
  location.frames.find((frame) => !frame.library) ?? location.frames[0];

/** `File.ts:12`, or an empty string when unknown. Inside a module of the library: the library's own line. */
export function shortLocation(location: Location, insideLibrary = false): string {
  const frame = insideLibrary ? location.frames[0] : userFrame(location);
  return frame ? `${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}` : '';
}

/** `src/File.ts:12:5`. */
export const fullLocation = (frame: Frame): string => `${frame.file}:${frame.line}:${frame.column}`;
