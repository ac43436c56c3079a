// Before all others: it takes the place of functions that they import.
import '../../testing/failing-disk.ts';

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, expect, test } from 'vitest';
import { openCache } from '../../../packages/verilator-wasm/src/build/cache.ts';
import { keepView, keptViewPath } from '../../../packages/waves/src/kept-view.ts';
import { writeBoardFolder } from '../../backends/kv260/stand-in/folder.ts';
import { reason } from '../../files.ts';
import { keptResults } from '../../parallel/kept-results.ts';
import { macromac } from '../../testing/command-line.ts';
import { FAULT_KINDS, type FaultKind, OBJECTIONS, onFailingDisk } from '../../testing/failing-disk.ts';
import { tinyCheckpoint, writeTinyModel } from '../../testing/tiny-model.ts';

const NIGHTLY = process.env['MACROMAC_NIGHTLY'] === '1';
/** Places of a kind of fault that `npm test` tries of a command, spread over all that it has; of slow ones fewer. */
const SAMPLE = 3;

const root = mkdtempSync(join(tmpdir(), 'macromac-disk-'));
afterAll(() => rmSync(root, { recursive: true }));
/** What commands read; no fault is below it. */
const given = join(root, 'given');
/** What they write, and where calls fail. */
const disk = join(root, 'disk');

mkdirSync(given);
const checkpoint = join(given, 'checkpoint');
cpSync(join(import.meta.dirname, '../../import/test-data/transformers/qwen2-tied-bf16'), checkpoint, {
  recursive: true,
});
for (const [name, content] of tinyCheckpoint().files) {
  writeFileSync(join(checkpoint, name), content);
}
const model = join(given, 'model');
writeTinyModel(model);
const text = join(given, 'text.txt');
writeFileSync(
  text,
  Array.from({ length: 12 }, (_, i) => `Story ${i}: ${'the cat sat. '.repeat(2)}`).join('<|endoftext|>'),
);
const vcd = join(given, 'x.vcd');
writeFileSync(vcd, '$timescale 1ns $end\n$var wire 1 ! a $end\n$enddefinitions $end\n#0\n0!\n#5\n1!\n');
writeFileSync(join(given, 'matrix'), new Float32Array(64 * 32).fill(0.5));
writeFileSync(join(given, 'x'), new Float32Array(64).fill(1));

interface Writer {
  readonly name: string;
  /** What stands on the disk before. */
  prepare(): void | Promise<void>;
  /** Writes; throws, or gives how a command ended. */
  act(): Promise<{ code: number; stderr: string } | undefined>;
  /** What a reader finds, of the old, the new and anything between; undefined stands for nothing. */
  found(): unknown;
  /** Names that a failure may leave: work that goes on, or is thrown away by the next who comes. */
  readonly mayStay?: RegExp;
  /** Writes every few seconds: states between old and new are whole too, and the next run goes on from them. */
  readonly isPaced?: boolean;
  /** What is not there is built again. */
  readonly isCache?: boolean;
  /** Default SAMPLE. */
  readonly sample?: number;
  /** How many kinds of faults it can meet at the least. */
  readonly kinds?: number;
}

const at = (name: string) => join(disk, name);
const command = (...args: string[]) => macromac(...args);
const contentOf = (name: string): string | undefined =>
  existsSync(at(name)) ? readFileSync(at(name)).toString('base64') : undefined;
/** All files of a folder with their contents. */
const folderOf = (name: string): Record<string, string> | undefined =>
  existsSync(at(name))
    ? Object.fromEntries(
        readdirSync(at(name), { recursive: true, encoding: 'utf8' })
          .filter((each) => !/\.partial|\.writing/.test(each) && !statSync(join(at(name), each)).isDirectory())
          .sort()
          .map((each) => [each, readFileSync(join(at(name), each)).toString('base64')]),
      )
    : undefined;
const old = (name: string) => () => writeFileSync(at(name), 'what stood there');
const oldModel = (name: string) => () => {
  writeTinyModel(at(name), undefined, '{{ messages[0].content }}');
  writeFileSync(join(at(name), 'own.txt'), 'of the user');
};
const file = (name: string, prepare: Writer['prepare'], act: Writer['act']): Writer => ({
  name,
  prepare,
  act,
  found: () => contentOf('file'),
});
const generate = (n: string) =>
  command('generate', '--model', model, '--prompt', 'Hi', '-n', n, '--checkpoint', at('file'), '--threads', '1');
/** Of a checkpoint: how the passes were counted depends on where it was interrupted. */
function tokensOf(): unknown {
  const [, line] = readFileSync(at('file'), 'latin1').split('\n');
  return JSON.parse(line).tokens;
}
const RESULT = v.strictObject({ cycles: v.number() });

const WRITERS: readonly Writer[] = [
  {
    name: 'import',
    prepare: oldModel('model'),
    act: () => command('import', checkpoint, '--out', at('model')),
    found: () => folderOf('model'),
    kinds: 7,
  },
  {
    name: 'quantize',
    prepare: oldModel('model'),
    act: () =>
      command(
        'quantize',
        checkpoint,
        '--out',
        at('model'),
        '--calibration',
        text,
        '--samples',
        '2',
        '--length',
        '16',
        '--held-out',
        '0',
        '--method',
        'rtn',
      ),
    found: () => folderOf('model'),
    mayStay: /quantize\.partial/,
    sample: 2,
    kinds: 7,
  },
  file('gemv', old('file'), () =>
    command(
      'gemv',
      '--weights',
      join(given, 'packed'),
      '--x',
      join(given, 'x'),
      '--k',
      '64',
      '--n',
      '32',
      '--out',
      at('file'),
    ),
  ),
  file('pack', old('file'), () =>
    command('pack', '--weights', join(given, 'matrix'), '--k', '64', '--n', '32', '--out', at('file')),
  ),
  file('waves --fst', old('file'), () => command('waves', vcd, '--fst', at('file'))),
  file('waves --gtkw', old('file'), () => command('waves', vcd, '--gtkw', at('file'))),
  {
    ...file(
      'generate --checkpoint',
      async () => void (await generate('2')),
      () => generate('5'),
    ),
    isPaced: true,
    sample: 1,
    found: tokensOf,
  },
  {
    name: 'kept results',
    prepare: () => keptResults(at('file'), RESULT).put('a', { cycles: 1 }),
    async act() {
      keptResults(at('file'), RESULT).put('b', { cycles: 2 });
      return undefined;
    },
    found: () => contentOf('file'),
  },
  {
    name: 'a cache of built simulators',
    prepare: () =>
      openCache(at('cache')).write('key', {
        files: { wasm: Buffer.from('old'), more: Buffer.from('old too') },
        info: 1,
      }),
    async act() {
      const cache = openCache(at('cache'));
      await cache.locked('key', () =>
        cache.write('key', { files: { wasm: Buffer.from('new'), more: Buffer.from('new too') }, info: 2 }),
      );
      return undefined;
    },
    found: () => folderOf('cache/key'),
    isCache: true,
    kinds: 5,
  },
  {
    name: 'a stand-in for a board',
    prepare: () => {},
    async act() {
      writeBoardFolder(at('board'), { megahertz: 200, physical: 0x1000, memoryBytes: 4096 });
      return undefined;
    },
    // Its folder is made for one run, and thrown away with what is in it.
    found: () => undefined,
    mayStay: /board/,
    sample: 1,
  },
  {
    name: 'the view of a dump',
    prepare: () => writeFileSync(keptViewPath(at('x.vcd')), '{"old":1}'),
    async act() {
      const view = { rows: [], from: 0, to: 1 };
      async function* body() {
        yield Buffer.from(JSON.stringify(view));
      }
      await keepView(at('x.vcd'), body());
      return undefined;
    },
    found: () => readFileSync(keptViewPath(at('x.vcd')), 'utf8'),
    kinds: 3,
  },
];

async function reset(writer: Writer): Promise<void> {
  rmSync(disk, { recursive: true, force: true });
  mkdirSync(disk);
  await writer.prepare();
}

/** As the command line says it. */
function wordsOf(error: Error): string {
  const { path, code } = error as NodeJS.ErrnoException;
  return path !== undefined && code !== undefined ? `${path}: ${reason(error)}` : error.message;
}

/** One sentence, which names a file and says what the disk objects to. */
function expectSentence(writer: Writer, outcome: Awaited<ReturnType<typeof onFailingDisk>>, place: string): void {
  const { result, error } = outcome as { result?: { code: number; stderr: string }; error?: Error };
  if (error === undefined && (result === undefined || result.code === 0)) {
    return; // it had another way
  }
  const said = error ? wordsOf(error) : ((result as { stderr: string }).stderr.trim().split('\n').at(-1) ?? '');
  expect(said, place).toMatch(OBJECTIONS);
  expect(said, place).not.toMatch(/internal error|\n|ENOSPC|EIO/);
  expect(said, place).toContain(writer.name === 'the view of a dump' ? 'view' : disk);
  if (result) {
    expect(result.code, place).toBe(1);
  }
}

const TEMPORARY = /writing|\.tmp$|\.partial|\.lock$/;

test.each(WRITERS)(
  '$name: whatever call the disk refuses, the old stands or the new',
  { timeout: 3_000_000 },
  async (writer) => {
    if (!existsSync(join(given, 'packed'))) {
      await command(
        'pack',
        '--weights',
        join(given, 'matrix'),
        '--k',
        '64',
        '--n',
        '32',
        '--out',
        join(given, 'packed'),
      );
    }
    await reset(writer);
    const before = writer.found();
    await writer.act();
    const after = writer.found();
    let kinds = 0;
    let faults = 0;
    for (const kind of FAULT_KINDS) {
      const places = await placesOf(writer, kind);
      kinds += places.length > 0 ? 1 : 0;
      for (const n of places) {
        faults++;
        const place = `${kind} ${n}`;
        await reset(writer);
        const outcome = await onFailingDisk(kind, n, disk, writer.act);
        expect(outcome.isMet || writer.isPaced, place).toBe(true);
        // What cannot be taken away stays, and is told or taken by the next who comes.
        expectSentence(writer, outcome, place);
        const found = writer.found();
        if (!writer.isPaced) {
          expect([before, after, ...(writer.isCache ? [undefined] : [])], place).toContainEqual(found);
        }
        const left = readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter(
          (name) => TEMPORARY.test(name) && !writer.mayStay?.test(name),
        );
        expect(kind === 'remove' || kind === 'rename' ? [] : left, place).toEqual([]);
        // The same command afterwards is as if nothing had been.
        const again = await writer.act();
        expect(again?.code ?? 0, `${place}: again: ${again?.stderr}`).toBe(0);
        expect(writer.found(), `${place}: again`).toEqual(after);
      }
    }
    expect(kinds).toBeGreaterThanOrEqual(writer.kinds ?? 2);
    if (NIGHTLY) {
      console.info(`${writer.name}: ${faults} faults of ${kinds} kinds`);
    }
  },
);

/** The numbers of calls of a kind that a writer makes: all of them, or a few that are spread over them. */
async function placesOf(writer: Writer, kind: FaultKind): Promise<number[]> {
  await reset(writer);
  const MANY = 1e6;
  let count = 0;
  // A fault that never comes counts.
  const counting = await onFailingDisk(kind, MANY, disk, writer.act);
  expect(counting.isMet).toBe(false);
  count = MANY - counting.left;
  const all = Array.from({ length: count }, (_, i) => i);
  const { sample = SAMPLE } = writer;
  const spread = Array.from({ length: sample }, (_, i) => Math.floor(((i + 0.5) * count) / sample));
  return NIGHTLY || count <= sample ? all : spread;
}
