/** Child of run.ts: reads files made from a seed, one after the other, and says before each which one it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf } from './chance.ts';
import { judge } from './judge.ts';
import { makeFile, seedsOf } from './make-file.ts';
import { TARGETS } from './targets/index.ts';

export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly until: number;
}

const root = mkdtempSync(join(tmpdir(), 'macromac-fuzz-'));
process.once('message', async ({ target: name, seed, from, until }: Job) => {
  const target = TARGETS.find((each) => each.name === name)!;
  const seeds = await seedsOf(target);
  for (let index = from; index < until; index++) {
    process.send?.({ index });
    const { seedName, files } = makeFile(target, seeds, chanceOf(seed, index));
    const verdict = await judge(target, files, join(root, 'now'));
    process.send?.({ index, verdict, seedName });
  }
  rmSync(root, { recursive: true });
  process.disconnect();
  process.exit();
});
process.on('SIGTERM', () => {
  rmSync(root, { recursive: true, force: true });
  process.exit(143);
});
process.send?.({ root });
