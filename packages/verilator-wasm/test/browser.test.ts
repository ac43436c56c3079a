import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { bundleForWeb } from '../src/bundle.ts';
import { verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 });

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) {
  console.warn(`SKIPPED: ${CHROMIUM} is missing, so no model was run in a browser (sudo apt-get install chromium)`);
}

const source = `module counter (input clk, input rst, input [63:0] step, output reg [63:0] q);
  always @(posedge clk) q <= rst ? 0 : q + step;
  always @(posedge clk) if (q == 21) $display("q is %0d", q);
endmodule`;

test.skipIf(missing)('a bundled model runs in Chromium', async () => {
  const model = await verilate({ sources: { 'counter.v': source }, top: 'counter' });
  const script = await bundleForWeb(model);
  expect(script).toMatch(/^\/\*! [\s\S]*Wilson Snyder, LGPL-3\.0-only or Artistic-2\.0/);
  const server = createServer((request, response) => {
    const [type, body] =
      request.url === '/counter.mjs' ? ['text/javascript', script] : ['text/html', '<title>counter</title>'];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const result = await page.evaluate(`(async () => {
      const { model } = await import('/counter.mjs');
      const sim = model.instantiate();
      const texts = [];
      sim.onMessage(({ text }) => texts.push(text));
      sim.ports.step.value = 7n;
      const snapshot = sim.snapshot();
      sim.run('clk', 1000);
      const first = sim.ports.q.value;
      sim.restore(snapshot);
      sim.run('clk', 1);
      return { top: model.top, first: String(first), again: String(sim.ports.q.value), texts };
    })()`);
    expect(result).toEqual({ top: 'counter', first: '7000', again: '7', texts: ['q is 21'] });
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    server.close();
  }
});
