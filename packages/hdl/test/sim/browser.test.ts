import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 300_000 });

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) {
  console.warn(
    `SKIPPED: ${CHROMIUM} is missing, so the language was not run in a browser (sudo apt-get install chromium)`,
  );
}

const SOURCE = join(import.meta.dirname, '../../src');

/** The package in one file, without a stand-in for anything of Node's. */
async function bundle(format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [join(SOURCE, 'index.ts')],
    bundle: true,
    minify: true,
    format,
    globalName: format === 'iife' ? 'hdl' : undefined,
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0].text;
}

/** Line 5 drives 8 bits with 9. */
const WRONG = `const { module, uint } = hdl;
module('Adder', { in: { a: uint(8) }, out: { y: uint(8) } },
  ({ a, y }) => {
    const sum = a.addGrow(a);
    y.set(sum);
  });`;

/**
 * What a page does: compiles and runs a counter, prints its Verilog, and makes a mistake in a source that has a name.
 */
const page = (wrong: string) => `
  const { compileSimulation, elaborate, emit, format, module, provideSource, regs, uint } = hdl;
  const Counter = module('Counter', { in: { step: uint(40) }, out: { value: uint(40) } }, ({ step, value }) => {
    const { count } = regs({ count: uint(40, 0) });
    count.set(count.add(step));
    value.set(count);
  });
  const sim = compileSimulation(elaborate(Counter).design).instantiate();
  sim.ports.step.value = 7n;
  sim.run('clk', 1000);
  const verilog = emit(Counter).files.get('Counter.v');
  const wrong = ${JSON.stringify(wrong)};
  provideSource('my/adder.ts', wrong);
  let message = '';
  try {
    elaborate((0, eval)(wrong + '\\n//# sourceURL=my/adder.ts'));
  } catch (error) {
    message = error.message;
  }
  return { value: String(sim.ports.value.value), verilog, message };`;

interface Result {
  readonly value: string;
  readonly verilog: string;
  readonly message: string;
}

async function runInChromium(files: Readonly<Record<string, string>>, script: string): Promise<Result> {
  const server = createServer((request, response) => {
    const body = files[request.url!];
    const type = body === undefined ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'content-type': type }).end(body ?? '<title>hdl</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return (await tab.evaluate(script)) as Result;
  } finally {
    await browser.close();
    server.close();
  }
}

function expectWhole({ value, verilog, message }: Result): void {
  expect(value).toBe('7000');
  expect(verilog).toContain('always @(posedge clk)');
  expect(message).toContain('my/adder.ts:5:');
  expect(message).toContain('5 | ');
  expect(message).toContain('y.set(sum);');
}

test.skipIf(missing)('as a module in Chromium: Verilog, simulation, and messages with their lines', async () => {
  const files = { '/hdl.mjs': await bundle('esm') };
  const script = `(async () => { const hdl = await import('/hdl.mjs'); globalThis.hdl = hdl; ${page(WRONG)} })()`;
  expectWhole(await runInChromium(files, script));
});

test.skipIf(missing)('as a plain script in a worker made of a blob', async () => {
  const work = `${await bundle('iife')}\nself.hdl = hdl; self.onmessage = () => { self.postMessage((() => { ${page(WRONG)} })()); };`;
  const script = `new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([${JSON.stringify(work)}], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(0);
  })`;
  expectWhole(await runInChromium({}, script));
});
