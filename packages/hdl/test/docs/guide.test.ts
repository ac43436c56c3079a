import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildGuide, GUIDE } from '../../docs/guide/build.ts';

test('the guide shows what the language gives now (npx tsx packages/hdl/docs/guide/build.ts)', () => {
  expect(readFileSync(GUIDE, 'utf8')).toBe(buildGuide());
});
