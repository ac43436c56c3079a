import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../src/cli.ts';
import { loadModel } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // builds, on machines that may be busy

const COMMAND = join(import.meta.dirname, '..', 'bin', 'verilator-wasm.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof texts) => ({
    write(text: string) {
      texts[name] += text;
    },
  });
  const code = await main(args, { stdout: stream('stdout'), stderr: stream('stderr') });
  return { code, ...texts };
};
const file = (name: string): string => join(folder, name);

// A pipelined DES encryptor by other people (1998), shipped with Debian's Icarus Verilog.
const DES = '/usr/share/doc/iverilog/examples/des.v';
const noDes = !existsSync(DES);
if (noDes) {
  console.warn(`SKIPPED: ${DES} is missing, so no foreign Verilog was built (sudo apt-get install iverilog)`);
}

describe.skipIf(noDes)('Verilog that nobody here wrote', () => {
  test('is built as a file, and encrypts as OpenSSL does', async () => {
    const { code, stdout } = await run(DES, '--top', 'des', '-o', file('des.wasm'), '--types', file('des.d.ts'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/des\.wasm: \d+ bytes of WebAssembly, [\d.]+ s\n {2}input +clk\n {2}input +pt \[63:0\]\n/);
    expect(readFileSync(file('des.d.ts'), 'utf8')).toContain('export type DesPorts = {');

    const model = await loadModel<{ clk: number; pt: bigint; key: bigint; ct: bigint }>(readFileSync(file('des.wasm')));
    const sim = model.instantiate();
    const word = fc.bigInt(0n, 2n ** 64n - 1n);
    const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
    fc.assert(
      fc.property(word, word, (key, plain) => {
        sim.ports.key.value = key;
        sim.ports.pt.value = plain;
        sim.run('clk', 17);
        const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key].map(bytes)), null).setAutoPadding(
          false,
        );
        expect(sim.ports.ct.value).toBe(cipher.update(bytes(plain)).readBigUInt64BE());
      }),
    );
  });

  test('is run at once, traced', async () => {
    const set = ['--set', 'key=0x133457799bbcdff1', '--set', 'pt=0x0123456789abcdef'];
    const { code, stdout, stderr } = await run(
      DES,
      '--top',
      'des',
      '--run',
      'clk',
      '--cycles',
      '20',
      ...set,
      '--vcd',
      file('des.vcd'),
    );
    expect([code, stdout]).toEqual([0, 'ct = 0x85e813540f0ab405\n']);
    expect(stderr).toMatch(/warnings: LITENDIAN \d+, CASEX \d+/);
    const vcd = readFileSync(file('des.vcd'), 'utf8');
    expect(vcd).toContain('$scope module des $end');
    expect(vcd.match(/^#\d+$/gm)!.length).toBe(41);
  });
});

describe('the command', () => {
  test('explains itself', async () => {
    const stdout = execFileSync(process.execPath, [COMMAND, '--help'], { encoding: 'utf8' });
    expect(stdout).toContain('Usage: verilator-wasm [options] <files...>');
    expect(stdout).toContain('Examples:');
  });

  test('takes parameters, definitions and include folders, and answers in JSON', async () => {
    writeFileSync(file('width.vh'), '`define WIDTH 12\n');
    writeFileSync(
      file('adder.v'),
      '`include "width.vh"\nmodule adder #(parameter STEP = 1) (input clk, input [`WIDTH-1:0] a, output reg [`WIDTH-1:0] y);\n' +
        '  always @(posedge clk) y <= a + STEP + `EXTRA;\nendmodule\n',
    );
    const args = [file('adder.v'), '--top', 'adder', '-G', 'STEP=5', '-D', 'EXTRA=0x100', '-I', folder, '--json', '-q'];
    const bad = await run(...args, '--run', 'clk', '--cycles', '1', '--set', 'a=1');
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringMatching(/adder\.v:3: error: /)]);

    args[args.indexOf('EXTRA=0x100')] = "EXTRA='h100";
    const { code, stdout } = await run(...args, '--run', 'clk', '--cycles', '1', '--set', 'a=1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ top: 'adder', run: { cycles: 1, outputs: { y: '0x106' } } });

    // An included file is part of the model: changing it rebuilds.
    writeFileSync(file('width.vh'), '`define WIDTH 8\n');
    const narrow = JSON.parse((await run(...args, '--run', 'clk', '--cycles', '1', '--set', 'a=1')).stdout);
    expect(narrow.run.outputs).toEqual({ y: '0x06' });
  });

  test('plusargs, negative inputs and what can be forced', async () => {
    writeFileSync(
      file('asks.v'),
      `module asks (input clk, input signed [7:0] a, output signed [8:0] y, inout [3:0] io);
         reg signed [7:0] more; initial if (!$value$plusargs("more=%d", more)) more = 0;
         assign y = a + more; assign io = 4'd6;
       endmodule`,
    );
    const args = [file('asks.v'), '--top', 'asks', '--forceable', 'more', '--run', 'clk', '--cycles', '1', '--quiet'];
    const { stdout, stderr } = await run(...args, '--plusarg', '+more=-5', '--set', 'a=-3', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      run: { outputs: { y: '0x1f8', io: '0x6' } },
      internals: [{ name: 'more', forceable: true }],
    });
    expect(stderr).not.toContain('error');
    expect((await run(...args, '--set', 'a=-200')).stderr).toContain('a: -200 does not fit 8 bits');
    expect((await run(...args, '--set', 'a=ff')).stderr).toContain("--set a: 'ff' is not a number");
  });

  test.each([
    [['a.v'], 2, /required option '-t, --top <module>'/],
    [['a.v', '--top', 'a', '-O', '9'], 2, /expected 0, 1, 2 or 3/],
    [['missing.v', '--top', 'a'], 1, /missing\.v: cannot be read/],
    [['missing.v', '--top', 'a', '--verilator', '/nowhere'], 1, /apt-get install verilator/],
  ])('refuses %j', async (args, code, message) => {
    const result = await run(...args);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toMatch(message);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
