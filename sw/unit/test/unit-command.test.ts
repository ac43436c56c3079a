import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { lcg } from '../../testing/arbitrary.ts';
import { macromac } from '../../testing/command-line.ts';
import { UNIT_NAMES, UNITS, type UnitName } from '../units.ts';

/** Runs `macromac unit` with these lines on stdin. */
async function unit(input: string, ...args: string[]) {
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([input]) as typeof process.stdin);
  try {
    return await macromac('unit', ...args);
  } finally {
    stdin.mockRestore();
  }
}

describe.each(['golden', 'rtl'])('%s', (backend) => {
  test.each<[UnitName, string, string]>([
    ['fp32-mul', '218FCA79 1E63E2EE', '00800000'], // rounds up to the smallest normal
    ['fp32-mul', '7F800000 00000001', '7FC00000'], // infinity × a flushed subnormal
    ['fp32-add', '00C00000 80E00000', '80000000'], // a subnormal result is zero of its sign
    ['fp32-add', '3f800000 3f800000 40000000 00', '40000000'], // TestFloat's further fields
    ['fp16-to-fp32', '0001', '33800000'],
    ['int32-to-fp32', 'FFFFFFFF', 'BF800000'],
    ['fp32-exp', '00000000', '3F800000'],
    ['fp32-exp', '7F800001', '7FC00000'],
    ['fp32-reciprocal', 'C0800000', 'BE800000'], // −4
    ['fp32-reciprocal', '80000001', 'FF800000'], // a subnormal is zero of its sign
    ['fp32-rsqrt', '40800000', '3F000000'], // 4
    ['fp32-rsqrt', 'BF800000', '7FC00000'],
    ['group-scale', 'FFFFFFFFFF 3C00 98', 'BF800000'], // −1 · 1 · 2^0
    ['group-scale', '0000000000 BC00 98', '00000000'],
    ['group-scale', '0000000000 7C00 98', '7FC00000'],
  ])('%s: %s gives %s', async (name, line, result) => {
    expect(await unit(`${line}\n`, name, '--backend', backend)).toMatchObject({ code: 0, stdout: `${result}\n` });
  });

  test('--json is one object, and nothing where a line is bad', async () => {
    const args = ['fp16-to-fp32', '--backend', backend, '--json'];
    expect(JSON.parse((await unit('3C00\n0001\n', ...args)).stdout)).toEqual({
      unit: 'fp16-to-fp32',
      backend,
      count: 2,
      results: ['3F800000', '33800000'],
    });
    expect(JSON.parse((await unit('', ...args)).stdout)).toMatchObject({ count: 0, results: [] });
    expect(await unit('3C00\n3G00\n', ...args)).toMatchObject({ code: 1, stdout: '' });
  });

  test('a bad line ends it with its number, behind the results of the lines before', async () => {
    const { code, stdout, stderr } = await unit('3C00\n3G00\n', 'fp16-to-fp32', '--backend', backend);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '3F800000\n' });
    expect(stderr).toBe('macromac: stdin: line 2: field 1, half, is "3G00"; expected 4 hexadecimal digits\n');
  });
});

test.each(UNIT_NAMES)('%s: both back ends agree on random lines', async (name) => {
  const random = lcg(3);
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  const lines = Array.from({ length: 3000 }, () =>
    UNITS[name].fields.map((field) => digits(field.digits)).join(' '),
  ).join('\n');
  const golden = await unit(lines, name);
  expect(golden.stdout.trim().split('\n')).toHaveLength(3000);
  expect(await unit(lines, name, '--backend', 'rtl')).toEqual(golden);
});
