import type { TestIdentity } from './report.ts';

/** The test runner around us, as far as there is one. Only vitest so far. */
export interface Runner {
  test: TestIdentity | undefined;
  /** Calls `report` when the test has failed, and prints what it returns; the last call of a test wins. */
  onFailed(report: () => string | undefined): void;
  /** Calls `finish` when the test is over. */
  onFinished(finish: () => void): void;
}

const reports = new Map<string, () => string | undefined>();

export async function currentRunner(): Promise<Runner | undefined> {
  if (typeof process === 'undefined' || !process.env.VITEST) {
    return undefined;
  }
  const vitest = await import('vitest').catch(() => undefined);
  if (vitest === undefined) {
    return undefined; // a program that a test started, in a folder of its own
  }
  const { expect, onTestFailed, onTestFinished } = vitest;
  const { relative } = await import('node:path');
  const { currentTestName, testPath } = expect.getState();
  if (!currentTestName || !testPath) {
    return undefined;
  }
  const key = `${testPath} ${currentTestName}`;
  return {
    test: { file: relative(process.cwd(), testPath), name: currentTestName.replaceAll(' > ', ' ') },
    onFinished(finish) {
      try {
        onTestFinished(finish);
      } catch {
        // outside a running test, for instance in beforeAll: the dump is completed when the process ends
      }
    },
    onFailed(report) {
      const known = reports.has(key);
      reports.set(key, report);
      if (known) {
        return;
      }
      try {
        onTestFailed(() => {
          const text = reports.get(key)?.();
          reports.delete(key);
          if (text) {
            console.error(text);
          }
        });
      } catch {
        reports.delete(key); // outside a running test, for instance in beforeAll
      }
    },
  };
}
