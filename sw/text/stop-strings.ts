/** Looks for texts that end an answer, in pieces as they come. */
export interface StopScanner {
  /** What of the text so far is surely before any stop string, and new. */
  push(piece: string): string;
  /** What was held back, when no more comes. */
  end(): string;
  /** The string that ended the text; nothing comes after it. */
  readonly found: string | undefined;
}

export function stopScanner(stops: readonly string[]): StopScanner {
  let held = '';
  let found: string | undefined;
  return {
    get found() {
      return found;
    },
    push(piece) {
      if (found !== undefined) {
        return '';
      }
      held += piece;
      let at = held.length;
      for (const stop of stops) {
        const place = stop === '' ? -1 : held.indexOf(stop);
        if (place >= 0 && place < at) {
          [at, found] = [place, stop];
        }
      }
      const cut = found === undefined ? held.length - longestBeginning(held, stops) : at;
      const sure = held.slice(0, cut);
      held = found === undefined ? held.slice(cut) : '';
      return sure;
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

/** Characters at the end of a text that may be the beginning of a stop string. */
function longestBeginning(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) {
        longest = length;
      }
    }
  }
  return longest;
}
