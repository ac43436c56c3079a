/**
 * One line on stderr that is overwritten on a terminal. Elsewhere, in a log, a line now and then shows that work goes
 * on.
 */
export interface ProgressLine {
  update(text: string): void;
  /** Takes the line away, and prints `text` for good. */
  end(text?: string): void;
}

const LOG_INTERVAL_MS = 10_000;

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const clear = '\r\u001b[K';
  let isShown = false;
  let lastLogged = performance.now();
  return {
    update(text) {
      if (stream.isTTY) {
        stream.write(`${clear}${text.slice(0, stream.columns - 1)}`);
        isShown = true;
      } else if (performance.now() - lastLogged > LOG_INTERVAL_MS) {
        stream.write(`${text}\n`);
        lastLogged = performance.now();
      }
    },
    end(text) {
      if (isShown) {
        stream.write(clear);
      }
      if (text !== undefined) {
        stream.write(`${text}\n`);
      }
      isShown = false;
    },
  };
}
