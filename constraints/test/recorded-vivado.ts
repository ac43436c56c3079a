import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUSES = 's_axi_ctrl m_axi_0 m_axi_1 m_axi_2 m_axi_3 aclk aresetn irq';

/** One command of Vivado: its name and its arguments. */
export type Call = readonly [name: string, ...args: string[]];

export interface Recording {
  readonly calls: readonly Call[];
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the stub of Vivado has installed, and what goes wrong in it. */
export interface Circumstances {
  readonly variant?: string;
  /** A folder of variants besides those that are committed. */
  readonly verilog?: string;
  readonly megahertz?: number;
  readonly boards?: string;
  readonly inferred?: string;
  readonly slack?: number;
  readonly fail?: string;
}

/** True where there is a tclsh; said once, loudly, where there is not. */
export const hasTclsh = spawnSync('tclsh', { input: 'exit' }).error === undefined;
if (!hasTclsh) {
  console.warn('SKIPPED: tclsh is not installed; the scripts for Vivado are not tested');
}

/** Runs build.tcl under tclsh with the recording stub. */
export function recordBuild(circumstances: Circumstances = {}): Recording {
  const { variant = 'accelerator_t4', verilog, megahertz = 200, slack = 0.1, fail = '' } = circumstances;
  const { boards = 'xilinx.com:kv260_som:part0:1.2 xilinx.com:kv260_som:part0:1.4', inferred = BUSES } = circumstances;
  const folder = mkdtempSync(join(tmpdir(), 'macromac-vivado-'));
  try {
    const log = join(folder, 'log');
    const script = [
      `source {${join(import.meta.dirname, 'vivado-stub.tcl')}}`,
      `set argv [list ${variant} ${megahertz} {${join(folder, 'out')}}]`,
      `source {${join(ROOT, 'constraints/vivado/build.tcl')}}`,
      'exit 0',
    ].join('\n');
    const { status, stdout, stderr } = spawnSync('tclsh', {
      // A script on standard input goes on after an error; a procedure does not.
      input: `if {[catch {\n${script}\n} message]} {\nputs stderr $message\nexit 1\n}\n`,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...(verilog === undefined ? {} : { MACROMAC_VERILOG: verilog }),
        STUB_LOG: log,
        STUB_BOARDS: boards,
        STUB_INFERRED: inferred,
        STUB_PRESET: boards === '' ? '0' : '1',
        STUB_SLACK: String(slack),
        STUB_FAIL: fail,
      },
    });
    const calls = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Call);
    const readable = (text: string) => text.replaceAll(folder, 'FOLDER');
    return {
      calls: calls.map((call) => call.map(readable) as unknown as Call),
      code: status,
      stdout: readable(stdout),
      stderr: readable(stderr),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the stub objects to in a few lines of Tcl; empty: nothing. */
export function stubObjection(script: string): string {
  const { stdout } = spawnSync('tclsh', {
    input: `source {${join(import.meta.dirname, 'vivado-stub.tcl')}}\nif {[catch {\n${script}\n} message]} { puts $message }\n`,
    encoding: 'utf8',
    env: { ...process.env, STUB_LOG: '/dev/null', STUB_INFERRED: '', STUB_BOARDS: '', STUB_PRESET: '1' },
  });
  return stdout.trim();
}
