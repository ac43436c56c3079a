import type { Finding, FromChecker, ToChecker } from '../shared/checker-protocol.ts';

/** Rest between two keys after which the file is checked [ms]. */
const REST = 350;

let worker: Worker | undefined;
let number = 0;
const waiting = new Map<number, (answer: FromChecker) => void>();

/** What TypeScript's checker says about a file. It is fetched when it is first asked. */
function check(path: string, sources: ToChecker['sources']): Promise<FromChecker> {
  worker ??= startWorker();
  const question: ToChecker = { number: ++number, path, sources };
  worker.postMessage(question);
  return new Promise((resolve) => waiting.set(question.number, resolve));
}

function startWorker(): Worker {
  const started = new Worker('checker.js');
  started.onmessage = ({ data }: MessageEvent<FromChecker>) => {
    waiting.get(data.number)?.(data);
    waiting.delete(data.number);
  };
  started.onerror = ({ message }) => {
    worker = undefined;
    for (const [each, answer] of waiting) {
      answer({ number: each, findings: [], failed: message || 'checker.js could not be fetched' });
    }
    waiting.clear();
  };
  return started;
}

/** Checks a file when its writer rests; only what was asked last is answered. */
export function restfulChecker(answer: (findings: readonly Finding[], failed: string | undefined) => void) {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  return {
    ask(path: string, sources: () => Promise<ToChecker['sources']>): void {
      clearTimeout(rest);
      const mine = ++turn;
      rest = setTimeout(async () => {
        const { findings, failed } = await check(path, await sources());
        if (mine === turn) {
          answer(findings, failed);
        }
      }, REST);
    },
    /** What is under way is nobody's. */
    forget(): void {
      clearTimeout(rest);
      turn++;
    },
  };
}
