import { yosys } from './yosys.ts';

/**
 * What Yosys objects to in a design before it maps it: anything that makes it warn, a net without driver or with
 * several, a combinational loop, a latch. Seconds, where `make synth` takes minutes. Empty: nothing.
 */
export async function yosysObjections(files: Readonly<Record<string, string>>, top: string): Promise<string> {
  const script = [
    // The vendor's cells, as black boxes.
    'read_verilog -lib +/xilinx/cells_xtra.v',
    `read_verilog ${Object.keys(files).join(' ')}`,
    `hierarchy -check -top ${top}`,
    'proc',
    'check -assert',
    'select -assert-none t:$dlatch t:$adlatch t:$dlatchsr',
  ].join('; ');
  // -e: a warning is an error.
  const { failure, log } = await yosys(['-e', '.*', '-p', script], files);
  return failure === undefined ? log : `${failure}\n${log}`;
}
