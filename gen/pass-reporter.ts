/** How often a line is written: over the last one on a terminal, below it elsewhere. In ms. */
const TERMINAL = 250;
const ELSEWHERE = 30_000;

export interface PassReporter {
  /** Yosys has said something in this pass. */
  readonly pass: (pass: string) => void;
  /** Takes the line away again. */
  end(): void;
}

/** Says on stderr which pass of Yosys runs and how long it has been. */
export function passReporter(
  what: string,
  stream: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  now: () => number = Date.now,
): PassReporter {
  const began = now();
  const pause = stream.isTTY ? TERMINAL : ELSEWHERE;
  let said = began - pause;
  return {
    pass(pass) {
      const time = now();
      if (time - said < pause) {
        return;
      }
      said = time;
      const line = `${what}: ${Math.round((time - began) / 1000)} s, ${pass}`;
      stream.write(stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    },
    end() {
      if (stream.isTTY) {
        stream.write('\r\x1b[K');
      }
    },
  };
}
