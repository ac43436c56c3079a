import { vi } from 'vitest';
import { runCommandLine } from '../cli/program.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process and gives what it printed. */
export async function macromac(...args: string[]): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      printed[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await runCommandLine(args), ...printed };
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
}
