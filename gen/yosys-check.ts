/**
 * What Yosys objects to in a design before it maps it: anything that makes it warn, a net without driver or with several, a combinational loop,
 * a latch. Seconds, where `make synth` takes minutes. Empty: nothing.
 */
export async function yosysObjections(files: Readonly<Record<string, string>>, top: string): Promise<string> {
  const { runYosys } = await import('@yowasp/yosys');
  const script = [
    `read_verilog ${Object.keys(files).join(' ')}`,
    `hierarchy -check -top ${top}`,
    'proc',
    'check -assert',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr',
  ].join('; ');
  let log = '';
  const keep = (bytes: Uint8Array | null) => {
    if (bytes) log += Buffer.from(bytes).toString();
  };
  try {
    // -e: a warning is an error.
    await runYosys(['-q', '-e', '.*', '-p', script], files, { stdout: keep, stderr: keep });
  } catch (error) {
    return `${(error as Error).message}\n${log}`;
  }
  return log;
}
