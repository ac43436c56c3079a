/** Text the design produced. */
export interface Message {
  readonly kind: 'print' | 'assertion' | 'finish';
  readonly text: string;
}

/** A failed assertion, `$error`, `$fatal` or `$stop` in the Verilog. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** The model itself cannot go on: it did not converge, ran out of memory, or a data file is missing. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}

// host_message's kinds: cxx/host.h.
const PRINT = 0;
const STOP = 1;
const FINISH = 2;
const FATAL = 3;

/** "boot.hex: $readmem file not found": what the runtime says of a data file that is not there. */
const MISSING_FILE = /^(.*): \$readmem file not found$/s;

/** "[12] %Error: top.v:5: Assertion failed in top.u_fifo: overflow": printed right before the runtime's stop. */
const ERROR_LINE = /^(?:\[[^\]]*\] )?%Error: /;

/** Puts the runtime's messages together: whole lines, and an error's text with the stop that follows it. */
export class MessageLog {
  readonly #listeners: ((message: Message) => void)[] = [];
  readonly #early: Message[] = [];
  #line = '';
  #error: string | undefined;
  #failure: string | undefined;
  #finish = false;
  readonly #missingFileIsError: boolean;

  constructor(missingFileIsError = true) {
    this.#missingFileIsError = missingFileIsError;
  }

  /** Whether the design called $finish since the last call. */
  takeFinish(): boolean {
    const finish = this.#finish;
    this.#finish = false;
    return finish;
  }

  /** The first assertion that failed since the last call, unless a listener heard of it. */
  takeFailure(): string | undefined {
    const failure = this.#listeners.length === 0 ? this.#failure : undefined;
    this.#failure = undefined;
    return failure;
  }

  /** A listener also gets what was said before it came. */
  listen(listener: (message: Message) => void): void {
    this.#listeners.push(listener);
    for (const message of this.#early.splice(0)) {
      listener(message);
    }
  }

  receive(kind: number, text: string): void {
    if (kind === PRINT) {
      this.#print(text);
    } else if (kind === STOP) {
      const reason = this.#error?.replace(ERROR_LINE, '') ?? text;
      this.#error = undefined;
      this.#failure ??= reason;
      this.#tell({ kind: 'assertion', text: reason });
    } else if (kind === FINISH) {
      this.flush();
      this.#finish = true;
      this.#tell({ kind: 'finish', text });
    } else if (kind === FATAL) {
      this.flush();
      throw new SimulationError(
        text.includes('did not converge')
          ? `${text.replace(/\.$/, '')}: a combinational loop, or a clock with a delay (always #5 …), which is not supported`
          : text,
      );
    } else {
      const file = MISSING_FILE.exec(text)?.[1];
      if (file !== undefined && this.#missingFileIsError) {
        this.flush();
        throw new SimulationError(
          `${file}: this data file of a $readmemh or $readmemb was not found: expected it with the sources, on disk or from ` +
            "instantiate({ readFile }); instantiate({ missingFiles: 'warn' }) goes on without it",
        );
      }
      this.#tell({ kind: 'print', text: `warning: ${text}` });
    }
  }

  /** Passes on what still waits for the end of its line. */
  flush(): void {
    if (this.#line !== '') {
      this.#print('\n');
    }
    this.#releaseError();
  }

  #print(text: string): void {
    this.#releaseError();
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop()!;
    for (const line of lines) {
      this.#releaseError();
      if (ERROR_LINE.test(line)) {
        this.#error = line;
      } else {
        this.#tell({ kind: 'print', text: line });
      }
    }
  }

  /** An error line without a stop was an ordinary `$display`. */
  #releaseError(): void {
    if (this.#error === undefined) {
      return;
    }
    const text = this.#error;
    this.#error = undefined;
    this.#tell({ kind: 'print', text });
  }

  #tell(message: Message): void {
    if (this.#listeners.length === 0 && this.#early.length < 1000) {
      this.#early.push(message);
    }
    for (const listener of this.#listeners) {
      listener(message);
    }
  }
}
