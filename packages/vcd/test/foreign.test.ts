import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  createLookup,
  formatOf,
  listVariables,
  openDump,
  settledChanges,
  type Variable,
  type Vcd,
  valueText,
} from '../src/index.ts';
import { FOLDER } from './foreign-files.ts';

const present = existsSync(FOLDER);
if (!present) {
  console.warn(`SKIPPED: the dumps of other simulators (${FOLDER} is not there; WAVES_DATA names another)`);
}

interface Judged {
  readonly error?: string;
  readonly variables: number;
  readonly times: number;
  readonly end: number;
  readonly timescale: string;
  readonly list: readonly {
    readonly path: string;
    readonly index: string;
    readonly type: string;
    readonly width: string;
    readonly changes: number;
    readonly first: string;
    readonly last: string;
    readonly sha256: string;
  }[];
}

const expected: Record<string, Judged> = present
  ? JSON.parse(gunzipSync(readFileSync(`${FOLDER}/expected.json.gz`)).toString())
  : {};
const files = present ? readdirSync(FOLDER).filter((name) => /\.(vcd|fst|ghw)$/.test(name)) : [];
const binary = files.filter((name) => !name.endsWith('.vcd'));
const read = (name: string) => openDump(readFileSync(`${FOLDER}/${name}`));

const UNITS: Record<string, string> = {
  Seconds: 's',
  MilliSeconds: 'ms',
  MicroSeconds: 'us',
  NanoSeconds: 'ns',
  PicoSeconds: 'ps',
  FemtoSeconds: 'fs',
};
const timescaleOf = ({ timescale }: Vcd) => (timescale ? `${timescale.magnitude} ${timescale.unit}` : 'none');
const plain = (path: string, index: string) => `${path}${index}`.replace(/[^A-Za-z0-9]/g, '');

/** The judge's digest of a variable's changes. */
function digest({ changes }: Variable, times: Float64Array): string {
  const list = settledChanges(changes).map((i) => `${times[changes.at[i]]}:${valueText(changes, i)}`);
  return createHash('sha256').update(list.join(' ')).digest('hex').slice(0, 16);
}

describe.skipIf(!present)('a dump of another simulator', () => {
  test.each([
    ['.vcd', 40],
    ['.fst', 30],
    ['.ghw', 5],
  ])('%s: all are here', (ending, atLeast) => {
    expect(files.filter((name) => name.endsWith(ending)).length).toBeGreaterThan(atLeast);
  });

  describe.each(files.filter((name) => expected[name].error === undefined))('%s', (name) => {
    const judged = expected[name];
    const vcd = present ? read(name) : ({} as Vcd);

    test('has the same variables, times and timescale as the judge reads', () => {
      expect({
        variables: vcd.variables.length,
        times: vcd.times.length,
        end: vcd.times.at(-1),
        timescale: timescaleOf(vcd),
      }).toEqual({
        variables: judged.variables,
        times: judged.times,
        end: judged.end,
        timescale: judged.timescale.replace(/[A-Z]\w+/, (unit) => UNITS[unit]),
      });
    });

    test('has the same names, widths and values', () => {
      const listed = listVariables(vcd);
      const ours = listed.map(({ path, index, width, kind, changes, first, last }, id) => ({
        name: plain(path, index),
        width: kind === 'real' || kind === 'string' ? '-' : String(width),
        changes,
        first: first.slice(0, 300), // the judge's list is cut there; its digest is over the whole
        last: last.slice(0, 300),
        sha256: digest(vcd.variables[id], vcd.times),
      }));
      const theirs = judged.list.map(({ path, index, width, changes, first, last, sha256 }) => ({
        name: plain(path, index),
        width,
        changes,
        first,
        last,
        sha256,
      }));
      const order = (list: typeof ours) => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      const names = new Set(theirs.map(({ name }) => name));
      if (judged.variables === judged.list.length) {
        expect(order(ours)).toEqual(order(theirs));
      } else {
        expect(ours.filter((each) => names.has(each.name))).toEqual(expect.arrayContaining(theirs));
      }
    });

    test('gives every variable a name of its own that leads back to it', () => {
      const lookup = createLookup(vcd);
      const names = vcd.variables.map(lookup.nameOf);
      expect(new Set(names).size).toBe(vcd.variables.length);
      vcd.variables.forEach((variable, id) => {
        expect(variable.id).toBe(id);
        expect(lookup.find(names[id])?.changes).toBe(variable.changes);
      });
    });
  });

  test.each(files.filter((name) => name.endsWith('.vcd')))(
    '%s, cut in its midst, gives what stands before the cut, with a warning',
    (name) => {
      const bytes = readFileSync(`${FOLDER}/${name}`);
      const whole = openDump(bytes);
      for (let share = 1; share <= 6; share++) {
        let cut = Math.floor((bytes.length * share) / 7);
        while (cut < bytes.length && (bytes[cut - 1] <= 32 || bytes[cut] <= 32)) {
          cut++;
        }
        if (cut >= bytes.length) {
          continue;
        }
        const vcd = openDump(bytes.subarray(0, cut));
        expect(vcd.warnings, `${name} cut at ${cut}`).not.toEqual([]);
        if (vcd.variables.length !== whole.variables.length) {
          continue; // cut in the header
        }
        for (const { id, changes } of vcd.variables) {
          const settled = settledChanges(changes).filter((i) => changes.at[i] < vcd.times.length - 1);
          const expected = settledChanges(whole.variables[id].changes).slice(0, settled.length);
          const texts = (of: typeof changes, list: number[]) =>
            list.map((i) => `${of.at[i]}:${valueText(of, i)}`).join(' ');
          if (texts(changes, settled) !== texts(whole.variables[id].changes, expected)) {
            expect.fail(`${name} cut at ${cut}: ${vcd.variables[id].path} differs`);
          }
        }
      }
    },
  );

  test('is told from others by its first bytes, not by its name', () => {
    const formats = files.map((name) => [name, formatOf(readFileSync(`${FOLDER}/${name}`).subarray(0, 4096))]);
    expect(formats).toEqual(files.map((name) => [name, name.slice(-3)]));
  });

  test.each(binary)('%s, damaged anywhere, gives what can be read or a sentence', (name) => {
    const bytes = readFileSync(`${FOLDER}/${name}`);
    if (bytes.length > 30_000) {
      return;
    }
    for (const damaged of damages(bytes)) {
      let dump: Vcd;
      try {
        dump = openDump(damaged);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(FST|GHW|no waveform|a dump in the format|the file|compressed)/);
        continue;
      }
      expect(listVariables(dump)).toHaveLength(dump.variables.length);
      for (const { changes } of dump.variables) {
        expect(changes.count === 0 || changes.at[changes.count - 1] < dump.times.length).toBe(true);
      }
    }
  });

  test.each(binary.filter((name) => expected[name].error === undefined))(
    '%s, cut anywhere, gives what stands before the cut, with a warning, or is refused',
    (name) => {
      const bytes = readFileSync(`${FOLDER}/${name}`);
      const whole = openDump(bytes);
      const text = ({ changes }: Variable, { times }: Vcd, until: number) =>
        settledChanges(changes)
          .filter((i) => changes.at[i] < until)
          .map((i) => `${times[changes.at[i]]}:${valueText(changes, i)}`)
          .join(' ');
      const all = whole.variables.map((variable) => text(variable, whole, whole.times.length));
      const step = bytes.length <= SMALL ? 1 : Math.ceil(bytes.length / 24);
      for (let cut = step; cut < bytes.length; cut += step) {
        let dump: Vcd;
        try {
          dump = openDump(bytes.subarray(0, cut));
        } catch (error) {
          expect((error as Error).message).toMatch(/^(FST|GHW|no waveform)/);
          continue;
        }
        expect(dump.warnings).not.toEqual([]);
        dump.variables.forEach((variable, id) => {
          if (variable.width !== whole.variables[id].width) {
            return; // a vector in parts, some of which are behind the cut
          }
          const there = text(variable, dump, dump.times.length - 1);
          if (variable.path !== whole.variables[id].path || !all[id].startsWith(there)) {
            expect.fail(`${name} cut at ${cut}: ${variable.path} differs`);
          }
        });
      }
    },
  );

  test('an FST that lacks its last bytes has its variables but for the last ones', () => {
    const share = (name: string, cut: number) => {
      const bytes = readFileSync(`${FOLDER}/${name}`);
      const { variables, warnings } = openDump(bytes.subarray(0, bytes.length - cut));
      expect(warnings.length).toBeGreaterThan(0);
      return variables.length / openDump(bytes).variables.length;
    };
    expect(share('gtkwave-analyzer__des.fst', 100)).toBeGreaterThan(0.5);
    expect(share('verilator__surfer_issue_201.fst', 100)).toBeGreaterThan(0.5);
    expect(share('ghdl__types__vhdl3.fst', 8)).toBe(1); // compressed as a whole, without the checksum
  });
});

/** Bytes of a file that is cut at every one of them. */
const SMALL = process.env['MACROMAC_NIGHTLY'] ? 6000 : 500;
const DAMAGES = process.env['MACROMAC_NIGHTLY'] ? 300 : 8;

/** Copies with one byte changed, at places that look random and always are the same. */
function* damages(bytes: Uint8Array): Generator<Uint8Array> {
  let random = bytes.length;
  for (let i = 0; i < DAMAGES; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const damaged = Uint8Array.from(bytes);
    damaged[(random >>> 8) % bytes.length] ^= 1 << (random & 7);
    yield damaged;
  }
}
