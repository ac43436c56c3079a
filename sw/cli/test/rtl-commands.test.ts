/** The commands on the emitted Verilog: the same bits, and the cycles it took. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { convertCheckpoint } from '../../import/convert.ts';
import { packMatrix } from '../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../testing/arbitrary.ts';
import { macromac } from '../../testing/command-line.ts';
import { tinyCheckpoint, writeTinyModel } from '../../testing/tiny-model.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-rtl-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string) => join(root, name);

test('gemv gives the bits of the golden model', async () => {
  const [n, k] = [100, 200];
  writeFileSync(path('w'), packMatrix(randomMatrix('awq-macro', n, k, 1), 'awq-macro'));
  writeFileSync(path('x'), randomActivations(k, 2));
  const gemv = (backend: string) =>
    macromac(
      'gemv',
      '--weights',
      path('w'),
      '--k',
      `${k}`,
      '--n',
      `${n}`,
      '--x',
      path('x'),
      '--out',
      path(backend),
      '--backend',
      backend,
      '--json',
    );
  const { code, stdout } = await gemv('rtl');
  expect(code).toBe(0);
  const { cycles, beats, stalls } = JSON.parse(stdout);
  // 4 blocks of 32 outputs, 4 groups, 18 strips: a strip of each channel a cycle at best.
  expect(beats).toBe(4 * 4 * 4 * 18);
  expect(cycles).toBeGreaterThan(4 * 4 * 18);
  expect(stalls).toBeGreaterThanOrEqual(0);
  await gemv('golden');
  expect(readFileSync(path('rtl'))).toEqual(readFileSync(path('golden')));
});

test('demo --json: the text of the golden model, every product compared, and what it took', async () => {
  const [prompt, n] = ['The dog', 3];
  const model = join(import.meta.dirname, '../../../models/story');
  const demo = await macromac('demo', '--rtl', 'core', '--prompt', prompt, '-n', `${n}`, '--json');
  const golden = await macromac(
    'generate',
    '--model',
    model,
    '--backend',
    'golden',
    '--offload',
    'linear',
    '--prompt',
    prompt,
    '-n',
    `${n}`,
    '--json',
  );
  expect(demo.code).toBe(0);
  const { compared, simulated, cycles_per_second, ...text } = JSON.parse(demo.stdout);
  const expected = JSON.parse(golden.stdout);
  // The core alone lists no largest logits.
  const head = { top: 0, full: n, bytes_saved: 0 };
  expect(text).toEqual({ ...expected, backend: 'rtl', cycles: expect.any(Number), lm_head: head });
  // Every token but the last goes through all layers, with seven products each; those that choose one, through the LM
  // head too.
  const { layers } = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8')).architecture;
  expect(compared.products).toBe((text.prompt_tokens.length + n - 1) * 7 * layers + n);
  expect(simulated.megahertz).toBe(200);
  expect(simulated.tokens_per_second * simulated.cycles_per_token).toBeCloseTo(200e6, 0);
  expect(simulated.cycles_per_token * (n - 1)).toBeLessThan(text.cycles);
  expect(simulated.stream_utilisation).toBeGreaterThan(0.5);
  expect(simulated.stream_utilisation).toBeLessThanOrEqual(1);
  expect(cycles_per_second).toBeGreaterThan(0);
});

test('generate writes what the golden model writes', async () => {
  writeTinyModel(path('tiny'));
  const generate = async (...args: string[]) =>
    JSON.parse(
      (
        await macromac(
          'generate',
          '--model',
          path('tiny'),
          '--backend',
          'golden',
          '--prompt',
          'Hi!',
          '-n',
          '5',
          '--json',
          ...args,
        )
      ).stdout,
    );
  const golden = await generate('--backend', 'golden');
  const rtl = await generate('--backend', 'rtl', '--check', '--tokens-per-pass', '1');
  expect(rtl).toEqual({ ...golden, backend: 'rtl', cycles: expect.any(Number) });
  expect(golden.cycles).toBeNull();
  expect(rtl.cycles).toBeGreaterThan(1000);
});

test('a model of INT4 and INT8 matrices: every product has the bits of the golden model, and so has the text', async () => {
  const int8 = ['attention.v', 'layers.1.mlp.down', 'layers.0.attention.k'];
  const storage = { weights: 'awq-macro-dense', embedding: 'int8-macro', lmHead: 'int8-macro', int8 } as const;
  const { tensors } = convertCheckpoint(tinyCheckpoint(), storage, path('mixed'));
  const kindOf = (name: string) => tensors.find((tensor) => tensor.name === `${name}.weight`)?.kind;
  expect(['layers.0.mlp.down', 'layers.1.mlp.down'].map(kindOf)).toEqual(['awq-macro-dense', 'int8-macro']);
  const generate = async (...args: string[]) => {
    const command = ['generate', '--model', path('mixed'), '--prompt', 'Hi!', '-n', '4', '--json', ...args];
    return JSON.parse((await macromac(...command)).stdout);
  };
  const golden = await generate('--backend', 'golden');
  // --check compares each product with the golden model, bit for bit, and ends at the first difference.
  const rtl = await generate('--backend', 'rtl', '--check');
  expect(rtl).toEqual({ ...golden, backend: 'rtl', cycles: expect.any(Number) });
  const exact = await generate('--backend', 'cpu', '--activations', 'fp32');
  expect(exact).toEqual({ ...golden, backend: 'cpu' });
});
