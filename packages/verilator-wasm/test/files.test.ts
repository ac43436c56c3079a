import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  appendWhole,
  FileError,
  lockOutput,
  openFolder,
  openOutput,
  recoverFolder,
  replaceSystem,
  system,
  writeWhole,
} from '../src/files/index.ts';
import { traceToFile } from '../src/index.ts';
import { type Fault, forEveryFault, OBJECTIONS, withFault } from './failing-system.ts';

const root = mkdtempSync(join(tmpdir(), 'files-'));
let count = 0;
let folder: string;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

describe('a file', () => {
  test('is written with the mode that the mask leaves, and keeps the mode that it has', () => {
    writeWhole(at('new'), 'one');
    expect(statSync(at('new')).mode & 0o777).toBe(0o666 & ~process.umask());
    chmodSync(at('new'), 0o600);
    writeWhole(at('new'), 'two');
    expect(text('new')).toBe('two');
    expect(statSync(at('new')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['new']);
  });

  test('is found through links, which stay, even where their end is not there yet', () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/file'), 'old');
    symlinkSync('real/file', at('link'));
    symlinkSync('link', at('second'));
    writeWhole(at('second'), 'new');
    expect(text('real/file')).toBe('new');
    expect(readlinkSync(at('second'))).toBe('link');
    expect(readlinkSync(at('link'))).toBe('real/file');
    symlinkSync('real/later', at('dangling'));
    writeWhole(at('dangling'), 'made');
    expect(text('real/later')).toBe('made');
    expect(lstatSync(at('dangling')).isSymbolicLink()).toBe(true);
    symlinkSync('loop', at('loop'));
    expect(() => writeWhole(at('loop'), '')).toThrow(`${at('loop')}: too many levels of symbolic links`);
  });

  test('cannot be a folder, nor be in one that is not there; each is one sentence', () => {
    expect(() => writeWhole(folder, '')).toThrow(new FileError(folder, 'is a directory'));
    const path = at('missing/file');
    expect(() => writeWhole(path, '')).toThrow(new FileError(path, 'no such file or directory'));
    expect(() => writeWhole('/proc/self/mem/x', '')).toThrow(/^\/proc\/self\/mem\/x: /);
  });

  test('under a name of 250 bytes has a temporary name that the system takes', () => {
    const name = 'x'.repeat(250);
    writeWhole(at(name), 'long');
    expect(text(name)).toBe('long');
  });

  test('is added to, or left as it was', async () => {
    appendWhole(at('log'), 'first\n');
    const { error } = await withFault({ call: 'short', at: 0 }, () => appendWhole(at('log'), 'second\n'));
    expect((error as Error).message).toBe(`${at('log')}: no space left on device`);
    expect(text('log')).toBe('first\n');
    appendWhole(at('log'), 'second\n');
    expect(text('log')).toBe('first\nsecond\n');
  });
});

describe('what is no regular file is written through', () => {
  test('a device stays one', () => {
    const before = statSync('/dev/null');
    symlinkSync('/dev/null', at('nothing'));
    for (const path of ['/dev/null', at('nothing')]) {
      writeWhole(path, 'gone');
    }
    expect(statSync('/dev/null')).toMatchObject({ rdev: before.rdev, mode: before.mode, ino: before.ino });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync('/dev').filter((name) => name.includes('null'))).toEqual(['null']);
  });

  test('a full device is told by name', () => {
    expect(() => writeWhole('/dev/full', 'x')).toThrow(new FileError('/dev/full', 'no space left on device'));
  });

  test('a named pipe carries all bytes', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((done) => reader.on('close', done));
    const bytes = Buffer.alloc(50_000, 'abc');
    writeWhole(at('pipe'), bytes);
    await ended;
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  test('an open descriptor goes on where it is', () => {
    const descriptor = openSync(at('open'), 'w');
    writeFileSync(descriptor, 'before ');
    writeWhole(`/dev/fd/${descriptor}`, 'through');
    writeWhole(`/proc/self/fd/${descriptor}`, ' and through');
    symlinkSync(`/proc/${process.pid}/fd/${descriptor}`, at('link'));
    writeWhole(at('link'), ', after');
    closeSync(descriptor);
    expect(text('open')).toBe('before through and through, after');
    expect(readdirSync(folder).sort()).toEqual(['link', 'open']);
  });
});

describe('two writers', () => {
  test('of one file: the second is refused by name, in this process or another', () => {
    const first = openOutput(at('file'));
    const refusal = `${at('file')}: process ${process.pid} is writing it`;
    expect(() => openOutput(at('file'))).toThrow(refusal);
    const program = `import { writeWhole } from ${JSON.stringify(join(import.meta.dirname, '../src/files/index.ts'))};
      try { writeWhole(${JSON.stringify(at('file'))}, 'x'); } catch (error) { console.log(error.message); }`;
    const said = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(said.trim()).toBe(refusal);
    first.write('mine');
    first.commit();
    expect(text('file')).toBe('mine');
    writeWhole(at('file'), 'next');
  });

  test('of one folder, and of a name that is locked', () => {
    const first = openFolder(folder);
    expect(() => openFolder(folder)).toThrow(`${folder}: process ${process.pid} is writing it`);
    first.abort();
    openFolder(folder).abort();
    const unlock = lockOutput(at('work'));
    expect(() => lockOutput(at('work'))).toThrow(`${at('work')}: process ${process.pid} is writing it`);
    unlock();
    lockOutput(at('work'))();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what a dead process left is cleared away, what a live one or a stranger has is not', () => {
    const { pid } = process;
    const owner = { host: '', pid, started: 'long ago' };
    const claimed = (name: string, content: object) => {
      mkdirSync(at(name));
      writeFileSync(at(`${name}/owner`), JSON.stringify(content));
    };
    const unlock = lockOutput(at('probe'));
    owner.host = JSON.parse(text('.probe.writing/owner')).host;
    unlock();

    claimed('.file.writing', owner); // its number is ours, but another process had it
    claimed('.file.writing.77.3', { ...owner, pid: 2 ** 22 + 1 });
    claimed('.file.writing.78.3', JSON.parse(JSON.stringify({ ...owner, host: 'elsewhere' })));
    writeFileSync(at('file.part'), 'of somebody');
    writeFileSync(at('.file.writing.txt'), 'of somebody');
    writeWhole(at('file'), 'new');
    expect(readdirSync(folder).sort()).toEqual(['.file.writing.78.3', '.file.writing.txt', 'file', 'file.part']);

    claimed('.file.writing', { ...owner, host: 'elsewhere' });
    expect(() => writeWhole(at('file'), '')).toThrow(
      `${at('file')}: process ${pid} of another machine (elsewhere) may be writing it; if it is not, remove ${at('.file.writing')}`,
    );
    rmSync(at('.file.writing'), { recursive: true });
    mkdirSync(at('.file.writing'));
    writeFileSync(at('.file.writing/letter'), 'of somebody');
    expect(() => writeWhole(at('file'), '')).toThrow('does not say whose it is');
    expect(text('.file.writing/letter')).toBe('of somebody');
  });
});

/** All files below, with their contents; a temporary one would be among them. */
const tree = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !statSync(path).isDirectory() || path.includes('.writing'))
      .map((path) => [path.slice(directory.length + 1), statSync(path).isDirectory() ? '' : readFileSync(path, 'utf8')])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** One sentence that begins with a name in the folder and ends with what the system said. */
function expectSentence(error: unknown, fault: Fault): void {
  // Clearing away has another way where one is barred.
  if (error === undefined && fault.call === 'rename') {
    return;
  }
  expect(error, JSON.stringify(fault)).toBeInstanceOf(FileError);
  const { message } = error as Error;
  expect(message.startsWith(folder)).toBe(true);
  expect(message).toMatch(OBJECTIONS);
  expect(message).not.toContain('\n');
}

describe('on a file system that fails at any call', () => {
  test.each([true, false])('a file is the old one or the new one (there before: %s)', async (isThere) => {
    const old: Record<string, string> = isThere ? { file: 'old' } : {};
    const faults = await forEveryFault(
      () => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        if (isThere) {
          writeFileSync(at('file'), 'old');
        }
      },
      () => writeWhole(at('file'), 'the new one'),
      (error, fault) => {
        expectSentence(error, fault);
        const found = tree(folder);
        if (found.file === 'the new one') {
          expect(found).toEqual({ file: 'the new one' });
        } else {
          expect(found).toEqual(old);
        }
      },
    );
    expect(faults).toBeGreaterThan(12);
  });

  test('short writes that are no fault are continued', () => {
    const { write } = system;
    const restore = replaceSystem({
      write: (descriptor, bytes, offset, length) => write(descriptor, bytes, offset, Math.min(3, length)),
    });
    try {
      writeWhole(at('file'), 'more than three bytes');
    } finally {
      restore();
    }
    expect(text('file')).toBe('more than three bytes');
  });

  const before = { 'model.json': 'old json', 'model.bin': 'old bin', LICENSE: 'old licence', 'own.txt': 'of the user' };
  const after = { 'model.json': 'new json', 'model.bin': 'new bin', tokenizer: 'new', 'own.txt': 'of the user' };
  const prepareFolder = () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [name, content] of Object.entries(before)) {
      writeFileSync(at(name), content);
    }
  };
  const writeSet = () => {
    const output = openFolder(folder);
    const bin = output.open('model.bin');
    bin.write('new ');
    bin.write('bin');
    output.write('tokenizer', 'new');
    output.write('model.json', 'new json');
    output.commit(['LICENSE', 'never there']);
  };

  test('a set of files is the old one or the new one', async () => {
    const faults = await forEveryFault(prepareFolder, writeSet, (error, fault) => {
      expectSentence(error, fault);
      const found = tree(folder);
      expect([before, after], JSON.stringify(fault)).toContainEqual(found);
    });
    expect(faults).toBeGreaterThan(30);
    prepareFolder();
    writeSet();
    expect(tree(folder)).toEqual(after);
  });

  test('a folder that a failed set made is gone again', async () => {
    const write = () => {
      const output = openFolder(at('a/b'));
      output.write('file', 'new');
      output.commit();
    };
    await forEveryFault(
      () => rmSync(at('a'), { recursive: true, force: true }),
      write,
      (error, fault) => {
        expectSentence(error, fault);
        const isNew = existsSync(at('a/b/file'));
        expect(isNew ? tree(folder) : readdirSync(folder)).toEqual(isNew ? { 'a/b/file': 'new' } : []);
      },
    );
  });

  test('where even the way back is barred, the next writer or reader finds it', async () => {
    for (const next of [() => recoverFolder(folder), () => openFolder(folder).abort()]) {
      for (let first = 0; ; first++) {
        prepareFolder();
        const { isMet } = await withFault({ call: 'rename', at: first, lasting: true }, writeSet);
        if (!isMet) {
          break;
        }
        next();
        const names = readdirSync(folder).filter((name) => !/^\.folder\.writing\.\d+\.\d+$/.test(name));
        expect([Object.keys(before), Object.keys(after)].map((each) => each.sort())).toContainEqual(names.sort());
        expect([before, after]).toContainEqual(Object.fromEntries(names.map((name) => [name, text(name)])));
      }
    }
  });

  /**
   * A folder whose set could neither be put in place nor taken back: some files are old, some gone, and a journal says
   * which.
   */
  const breakOff = async (): Promise<void> => {
    prepareFolder();
    await withFault({ call: 'rename', at: 2, lasting: true }, writeSet);
    expect(Object.keys(tree(folder)).filter((name) => name.startsWith('.folder.writing/old '))).toHaveLength(1);
  };
  const withoutLeftOvers = (directory: string) =>
    Object.fromEntries(Object.entries(tree(directory)).filter(([name]) => !name.startsWith('.')));

  test('a folder that was moved or copied meanwhile is brought back where it is now', async () => {
    await breakOff();
    const [copied, moved] = [join(root, `copied-${count}`), join(root, `moved-${count}`)];
    cpSync(folder, copied, { recursive: true });
    const original = tree(folder);
    recoverFolder(copied);
    expect([withoutLeftOvers(copied), tree(folder)]).toEqual([before, original]);
    renameSync(folder, moved);
    recoverFolder(moved);
    expect(withoutLeftOvers(moved)).toEqual(before);
  });

  test('any change of a journal: the old files, or one sentence that names the folder', async () => {
    await breakOff();
    const journal = readFileSync(at('.folder.writing/journal'));
    const copy = join(root, `flipped-${count}`);
    let refusals = 0;
    for (let byte = 0; byte < journal.length; byte++) {
      rmSync(copy, { recursive: true, force: true });
      cpSync(folder, copy, { recursive: true });
      const flipped = Uint8Array.from(journal);
      flipped[byte] ^= 1 << (byte % 8);
      writeFileSync(join(copy, '.folder.writing/journal'), flipped);
      try {
        recoverFolder(copy);
        expect(withoutLeftOvers(copy)).toEqual(before);
      } catch (error) {
        expect(error).toBeInstanceOf(FileError);
        expect((error as Error).message).toContain(join(copy, '.folder.writing'));
        refusals++;
      }
    }
    expect(refusals).toBe(journal.length);
  });

  test('a journal that came with a folder from elsewhere moves nothing outside it', () => {
    const home = join(root, `home-${count}`);
    mkdirSync(home);
    writeFileSync(join(home, 'profile'), 'mine');
    const unlock = lockOutput(at('probe'));
    const owner = { ...JSON.parse(text('.probe.writing/owner')), started: 'long ago' };
    unlock();
    const entries = [
      { target: `../home-${count}/profile`, backup: '.folder.writing/evil' },
      { target: join(home, 'profile'), backup: at('.folder.writing/evil') },
      { target: join(home, 'profile'), fresh: join(home, '.folder.writing/not there') },
      { target: join(home, 'profile'), fresh: 'not there' },
      { target: join(home, 'profile') },
      { target: 5, fresh: {} },
      null,
    ];
    for (const journal of [...entries.map((entry) => [entry]), null, 7, {}]) {
      mkdirSync(at('.folder.writing'));
      writeFileSync(at('.folder.writing/owner'), JSON.stringify(owner));
      writeFileSync(at('.folder.writing/evil'), 'evil');
      const line = JSON.stringify(journal);
      writeFileSync(at('.folder.writing/journal'), `${createHash('sha256').update(line).digest('hex')}\n${line}`);
      for (const next of [() => recoverFolder(folder), () => openFolder(folder).abort()]) {
        expect(next, line).toThrow(FileError);
      }
      expect(tree(home), line).toEqual({ profile: 'mine' });
      rmSync(at('.folder.writing'), { recursive: true });
    }
  });

  test('a pipe in the place of a journal or an owner keeps nobody waiting', () => {
    const unlock = lockOutput(at('probe'));
    const owner = JSON.stringify({ ...JSON.parse(text('.probe.writing/owner')), started: 'long ago' });
    unlock();
    for (const name of ['journal', 'owner']) {
      mkdirSync(at('.folder.writing'));
      writeFileSync(at('.folder.writing/owner'), owner);
      writeFileSync(at('.folder.writing/journal'), 'x');
      rmSync(at(`.folder.writing/${name}`));
      execFileSync('mkfifo', [at(`.folder.writing/${name}`)]);
      for (const next of [() => recoverFolder(folder), () => openFolder(folder).abort()]) {
        try {
          next();
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      }
      expect(readdirSync(at('.folder.writing'))).toContain(name);
      rmSync(at('.folder.writing'), { recursive: true });
    }
  });

  test('a file of the set that is a link stays one, and its end is old or new', async () => {
    const other = join(root, `other-${count}`);
    mkdirSync(other);
    await forEveryFault(
      () => {
        prepareFolder();
        rmSync(at('model.bin'));
        writeFileSync(join(other, 'big'), 'old bin');
        symlinkSync(join(other, 'big'), at('model.bin'));
      },
      writeSet,
      () => {
        expect(readlinkSync(at('model.bin'))).toBe(join(other, 'big'));
        expect([before, after]).toContainEqual(tree(folder));
        expect(readdirSync(other)).toEqual(['big']);
      },
    );
  });

  test('a waveform is whole or not there', async () => {
    const instance = {
      trace: ({ write }: { write(chunk: Uint8Array): void }) => ({
        dump: () => write(new Uint8Array(700_000).fill(120)),
        close: () => write(Buffer.from('end')),
      }),
    };
    const faults = await forEveryFault(
      () => rmSync(at('x.vcd'), { force: true }),
      () => {
        const trace = traceToFile(instance as never, at('x.vcd'));
        for (let time = 0n; time < 4n; time++) {
          trace.dump(time);
        }
        trace.close();
      },
      (error, fault) => {
        expectSentence(error, fault);
        const names = readdirSync(folder);
        if (names.length > 0) {
          expect(names).toEqual(['x.vcd']);
          expect(statSync(at('x.vcd')).size).toBe(4 * 700_000 + 3);
        }
      },
    );
    expect(faults).toBeGreaterThan(12);
  });
});

test('a process killed between the files of a set leaves the old ones to the next reader', async () => {
  for (let renames = 1; renames <= 8; renames++) {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(at(name), 'old');
    }
    const program = `
      import { openFolder, system } from ${JSON.stringify(join(import.meta.dirname, '../src/files/index.ts'))};
      const output = openFolder(${JSON.stringify(folder)});
      for (const name of ['a', 'b', 'd']) output.write(name, 'new');
      let left = ${renames};
      const { rename } = system;
      system.rename = (...args) => {
        if (left-- === 0) process.kill(process.pid, 'SIGKILL');
        rename(...args);
      };
      output.commit(['c']);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: 'ignore',
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
      child.on('exit', (...args) => done(args)),
    );
    recoverFolder(folder);
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    if (names.includes('d')) {
      expect(names.sort()).toEqual(['a', 'b', 'd']);
    } else {
      expect(signal).toBe('SIGKILL');
      expect(Object.fromEntries(names.map((name) => [name, text(name)]))).toEqual({ a: 'old', b: 'old', c: 'old' });
    }
    if (code === 0) {
      return;
    }
    openFolder(folder).abort();
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  }
}, 120_000);
