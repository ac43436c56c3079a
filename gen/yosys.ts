/** The heading of a pass: `2.31. Executing ABC pass (technology mapping using ABC).` */
const PASS = /^(\d+(?:\.\d+)*\. Executing \w+) pass/;
/** Characters of the log that are kept where all passes are heard of. */
const MAX_LOG = 100_000;

/** What a run of Yosys left. */
export interface YosysRun {
  /** All that it said. */
  readonly log: string;
  /** Why it ended early. */
  readonly failure: string | undefined;
  /** A file that it wrote. */
  text(name: string): string;
}

/**
 * Runs Yosys (in WebAssembly, npm only) on files by name. It says nothing but warnings and errors; where `progress` wants to hear it, it says all, and
 * `progress` is told at every line in which pass it is.
 */
export async function yosys(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  progress?: (pass: string) => void,
): Promise<YosysRun> {
  const { runYosys } = await import('@yowasp/yosys');
  let log = '';
  let line = '';
  let pass = '';
  const keep = (bytes: Uint8Array | null) => {
    if (!bytes) {
      return;
    }
    const said = Buffer.from(bytes).toString();
    log += said;
    if (!progress) {
      return;
    }
    // Of a log of all passes, tens of megabytes, the end is what explains a failure.
    if (log.length > 2 * MAX_LOG) {
      log = log.slice(-MAX_LOG);
    }
    const lines = (line + said).split('\n');
    line = lines.pop() as string;
    for (const each of lines) {
      pass = PASS.exec(each)?.[1] ?? pass;
      if (pass !== '') {
        progress(pass);
      }
    }
  };
  let out: Awaited<ReturnType<typeof runYosys>>;
  let failure: string | undefined;
  try {
    out = await runYosys(progress ? [...args] : ['-q', ...args], files, { stdout: keep, stderr: keep });
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
