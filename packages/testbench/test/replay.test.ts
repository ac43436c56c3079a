import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVcd } from '@chisel-lite/vcd';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** A suite with one passing and one failing test, which fails at a cycle chosen by the seed. */
const SUITE = `
import { bool, module, regs, uint, when } from '@chisel-lite/hdl';
import { simulate } from '@chisel-lite/testbench';
import { describe, expect, test } from 'vitest';

const Counter = module('Counter', { in: { enable: bool() }, out: { count: uint(8) } }, ({ enable, count }) => {
  const { value } = regs({ value: uint(8, 0) });
  when(enable, () => value.set(value.add(1)));
  count.set(value);
});

describe("a counter (of 8 bits)", () => {
  test('counts', async () => {
    const sim = await simulate(Counter);
    sim.port.enable.value = 1;
    await sim.clock.cycles(5);
    expect(sim.port.count.value).toBe(4);
  });

  test("isn't what this says", async () => {
    const sim = await simulate(Counter);
    sim.port.enable.value = 1;
    const cycle = await sim.clock.cycles(20 + sim.random.below(100));
    expect(sim.port.count.value, 'at cycle ' + cycle).toBe(0);
  });
});
`;

const { VITEST: _, VITEST_POOL_ID: __, VITEST_WORKER_ID: ___, TESTBENCH_SEED: ____, ...environment } = process.env;

test('a failing test prints seed, waveform and the command that repeats it with a full dump; a passing one dumps nothing', async () => {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'out', 'replay-'));
  const shell = (command: string) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...environment, NO_COLOR: '1' },
    });
    return { status, text: stdout + stderr };
  };
  try {
    writeFileSync(join(folder, 'counter.test.ts'), SUITE);
    writeFileSync(join(folder, 'vitest.config.ts'), 'export default {};');
    const { status, text } = shell('npx --no-install vitest run counter.test.ts');
    expect(text).toContain('1 failed | 1 passed');
    expect(status).toBe(1);
    const [, failed] = /at cycle (\d+): expected/.exec(text) ?? [];
    expect(text).toMatch(new RegExp(`at [\\d.]+ ns, cycle ${failed}, seed \\d+`));
    expect(text).toContain('ports as sampled at the last 14 rising edges');
    expect(text).toMatch(/^count +│/m);
    expect(existsSync(join(folder, 'dumps'))).toBe(false);

    const [, command] = /replay with a full dump: (.*)/.exec(text) ?? [];
    const replay = shell(command);
    expect(replay.text).toContain(`at cycle ${failed}: expected`);
    expect(replay.text).toContain('1 failed | 1 skipped');
    const dumps = readdirSync(join(folder, 'dumps'));
    expect(dumps.length).toBe(1);
    const vcd = await readVcd(createReadStream(join(folder, 'dumps', dumps[0])));
    expect(vcd.times.at(-1)).toBeGreaterThanOrEqual(5000 * Number(failed));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
