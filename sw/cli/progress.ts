/** One line on stderr that is overwritten on a terminal; elsewhere only its last state is printed. */
export interface ProgressLine {
  update(text: string): void;
  end(text?: string): void;
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const clear = '\r\u001b[K';
  let isShown = false;
  return {
    update(text) {
      if (!stream.isTTY) return;
      stream.write(`${clear}${text.slice(0, stream.columns - 1)}`);
      isShown = true;
    },
    end(text) {
      if (isShown) stream.write(clear);
      if (text !== undefined) stream.write(`${text}\n`);
      isShown = false;
    },
  };
}
