import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { halfToFloat } from '../../backends/golden/half.ts';
import { packMatrix, unpackMatrix } from '../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../testing/arbitrary.ts';
import { macromac } from '../../testing/command-line.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-gemv-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string) => join(root, name);

const [N, K] = [45, 130];
const matrix = randomMatrix('awq-macro', N, K, 3);
writeFileSync(path('w1'), packMatrix(matrix, 'awq-macro'));
writeFileSync(path('w2'), packMatrix(matrix, 'awq-macro-dense'));
const x = randomActivations(3 * K, 4);
writeFileSync(path('x'), x.subarray(0, K));
writeFileSync(path('x3'), x);

const gemv = (...args: string[]) =>
  macromac(
    'gemv',
    '--weights',
    path('w1'),
    '--k',
    `${K}`,
    '--n',
    `${N}`,
    '--x',
    path('x'),
    '--out',
    path('y'),
    ...args,
  );

function result(): Float32Array {
  const bytes = readFileSync(path('y'));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** In double precision, from the unpacked matrix. */
function reference(t: number): { y: number[]; size: number } {
  const y = Array.from({ length: N }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const group = n * 3 + Math.floor(k / 64);
      sum += (matrix.q[n * K + k] - matrix.zeros[group]) * halfToFloat(matrix.scales[group]) * x[t * K + k];
    }
    return sum;
  });
  return { y, size: Math.max(...y.map(Math.abs)) };
}

test.each([
  ['format 1', []],
  ['format 2', ['--format', '2', '--weights', path('w2')]],
  ['engine fp32', ['--engine', 'fp32']],
])('one vector, %s', async (_, args) => {
  expect(await gemv(...args)).toEqual({ code: 0, stdout: '', stderr: '' });
  const { y, size } = reference(0);
  expect(result()).toHaveLength(N);
  for (const [n, value] of result().entries()) {
    expect(Math.abs(value - y[n])).toBeLessThan(1e-5 * size);
  }
});

test('both formats give the same bits', async () => {
  await gemv();
  const first = result();
  await gemv('--format', '2', '--weights', path('w2'));
  expect(result()).toEqual(first);
});

test('three vectors, token by token', async () => {
  await gemv();
  const alone = result();
  expect((await gemv('--t', '3', '--x', path('x3'), '--json')).stdout).toBe(
    '{"cycles":null,"beats":null,"stalls":null}\n',
  );
  expect(result()).toHaveLength(3 * N);
  expect(result().subarray(0, N)).toEqual(alone);
  const { y, size } = reference(2);
  for (let n = 0; n < N; n++) {
    expect(Math.abs(result()[2 * N + n] - y[n])).toBeLessThan(1e-5 * size);
  }
});

test('a non-finite activation gives NaN and a warning', async () => {
  const bad = x.slice(0, K);
  bad[7] = Number.POSITIVE_INFINITY;
  writeFileSync(path('bad-x'), bad);
  const { code, stderr } = await gemv('--x', path('bad-x'));
  expect(code).toBe(0);
  expect(stderr).toBe(`warning: ${path('bad-x')}: token 0, input 7 is Infinity; all results of such a token are NaN\n`);
  expect([...new Uint32Array(result().buffer, result().byteOffset, N)]).toEqual(Array(N).fill(0x7fc00000));
});

describe('bad input', () => {
  test.each<[string, string[], number, RegExp]>([
    ['weights too short', ['--n', '65'], 1, /w1: 6912 bytes, expected 10368 \(packed 65 × 130, format 1\)/],
    ['weights of another format', ['--format', '2'], 1, /w1: 6912 bytes, expected 6656 /],
    ['x too short', ['--t', '2'], 1, /x: 520 bytes, expected 1040 \(2 × 130 float32\)/],
    ['x too long', ['--x', path('x3')], 1, /x3: 1560 bytes, expected 520/],
    ['no weights file', ['--weights', path('none')], 1, /none: no such file or directory/],
    ['no x file', ['--x', path('none')], 1, /none: no such file or directory/],
    ['a folder for weights', ['--weights', root], 1, /is a directory, expected a file/],
    ['no folder for the result', ['--out', path('no/where')], 1, /no such file or directory/],
    ['K too large', ['--k', '8193'], 2, /'8193' is invalid. Expected an integer from 1 to 8192/],
    ['K of zero', ['--k', '0'], 2, /'0' is invalid/],
    ['N too large', ['--n', '262145'], 2, /Expected an integer from 1 to 262144/],
    ['T of zero', ['--t', '0'], 2, /'0' is invalid/],
    ['an unknown format', ['--format', '3'], 2, /Allowed choices are 1, 2/],
    ['an unknown back end', ['--backend', 'fpga'], 2, /unknown back end "fpga"/],
  ])('%s', async (_, args, expectedCode, message) => {
    rmSync(path('y'), { force: true });
    const before = readdirSync(root);
    const { code, stdout, stderr } = await gemv(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal error/);
    expect(code).toBe(expectedCode);
    expect(stdout).toBe('');
    expect(readdirSync(root)).toEqual(before);
  });
});

describe('pack', () => {
  const floats = (name: string, values: Float32Array) => {
    writeFileSync(path(name), values);
    return path(name);
  };
  const weightsFrom = (seed: number) => Float32Array.from({ length: N * K }, (_, i) => Math.sin(i * i + seed));
  const pack = (weights: string, format: string) =>
    macromac('pack', '--weights', weights, '--k', `${K}`, '--n', `${N}`, '--out', path('packed'), '--format', format);

  test.each([
    ['1', 'awq-macro', 15],
    ['2', 'awq-macro-dense', 15],
    ['int8', 'int8-macro', 254],
  ] as const)('format %s: each weight within half a step', async (name, format, steps) => {
    const weights = weightsFrom(5);
    expect(await pack(floats('floats', weights), name)).toMatchObject({ code: 0 });
    const { q, zeros, scales } = unpackMatrix(readFileSync(path('packed')), format, N, K);
    weights.forEach((weight, i) => {
      const [output, group] = [Math.floor(i / K), Math.floor((i % K) / 64)];
      const at = output * Math.ceil(K / 64) + group;
      const scale = halfToFloat(scales[at]);
      const inGroup = weights.subarray(
        output * K + 64 * group,
        Math.min(output * K + 64 * (group + 1), (output + 1) * K),
      );
      const range = Math.max(0, ...inGroup) - Math.min(0, ...inGroup);
      // Half a step; the scale is rounded to FP16, and so is, by up to half a step, the place of zero.
      expect(Math.abs((q[i] - zeros[at]) * scale - weight)).toBeLessThanOrEqual(1.01 * scale);
      expect(scale).toBeLessThanOrEqual((1.01 * 2 * range) / steps);
    });
  });

  test('gemv takes what it makes', async () => {
    await pack(floats('floats', weightsFrom(6)), 'int8');
    const { code } = await gemv('--weights', path('packed'), '--format', 'int8');
    expect(code).toBe(0);
    expect(result().length).toBe(N);
  });

  test('a file of another size, and a weight that is no number, are refused, and nothing is written', async () => {
    rmSync(path('packed'), { force: true });
    expect(await pack(floats('short', new Float32Array(3)), '1')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/short: 12 bytes, expected 23400 \(45 × 130 float32\)\n$/),
    });
    const weights = weightsFrom(7);
    weights[K + 2] = Number.NaN;
    expect(await pack(floats('nan', weights), 'int8')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nan: output 1, input 2 is NaN, expected a finite number\n$/),
    });
    expect(readdirSync(root)).not.toContain('packed');
  });
});
