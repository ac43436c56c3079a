/**
 * `npm pack` and `npm publish` take a workspace as it stands, which is not what is published. Each workspace runs this
 * before and after them: `swap.ts in` puts what is published in the place of what is there, and `swap.ts out` brings
 * the sources back.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stage } from './stage.ts';

/** Lists what was put in, and whether something made room for it; it is there as long as a workspace is swapped. */
const MARK = '.published.json';
/** In front of the name of what has made room. */
const ASIDE = '.source-of-';

interface Published {
  readonly name: string;
  readonly replaces: boolean;
}

function swapIn(workspace: string): void {
  swapOut(workspace); // where a run was killed between the two
  const staging = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    stage(workspace, staging);
    const published = readdirSync(staging).map((name) => ({ name, replaces: existsSync(join(workspace, name)) }));
    writeFileSync(join(workspace, MARK), JSON.stringify(published));
    for (const { name, replaces } of published) {
      if (replaces) {
        renameSync(join(workspace, name), join(workspace, ASIDE + name));
      }
      cpSync(join(staging, name), join(workspace, name), { recursive: true });
    }
  } catch (error) {
    swapOut(workspace);
    throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function swapOut(workspace: string): void {
  const mark = join(workspace, MARK);
  if (!existsSync(mark)) {
    return;
  }
  for (const { name, replaces } of JSON.parse(readFileSync(mark, 'utf8')) as Published[]) {
    const aside = join(workspace, ASIDE + name);
    if (!replaces) {
      rmSync(join(workspace, name), { recursive: true, force: true });
    } else if (existsSync(aside)) {
      rmSync(join(workspace, name), { recursive: true, force: true });
      renameSync(aside, join(workspace, name));
    }
  }
  rmSync(mark);
}

const [way] = process.argv.slice(2);
if (way === 'in') {
  swapIn(process.cwd());
} else if (way === 'out') {
  swapOut(process.cwd());
} else {
  console.error('usage: tsx tools/packing/swap.ts in|out, in a workspace');
  process.exitCode = 2;
}
