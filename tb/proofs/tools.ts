import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a proof is made with: Debian's packages of these names. */
export const TOOLS = ['yosys', 'berkeley-abc'] as const;

export const missingTools = (): string[] =>
  TOOLS.filter((tool) => !(process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool))));

export interface Ran {
  readonly output: string;
  readonly status: number | null;
  /** It was stopped after `seconds`. */
  readonly stopped: boolean;
}

/** Runs a tool in a folder, and stops it, with what it started, after so many seconds. */
export function run(tool: string, args: readonly string[], folder: string, seconds: number): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let stopped = false;
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const stop = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => {
      stopped = true;
      stop();
    }, seconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${tool}: ${error.message}`));
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ output, status, stopped });
    });
  });
}
