/** What a run of Yosys left. */
export interface YosysRun {
  /** All that it said. */
  readonly log: string;
  /** Why it ended early. */
  readonly failure: string | undefined;
  /** A file that it wrote. */
  text(name: string): string;
}

/** Runs Yosys (in WebAssembly, npm only) on files by name. */
export async function yosys(args: readonly string[], files: Readonly<Record<string, string>>): Promise<YosysRun> {
  const { runYosys } = await import('@yowasp/yosys');
  let log = '';
  const keep = (bytes: Uint8Array | null) => {
    if (bytes) {
      log += Buffer.from(bytes).toString();
    }
  };
  let out: Awaited<ReturnType<typeof runYosys>>;
  let failure: string | undefined;
  try {
    out = await runYosys(['-q', ...args], files, { stdout: keep, stderr: keep });
  } catch (error) {
    failure = (error as Error).message;
  }
  const text = (name: string) => {
    const content = out?.[name];
    if (typeof content === 'string') {
      return content;
    }
    if (content instanceof Uint8Array) {
      return Buffer.from(content).toString();
    }
    throw new Error(`Yosys wrote no ${name}\n${log.slice(-2000)}`);
  };
  return { log, failure, text };
}
