import { createInterface } from 'node:readline';

/** What the user says to a chat, and Ctrl-C: it stops an answer; between answers it ends the conversation. */
export interface ChatInput {
  /** Messages up to an empty line or the end of stdin. A line that ends in a backslash goes on in the next. */
  messages(): AsyncGenerator<string>;
  /** An answer begins: the signal tells when it shall stop. */
  answering(): AbortSignal;
  answered(): void;
}

export function chatInput(): ChatInput {
  const isTerminal = process.stdin.isTTY;
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: isTerminal,
    prompt: '> ',
  });
  let answer: AbortController | undefined;
  const interrupted = () => (answer ? answer.abort() : lines.close());
  const ask = (sign: string) => {
    if (isTerminal) {
      lines.setPrompt(sign);
      lines.prompt();
    }
  };
  return {
    async *messages() {
      // A terminal's Ctrl-C comes as a key, another process's as a signal.
      lines.on('SIGINT', interrupted);
      process.on('SIGINT', interrupted);
      try {
        ask('> ');
        let before = '';
        for await (const line of lines) {
          if (line.endsWith('\\')) {
            before += `${line.slice(0, -1)}\n`;
            ask('| ');
            continue;
          }
          const message = before + line;
          before = '';
          if (message.trim() === '') {
            break;
          }
          yield message;
          ask('> ');
        }
      } finally {
        process.off('SIGINT', interrupted);
        lines.close();
      }
    },
    answering() {
      answer = new AbortController();
      return answer.signal;
    },
    answered() {
      answer = undefined;
    },
  };
}
