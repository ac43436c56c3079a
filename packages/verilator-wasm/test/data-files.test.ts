import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../src/cli.ts';
import { type Instance, type Model, SimulationError, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 }); // builds, on machines that may be busy

/** Does with the file of any name what \`op\` says. */
const design = `
module files (input clk, input [7:0] op, input [2047:0] path, input [31:0] mode, output reg [31:0] result,
              output [7:0] first, output [7:0] third);
  reg [7:0] m [0:3];
  integer fd;
  assign first = m[0];
  assign third = m[2];
  always @(posedge clk) case (op)
    1: $readmemh(path, m);
    2: $readmemb(path, m);
    3: begin fd = $fopen(path, mode); result = fd; end
    4: $fwrite(fd, "line %0d\\n", first);
    5: $fclose(fd);
    6: result = $fgetc(fd);
    7: $writememh(path, m);
    8: result = $fseek(fd, 0, 0);
    9: $fflush(fd);
    10: $finish;
    default: ;
  endcase
endmodule`;

let folder: string;
let model: Model;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-files-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'hex.mem'), '11\n22\n33\n44\n');
  writeFileSync(join(folder, 'data', 'bin.mem'), '1\n10\n11\n100\n');
  symlinkSync(join(folder, 'data'), join(folder, 'link'));
  symlinkSync(join(folder, 'data', 'hex.mem'), join(folder, 'alias.mem'));
  writeFileSync(join(folder, 'files.v'), design);
  model = await verilate({ sources: [join(folder, 'files.v')], top: 'files' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const packed = (text: string): bigint => BigInt(`0x${Buffer.from(text).toString('hex') || '0'}`);
const OPS = {
  readHex: 1,
  readBin: 2,
  open: 3,
  write: 4,
  close: 5,
  getc: 6,
  writeHex: 7,
  rewind: 8,
  flush: 9,
  finish: 10,
};

function perform(sim: Instance, op: keyof typeof OPS, path = '', mode = ''): number {
  sim.ports.op.value = OPS[op];
  sim.ports.path.value = packed(path);
  sim.ports.mode.value = packed(mode);
  sim.run('clk', 1);
  return sim.ports.result.value as number;
}
const readText = (sim: Instance): string => {
  let text = '';
  for (let c = perform(sim, 'getc'); c !== 0xffff_ffff; c = perform(sim, 'getc')) {
    text += String.fromCharCode(c);
  }
  return text;
};

describe('data files are found by', () => {
  const spellings: [string, (name: string) => string][] = [
    ['an absolute path', (name) => join(folder, 'data', name)],
    ['a relative path', (name) => relative(process.cwd(), join(folder, 'data', name))],
    ['./ before a relative path', (name) => `./${relative(process.cwd(), join(folder, 'data', name))}`],
    ['.. within an absolute path', (name) => `${folder}/data/../data/${name}`],
    ['. within an absolute path', (name) => `${folder}/./data/./${name}`],
    ['doubled slashes', (name) => `/${folder}//data//${name}`],
    ['a folder that is a symbolic link', (name) => join(folder, 'link', name)],
    ['.. after a symbolic link', (name) => `${folder}/link/../data/${name}`],
  ];
  test.each(spellings)('%s', (_, spell) => {
    const sim = model.instantiate();
    perform(sim, 'readHex', spell('hex.mem'));
    expect([sim.ports.first.value, sim.ports.third.value]).toEqual([0x11, 0x33]);
    perform(sim, 'readBin', spell('bin.mem'));
    expect([sim.ports.first.value, sim.ports.third.value]).toEqual([1, 3]);
    for (const mode of ['r', 'rb', 'r+']) {
      expect(perform(sim, 'open', spell('hex.mem'), mode)).not.toBe(0);
      expect(readText(sim)).toBe('11\n22\n33\n44\n');
      perform(sim, 'close');
    }
    expect(readFileSync(join(folder, 'data', 'hex.mem'), 'utf8')).toBe('11\n22\n33\n44\n');
  });

  test('a file that is a symbolic link', () => {
    const sim = model.instantiate();
    perform(sim, 'readHex', join(folder, 'alias.mem'));
    expect(sim.ports.third.value).toBe(0x33);
  });

  test('the path the Verilog gives, when the caller answers', () => {
    const asked: string[] = [];
    const sim = model.instantiate({
      readFile: (path) => {
        asked.push(path);
        return Buffer.from('a b c d');
      },
    });
    for (const path of ['/root/x.mem', 'x.mem', '../x.mem', './x.mem']) {
      perform(sim, 'readHex', path);
    }
    expect(asked).toEqual(['/root/x.mem', 'x.mem', '../x.mem', './x.mem']);
    expect(sim.ports.third.value).toBe(0xc);
  });
});

describe('a design writes', () => {
  test.each([
    ['w', 'line 17\n'],
    ['wb', 'line 17\n'],
    ['w+', 'line 17\n'],
    ['a', 'old old old\nline 17\n'],
    ['a+', 'old old old\nline 17\n'],
    ['r+', 'line 17\nold\n'],
  ])('in mode %s', (mode, expected) => {
    for (const spell of [(path: string) => path, (path: string) => relative(process.cwd(), path)]) {
      const path = join(folder, `out-${mode}.txt`);
      writeFileSync(path, 'old old old\n');
      const sim = model.instantiate();
      perform(sim, 'readHex', join(folder, 'data', 'hex.mem'));
      expect(perform(sim, 'open', spell(path), mode)).not.toBe(0);
      perform(sim, 'write');
      perform(sim, 'close');
      expect(readFileSync(path, 'utf8')).toBe(expected);
      expect(Buffer.from(sim.written(path)!).toString()).toBe(expected);
      // The other spelling is the same file.
      expect(perform(sim, 'open', relative(process.cwd(), path), 'r')).not.toBe(0);
      expect(readText(sim)).toBe(expected);
    }
  });

  test('new files, which are there from $fopen on and whole after $finish', () => {
    for (const mode of ['w', 'a', 'w+', 'a+']) {
      const path = join(folder, `new-${mode}.txt`);
      const sim = model.instantiate();
      perform(sim, 'open', path, mode);
      expect(readFileSync(path, 'utf8')).toBe('');
      perform(sim, 'write');
      perform(sim, 'finish');
      expect(readFileSync(path, 'utf8')).toBe('line 0\n');
      perform(sim, 'write');
      sim.dispose();
      expect(readFileSync(path, 'utf8')).toBe('line 0\nline 0\n');
    }
  });

  test('and reads what it has written through the same descriptor', () => {
    const sim = model.instantiate();
    perform(sim, 'open', join(folder, 'both.txt'), 'w+');
    perform(sim, 'write');
    perform(sim, 'rewind');
    expect(readText(sim)).toBe('line 0\n');
  });

  test('memories, which it reads again', () => {
    const path = join(folder, 'dump.mem');
    const sim = model.instantiate();
    perform(sim, 'readHex', join(folder, 'data', 'hex.mem'));
    perform(sim, 'writeHex', path);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toEqual(['11', '22', '33', '44']);
    perform(sim, 'readBin', join(folder, 'data', 'bin.mem'));
    perform(sim, 'readHex', relative(process.cwd(), path));
    expect(sim.ports.first.value).toBe(0x11);
  });

  test('nothing where no such folder is, or where it opened the file for reading', () => {
    const sim = model.instantiate();
    expect(perform(sim, 'open', join(folder, 'none', 'x.txt'), 'w')).toBe(0);
    expect(perform(sim, 'open', join(folder, 'none.txt'), 'r')).toBe(0);
    expect(perform(sim, 'open', join(folder, 'none.txt'), 'r+')).toBe(0);
    expect(existsSync(join(folder, 'none.txt'))).toBe(false);
    perform(sim, 'open', join(folder, 'data', 'hex.mem'), 'r');
    perform(sim, 'write');
    perform(sim, 'close');
    expect(readFileSync(join(folder, 'data', 'hex.mem'), 'utf8')).toBe('11\n22\n33\n44\n');
  });

  test('into memory alone, unless the sources are files or the caller keeps them', async () => {
    const kept = new Map<string, string>();
    const inMemory = await verilate({ sources: { 'files.v': design, 'data/x.mem': '5 6 7 8' }, top: 'files' });
    const sim = inMemory.instantiate({ writeFile: (path, bytes) => kept.set(path, Buffer.from(bytes).toString()) });
    for (const path of ['data/x.mem', './data/x.mem', 'data/../data/x.mem']) {
      perform(sim, 'readHex', path);
      expect(sim.ports.third.value).toBe(7);
    }
    perform(sim, 'open', '/nowhere/out.txt', 'w');
    perform(sim, 'write');
    perform(sim, 'close');
    expect([...kept]).toEqual([['/nowhere/out.txt', 'line 5\n']]);
    const alone = inMemory.instantiate();
    perform(alone, 'open', '/nowhere/out.txt', 'w');
    perform(alone, 'write');
    expect(Buffer.from(alone.written('/nowhere/x/../out.txt')!).toString()).toBe('line 0\n');
    expect(alone.written('/nowhere/other.txt')).toBeUndefined();
  });
});

describe('a missing data file', () => {
  test('is an error that names it, wherever it is asked for', () => {
    for (const op of ['readHex', 'readBin'] as const) {
      for (const path of [join(folder, 'none.mem'), 'none.mem', '../none.mem']) {
        const sim = model.instantiate();
        sim.onMessage(() => {});
        expect(() => perform(sim, op, path)).toThrow(SimulationError);
        expect(() => perform(sim, op, path)).toThrow(
          `${path}: this data file of a $readmemh or $readmemb was not found`,
        );
      }
    }
  });

  test('is a warning when asked', () => {
    const sim = model.instantiate({ missingFiles: 'warn' });
    const texts: string[] = [];
    sim.onMessage(({ text }) => texts.push(text));
    perform(sim, 'readHex', join(folder, 'none.mem'));
    expect(texts).toEqual([`warning: ${join(folder, 'none.mem')}: $readmem file not found`]);
  });

  test('ends the command with 1', async () => {
    const source = join(folder, 'rom.v');
    writeFileSync(
      source,
      `module rom (input clk, output [7:0] o); reg [7:0] m [0:3]; initial $readmemh("${folder}/none.mem", m);
       assign o = m[2]; endmodule`,
    );
    const run = async (...more: string[]) => {
      const texts = { stdout: '', stderr: '' };
      const stream = (name: keyof typeof texts) => ({
        write(text: string) {
          texts[name] += text;
        },
      });
      const args = [source, '--top', 'rom', '--run', 'clk', '--cycles', '1', '-q', ...more];
      const code = await main(args, { stdout: stream('stdout'), stderr: stream('stderr') });
      return { code, ...texts };
    };
    const strict = await run();
    expect([strict.code, strict.stdout]).toEqual([1, '']);
    expect(strict.stderr).toContain(`${folder}/none.mem: this data file`);
    expect(await run('--missing-files', 'warn')).toMatchObject({ code: 0, stdout: 'o = 0x00\n' });
    writeFileSync(join(folder, 'none.mem'), '1 2 3 4');
    expect(await run()).toMatchObject({ code: 0, stdout: 'o = 0x03\n' });
    rmSync(join(folder, 'none.mem'));
  });
});
