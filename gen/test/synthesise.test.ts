import { expect, test } from 'vitest';
import { broken } from '../synthesise.ts';

const within = { LUT: 40_000, FF: 1, DSP: 600, BRAM: 144, URAM: 64 };
const of = (folder: string, changed: Partial<typeof within>) =>
  broken({ folder, total: { ...within, ...changed }, modules: [] });

test('T = 2 is held to the budget of design §7, the other fused builds to the K26, fp32 to nothing', () => {
  expect(of('accelerator_t2', {})).toEqual([]);
  expect(of('accelerator_t2', { LUT: 40_001, DSP: 601 })).toEqual([
    'accelerator_t2: 40,001 LUT, at most 40,000 allowed',
    'accelerator_t2: 601 DSP, at most 600 allowed',
  ]);
  expect(of('accelerator_t8', { LUT: 117_120 })).toEqual([]);
  expect(of('accelerator_t8', { LUT: 117_121 })).toEqual(['accelerator_t8: 117,121 LUT, at most 117,120 allowed']);
  expect(of('accelerator_t8', { URAM: 65 })).toHaveLength(1);
  expect(of('accelerator_fp32_t2', { LUT: 1_000_000 })).toEqual([]);
});

test('a path of more LUTs than 200 MHz allows is broken too', () => {
  const unit = { name: 'unit', instances: 1, own: within };
  const report = (depth: number) => ({ folder: 'accelerator_t2', total: within, modules: [{ ...unit, depth }] });
  expect(broken(report(10))).toEqual([]);
  expect(broken(report(11))).toEqual(['accelerator_t2: unit: a path of 11 LUTs, at most 10 allowed']);
});
