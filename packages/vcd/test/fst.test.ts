import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompressFastLz } from '../src/fst/fastlz.ts';
import {
  createVcdToFst,
  encodeFst,
  findVariable,
  openDump,
  openFst,
  parseVcd,
  settledChanges,
  textOf,
  type Vcd,
  valueText,
} from '../src/index.ts';
import { randomDump } from './random-dump.ts';

/** What can be seen of a dump, variables by name: an FST has those of a scope in another order. */
function seen({ variables, times, exactTimes, timescale }: Vcd) {
  return {
    timescale,
    end: exactTimes?.at(-1) ?? BigInt(times.at(-1) ?? 0),
    variables: variables
      .map(({ path, range, changes }) => ({
        path,
        range,
        kind: changes.kind,
        width: changes.kind === 'bits' ? changes.width : 0,
        changes: settledChanges(changes).map((i) => `${(exactTimes ?? times)[changes.at[i]]}:${valueText(changes, i)}`),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

const streamed = (vcd: string, sizes: readonly number[]) => {
  const converter = createVcdToFst(sizes[0]);
  const bytes = new TextEncoder().encode(vcd);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length];
    converter.write(bytes.subarray(at, end));
    at = end;
  }
  return converter.end();
};

describe('an FST that is written', () => {
  test('is read back equal, from memory and in a stream of many sections', () =>
    fc.assert(
      fc.property(
        randomDump(),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (vcd, sizes) => {
          const dump = parseVcd(vcd);
          const wanted = seen(dump);
          const fst = openDump(encodeFst(dump));
          expect(fst.format).toBe('fst');
          expect(seen(fst)).toEqual(wanted);
          expect(fst.warnings).toEqual([]);
          const { fst: bytes, warnings } = streamed(vcd, sizes);
          expect(seen(openFst(bytes))).toEqual(wanted);
          expect(warnings).toEqual(dump.warnings);
        },
      ),
      { numRuns: process.env['MACROMAC_NIGHTLY'] ? 3000 : 150 },
    ));

  test('has a timescale that is a power of ten, and the same times', () => {
    const vcd = parseVcd('$timescale 244 ns $end $var wire 1 ! a $end $enddefinitions $end\n#0 0!\n#3 1!\n');
    const fst = openFst(encodeFst(vcd));
    expect(fst.timescale).toEqual({ magnitude: 1, unit: 'ns' });
    expect(Array.from(fst.times)).toEqual([0, 732]);
    const ten = openFst(
      encodeFst(parseVcd('$timescale 10 us $end $var wire 1 ! a $end $enddefinitions $end\n#5 0!\n')),
    );
    expect([ten.timescale, Array.from(ten.times)]).toEqual([{ magnitude: 10, unit: 'us' }, [5]]);
  });

  test('holds date, version, comments, aliases and vectors that were dumped bit by bit', () => {
    const vcd = [
      '$date today $end $version a simulator $end $comment first $end $scope module t $end',
      '$var wire 1 ! a [1] $end $var wire 1 " a [0] $end $var wire 1 ! b $end $upscope $end $enddefinitions $end',
      '#0 0! 1"',
      '#4 1!',
    ].join('\n');
    const fst = openFst(streamed(`${vcd}\n`, [1000]).fst);
    expect(fst).toMatchObject({ date: 'today', version: 'a simulator', comments: ['first'] });
    expect(seen(fst).variables).toEqual([
      { path: 't.a', range: { msb: 1, lsb: 0 }, kind: 'bits', width: 2, changes: ['0:01', '4:11'] },
      { path: 't.b', range: undefined, kind: 'bits', width: 1, changes: ['0:0', '4:1'] },
    ]);
  });

  test('is small: equal signals are written once, rising counters compress', () => {
    let vcd = '$scope module t $end\n';
    for (let i = 0; i < 20; i++) {
      vcd += `$var wire 32 ${String.fromCharCode(33 + i)} v${i} [31:0] $end\n`;
    }
    vcd += '$upscope $end $enddefinitions $end\n';
    for (let time = 0; time < 500; time++) {
      vcd += `#${time * 10}\n`;
      for (let i = 0; i < 20; i++) {
        vcd += `b${time.toString(2)} ${String.fromCharCode(33 + i)}\n`;
      }
    }
    expect(encodeFst(parseVcd(vcd)).length).toBeLessThan(vcd.length / 60);
  });

  test('of nothing is one of nothing at time 0', () => {
    const fst = openFst(encodeFst(parseVcd('$enddefinitions $end\n')));
    expect([fst.variables, Array.from(fst.times), fst.warnings]).toEqual([[], [0], []]);
  });
});

test('signals are read when they are looked at, once', () => {
  const vcd = parseVcd(
    '$var wire 8 ! a [7:0] $end $var wire 8 " b [7:0] $end $enddefinitions $end\n#0 b1 ! b10 "\n#3 b11 !\n',
  );
  const bytes = encodeFst(vcd);
  const fst = openFst(bytes);
  const { changes } = findVariable(fst, 'a');
  expect(textOf(changes, 1)).toBe('00000011');
  bytes.fill(255); // what was read stays, what was not is gone
  expect(findVariable(fst, 'a').changes).toBe(changes);
  expect(findVariable(fst, 'b').changes.count).toBe(0);
  expect(fst.warnings).toEqual([expect.stringMatching(/^byte \d+: changes of wire 2 are left out: /)]);
});

describe('FastLZ', () => {
  const bytes = (...values: (number | string)[]) =>
    Uint8Array.from(
      values.flatMap((value) => (typeof value === 'string' ? [...new TextEncoder().encode(value)] : value)),
    );
  const text = (source: Uint8Array, size: number) => new TextDecoder().decode(decompressFastLz(source, size));

  test('literals, a short match, a long one that overlaps itself', () => {
    expect(text(bytes(2, 'abc'), 3)).toBe('abc');
    expect(text(bytes(2, 'abc', (1 << 5) | 0, 2), 6)).toBe('abcabc');
    expect(text(bytes(0, 'a', 7 << 5, 4, 0, 0, 'z'), 15)).toBe(`${'a'.repeat(14)}z`);
  });

  test('level 2: lengths in several bytes, far distances', () => {
    const level2 = 1 << 5;
    expect(text(bytes(level2 | 0, 'a', 7 << 5, 255, 6, 0), 271)).toBe('a'.repeat(271));
    // 8,200 bytes back: the distance's own field is full, and 16 bits more follow
    const far = bytes(level2 | 1, 'xy', 7 << 5, ...new Array(33).fill(255), 3, 0, (3 << 5) | 31, 255, 0, 8);
    const out = text(far, 2 + 7 + 2 + 33 * 255 + 3 + 5);
    expect(out.slice(0, 3)).toBe('xyy');
    expect(out.slice(-5)).toBe('yyyyy');
  });

  test('damage ends in an error', () => {
    expect(() => decompressFastLz(bytes(2, 'ab'), 3)).toThrow('FastLZ: 0 bytes instead of 3');
    expect(() => decompressFastLz(bytes(0, 'a', 1 << 5, 9), 4)).toThrow('FastLZ');
    expect(() => decompressFastLz(bytes(0x40, 'a'), 1)).toThrow('FastLZ level 3');
  });
});

test('what a block says of its length is held to what can be in it', () => {
  const fst = encodeFst(parseVcd('$var wire 8 ! a $end\n$enddefinitions $end\n#0\nb1 !\n#5\nb10 !\n'));
  const withHierarchyOf = (size: bigint): Uint8Array => {
    const bytes = Buffer.from(fst);
    for (let at = 0; at + 9 <= bytes.length; at += 1 + Number(bytes.readBigUInt64BE(at + 1))) {
      if (bytes[at] === 4) {
        bytes.writeBigUInt64BE(size, at + 9);
      }
    }
    return bytes;
  };
  expect(() => openDump(withHierarchyOf(2n ** 48n))).toThrow(
    /the hierarchy is damaged: 281474976710656 bytes are said/,
  );
  expect(() => openDump(withHierarchyOf(3n))).toThrow(/damaged: gzip: more than the 3 bytes that are said to come$/);
});

test('a width above what is read is refused, as in a VCD', () => {
  const bytes = Buffer.from(encodeFst(parseVcd('$var wire 8 ! a $end\n$enddefinitions $end\n#0\nb1 !\n')));
  for (let at = 0; at + 9 <= bytes.length; at += 1 + Number(bytes.readBigUInt64BE(at + 1))) {
    if (bytes[at] === 3) {
      expect(bytes[at + 25]).toBe(8); // the table of widths: a number of one byte
      const wide = Buffer.from([255, 255, 255, 127]); // 2^28 - 1, in four
      const block = Buffer.concat([bytes.subarray(at, at + 25), wide]);
      block.writeBigUInt64BE(28n, 1);
      block.writeBigUInt64BE(4n, 9);
      const rest = bytes.subarray(at + 1 + Number(bytes.readBigUInt64BE(at + 1)));
      const damaged = Buffer.concat([bytes.subarray(0, at), block, rest]);
      expect(() => openDump(damaged)).toThrow(
        'FST: signal 1: a width of 268435455 bits; the most that is read is 16777216',
      );
      return;
    }
  }
  expect.unreachable();
});
