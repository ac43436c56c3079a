import { expect, test } from 'vitest';
import { broken } from '../synthesise.ts';

const within = { LUT: 38_000, FF: 1, DSP: 600, BRAM: 144, URAM: 64 };
const of = (folder: string, changed: Partial<typeof within>) =>
  broken({ folder, total: { ...within, ...changed }, modules: [] });

test('each T is held to the budget of design §9.4, other fused builds to the K26, fp32 to nothing', () => {
  expect(of('accelerator_t2', {})).toEqual([]);
  expect(of('accelerator_t2', { LUT: 38_001, DSP: 601 })).toEqual([
    'accelerator_t2: 38,001 LUT, at most 38,000 allowed',
    'accelerator_t2: 601 DSP, at most 600 allowed',
  ]);
  expect(of('accelerator_t4', { LUT: 45_000 })).toEqual([]);
  expect(of('accelerator_t4', { LUT: 45_001 })).toEqual(['accelerator_t4: 45,001 LUT, at most 45,000 allowed']);
  expect(of('accelerator_t8', { LUT: 60_000, DSP: 1_248 })).toEqual([]);
  expect(of('accelerator_t8', { LUT: 60_001 })).toEqual(['accelerator_t8: 60,001 LUT, at most 60,000 allowed']);
  expect(of('accelerator_t1', { LUT: 117_121 })).toEqual(['accelerator_t1: 117,121 LUT, at most 117,120 allowed']);
  expect(of('accelerator_t8', { URAM: 65 })).toHaveLength(1);
  expect(of('accelerator_fp32_t2', { LUT: 1_000_000 })).toEqual([]);
});

test('a path of more LUTs than 200 MHz allows is broken too', () => {
  const unit = { name: 'unit', instances: 1, own: within };
  const report = (depth: number) => ({ folder: 'accelerator_t2', total: within, modules: [{ ...unit, depth }] });
  expect(broken(report(10))).toEqual([]);
  expect(broken(report(11))).toEqual(['accelerator_t2: unit: a path of 11 LUTs, at most 10 allowed']);
});
