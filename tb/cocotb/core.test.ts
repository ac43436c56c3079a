import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMAT } from '@macromac/rtl';
import { variantFolder, variantNamed } from '@macromac/verilog';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import { expect, test } from 'vitest';
import { has, pythonOrSkip } from '../../tools/python-environment.ts';
import { channels, padActivations, randomActivations, randomMatrix } from '../arbitraries.ts';
import { COCOTB } from './python.ts';

const VERILOG = await variantFolder(variantNamed('core_t1'));

const WHAT = 'the emitted core under cocotb';
const python = has('iverilog', '-V')
  ? pythonOrSkip(WHAT, ...COCOTB)
  : void console.warn(`SKIPPED: ${WHAT} (iverilog is wanted)`);

const hex = (data: ArrayBufferView) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');

/** A job as core_cocotb.py wants it; T = 1, so the frame is the results in order, padded to whole blocks with +0. */
function job(n: number, k: number, format: 'awq-macro' | 'awq-macro-dense' | 'int8-macro', seed: number) {
  const matrix = randomMatrix(n, k, format, 'ordinary', seed);
  const x = randomActivations(k, 'ordinary', seed + 1);
  const { groups, blocks } = matrixLayout(format, n, k);
  const code = { 'awq-macro': FORMAT.macro, 'awq-macro-dense': FORMAT.dense, 'int8-macro': FORMAT.int8 }[format];
  const y = new Float32Array(32 * Math.ceil(n / 32));
  y.set(goldenMatmul('fused', matrix, x, 1));
  return {
    command: hex(BigUint64Array.of(BigInt(groups) | (BigInt(blocks) << 16n) | (BigInt(code) << 32n))),
    x: hex(padActivations(x, k, 1)),
    weights: channels(matrix).map(hex),
    y: hex(y),
  };
}

test.skipIf(!python)(
  'the emitted core gives the golden bits on Icarus under cocotbext-axi, with and without pauses',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'cocotb-'));
    try {
      const plan = {
        jobs: [job(40, 128, 'awq-macro', 1), job(32, 64, 'awq-macro-dense', 2), job(70, 192, 'int8-macro', 3)],
        pauses: {
          s_axis_cmd: [1, 1, 0],
          s_axis_x: [0, 1],
          s_axis_w0: [0, 0, 1],
          s_axis_w1: [1, 0, 1, 0, 0],
          s_axis_w2: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
          m_axis_y: [1, 1, 1, 0],
        },
      };
      const jobs = join(folder, 'jobs.json');
      writeFileSync(jobs, JSON.stringify(plan));
      const sources = readdirSync(VERILOG)
        .filter((name) => name.endsWith('.v'))
        .map((name) => join(VERILOG, name));
      const script = new URL('./core_cocotb.py', import.meta.url).pathname;
      const env = {
        ...process.env,
        CORE_JOBS: jobs,
        PYTHONPATH: join(script, '..'),
        PATH: `${join(python as string, '..')}:${process.env['PATH']}`,
      };
      const output = runScript(python as string, [script, join(folder, 'build'), ...sources], env);
      expect(output).toContain('cocotb: 2 tests, 0 failed');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  300_000,
);

/** Its output; where it fails, the error holds the last of it. */
function runScript(program: string, args: string[], env: NodeJS.ProcessEnv): string {
  try {
    return execFileSync(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 280_000 }).toString();
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-40).join('\n'));
  }
}
