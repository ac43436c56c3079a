/**
 * Reads files that are almost right: `npx tsx tools/fuzz/run.ts [--files N] [--minutes M] [--seed S] [--from N]
 * [--target NAME] [--out DIR]`, `make fuzz`. Each target's files are made by a seed and a number, so that one can be made again; what fails is kept
 * in DIR, and belongs into tools/fuzz/corpus once it is mended.
 */
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chanceOf } from './chance.ts';
import { keep } from './corpus.ts';
import type { Verdict } from './judge.ts';
import { makeFile, seedsOf } from './make-file.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '600' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string' },
    out: { type: 'string', default: 'out/fuzz' },
    json: { type: 'boolean', default: false },
  },
});
const count = (name: 'files' | 'minutes' | 'seed' | 'from'): number => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) {
    console.error(`--${name} is ${values[name]}, expected a whole number`);
    process.exit(2);
  }
  return value;
};
const [files, minutes, seed, first] = [count('files'), count('minutes'), count('seed'), count('from')];
const wanted = values.target?.split(',');
const chosen = TARGETS.filter(({ name }) => wanted === undefined || wanted.includes(name));
if (chosen.length < (wanted?.length ?? 1)) {
  console.error(`--target is ${values.target}, expected some of ${TARGETS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

/** A file of some kilobytes that takes longer hangs [ms]. */
const PATIENCE = 120_000;
const HANGS = 'hangs';
const WORKER = new URL('worker.ts', import.meta.url);
const end = Date.now() + minutes * 60_000;

interface Sum {
  files: number;
  read: number;
  refused: number;
  faults: number;
  /** Of the same kind, by their first words. */
  readonly kinds: Map<string, number>;
}

/** Runs files `from` to `until` in a child; gives the number of the first that was not judged, and whether it hung or died. */
function part(
  target: Target,
  from: number,
  until: number,
  found: (index: number, verdict: Verdict) => void,
): Promise<{ next: number; died?: string }> {
  return new Promise((resolve) => {
    const child = fork(WORKER, {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let next = from;
    let died: string | undefined;
    let root = '';
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    child.stderr?.on('data', (text) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('message', (message: { root?: string; index: number; verdict?: Verdict }) => {
      if (message.root !== undefined) {
        root = message.root;
        child.send({ target: target.name, seed, from, until });
        return;
      }
      clearTimeout(timer);
      if (message.verdict === undefined) {
        next = message.index;
        timer = setTimeout(() => {
          died = HANGS;
          child.kill('SIGKILL');
        }, PATIENCE);
      } else {
        found(message.index, message.verdict);
        next = message.index + 1;
        if (Date.now() > end) {
          child.kill();
        }
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      rmSync(root, { recursive: true, force: true });
      if (code !== 0 && code !== 143 && signal !== 'SIGTERM') {
        died ??= `process ended by ${signal ?? code}: ${stderr.trim()}`;
      }
      resolve({ next, died });
    });
  });
}

const sums = new Map<string, Sum>();
for (const target of chosen) {
  const seeds = await seedsOf(target);
  if (seeds.length === 0) {
    console.error(`${target.name}: left out, the files that it begins with are not at hand`);
    continue;
  }
  const sum: Sum = { files: 0, read: 0, refused: 0, faults: 0, kinds: new Map() };
  sums.set(target.name, sum);
  const share = Math.ceil(files / chosen.length);
  const begin = Date.now();
  const fault = (index: number, what: string, message: string) => {
    sum.faults++;
    const kind = `${what}: ${message.slice(0, 400).replace(/\d+/g, 'N')}`;
    const before = sum.kinds.get(kind) ?? 0;
    sum.kinds.set(kind, before + 1);
    if (before > 0) {
      return;
    }
    const made = makeFile(target, seeds, chanceOf(seed, index));
    const folder = join(values.out, target.name, `${made.seedName}~${seed}-${index}`);
    keep(folder, made.files, new Map(seeds).get(made.seedName)!);
    console.error(`${folder}: ${what}: ${message}`);
  };
  for (let next = first; next < first + share && Date.now() < end; ) {
    const judged = (index: number, verdict: Verdict) => {
      sum.files++;
      if (verdict.kind === 'fault') {
        fault(index, verdict.what, verdict.message);
      } else {
        sum[verdict.kind]++;
      }
      if (process.stderr.isTTY && sum.files % 100 === 0) {
        process.stderr.write(`\r${target.name}: ${sum.files} of ${share} files, ${sum.faults} faults `);
      }
    };
    let result = await part(target, next, first + share, judged);
    next = result.next;
    if (result.died === HANGS) {
      // Once more: the machine may have stood still, or been somebody else's.
      result = await part(target, next, next + 1, judged);
      next = result.next;
    }
    if (result.died !== undefined) {
      sum.files++;
      fault(next, 'died', result.died);
      next++;
    } else if (Date.now() > end) {
      break;
    }
  }
  const seconds = Math.round((Date.now() - begin) / 1000);
  console.error(
    `${target.name}: ${sum.files} files, ${sum.read} read, ${sum.refused} refused, ${sum.faults} faults; ${seconds} s`,
  );
}
const total = [...sums.values()].reduce(
  (all, each) => ({ files: all.files + each.files, faults: all.faults + each.faults }),
  { files: 0, faults: 0 },
);
console.log(
  values.json
    ? JSON.stringify({
        seed,
        ...total,
        targets: Object.fromEntries([...sums].map(([name, { kinds, ...rest }]) => [name, rest])),
      })
    : `seed ${seed}: ${total.files} files, ${total.faults} faults`,
);
process.exitCode = total.faults > 0 ? 1 : 0;
