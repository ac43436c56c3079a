import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Progress, reportPhases } from '../src/build/progress.ts';

test('a build says what remains while its estimate holds, and nothing once that is overrun', async () => {
  const heard: Progress[] = [];
  const phases = reportPhases('cpu', (progress) => heard.push(progress));
  await phases.run('verilator', 0, 1, () => sleep(1)); // takes no time: not mentioned
  expect(await phases.run('compile', 0.4, 2, () => sleep(700, 'compiled'))).toBe('compiled');
  expect(heard.every(({ phase, top }) => phase === 'compile' && top === 'cpu')).toBe(true);
  expect(heard[0].remaining).toBeCloseTo(2.4, 1);
  expect(heard.at(-1)).toMatchObject({ fraction: 0.99, remaining: undefined });
  const count = heard.length;
  await sleep(300);
  expect(heard.length).toBe(count);
});

test('a phase that fails stops its reports too', async () => {
  const heard: Progress[] = [];
  const phases = reportPhases('cpu', (progress) => heard.push(progress));
  await expect(phases.run('link', 1, 0, () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
  const count = heard.length;
  await sleep(300);
  expect(heard.length).toBe(count);
});
