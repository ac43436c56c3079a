import { describe, expect, test } from 'vitest';
import {
  bigintOf,
  changeAt,
  createLookup,
  createVcdReader,
  findVariable,
  parseVcd,
  secondsPerUnit,
  textOf,
  timeIndexAt,
  type Vcd,
} from '../src/index.ts';

const dump = (variables: string, body: string) => `$timescale 1ns $end\n${variables}\n$enddefinitions $end\n${body}`;
const wire = (width: number, code = '!', name = 'a') => `$var wire ${width} ${code} ${name} $end`;

/** `time:value` of every change of a variable. */
const changes = (vcd: Vcd, path = 'a') => {
  const { changes } = findVariable(vcd, path);
  return Array.from(changes.at, (at, i) => `${vcd.exactTimes?.[at] ?? vcd.times[at]}:${textOf(changes, i)}`);
};

describe('declarations', () => {
  const vcd = parseVcd(`$date today $end $version
  some tool 1.0
$end
$comment made by hand $end
$timescale 10 ps $end
$scope module top $end
$var wire 8 ! data [7:0] $end
$var reg 1 " bit [2] $end
$var wire 8 # mem[3] [7:0] $end
$var wire 8 $ [3][7:0] $end
$var wire 8 % packed[1][7:0] $end
$scope begin u0 $end
$var wire 1 & data $end
$upscope $end
$scope module u1 $end
$var wire 1 ' data $end
$var wire 8 ! alias [7:0] $end
$var integer 32 ( i $end
$upscope $end
$upscope $end
$enddefinitions $end
#0 b101 ! 1& 0'
`);

  test('give the head of the file', () => {
    expect(vcd).toMatchObject({ date: 'today', version: 'some tool 1.0', comments: ['made by hand'] });
    expect(vcd.timescale).toEqual({ magnitude: 10, unit: 'ps' });
    expect(secondsPerUnit(vcd.timescale)).toBeCloseTo(1e-11, 20);
  });

  test('keep the hierarchy, with the same leaf name in two scopes', () => {
    expect(vcd.scopes.map((scope) => scope.name)).toEqual(['top']);
    expect(vcd.scopes[0].scopes.map((scope) => [scope.type, scope.path])).toEqual([
      ['begin', 'top.u0'],
      ['module', 'top.u1'],
    ]); // prettier-ignore
    expect(changes(vcd, 'top.u0.data')).toEqual(['0:1']);
    expect(changes(vcd, 'top.u1.data')).toEqual(['0:0']);
  });

  test('keep aliases, which share their changes', () => {
    expect(findVariable(vcd, 'top.u1.alias').changes).toBe(findVariable(vcd, 'top.data').changes);
    expect(changes(vcd, 'top.u1.alias')).toEqual(['0:00000101']);
  });

  test('tell names from ranges', () => {
    const named = Object.fromEntries(vcd.variables.map(({ name, range }) => [name, range]));
    expect(named).toEqual({
      data: undefined,
      alias: { msb: 7, lsb: 0 },
      bit: { msb: 2, lsb: 2 },
      'mem[3]': { msb: 7, lsb: 0 },
      '[3]': { msb: 7, lsb: 0 },
      'packed[1]': { msb: 7, lsb: 0 },
      i: undefined,
    });
    expect(findVariable(vcd, 'top.data').range).toEqual({ msb: 7, lsb: 0 });
  });

  test('an unknown path is an error that names its neighbours', () => {
    expect(() => findVariable(vcd, 'top.u1.dta')).toThrow('no variable top.u1.dta; in top.u1 there are data, alias, i');
  });
});

describe('values', () => {
  test.each([
    [8, 'b101', '00000101'],
    [8, 'bx', 'xxxxxxxx'],
    [8, 'bz', 'zzzzzzzz'],
    [8, 'b0x', '0000000x'],
    [8, 'bx01', 'xxxxxx01'],
    [8, 'bz1', 'zzzzzzz1'],
    [8, 'B1X0Z', '00001x0z'],
    [8, 'b000000000101', '00000101'],
    [40, 'bx1', `${'x'.repeat(39)}1`],
    [70, `b1${'0'.repeat(69)}`, `1${'0'.repeat(69)}`],
    [70, 'b1z', `${'0'.repeat(68)}1z`],
    [70, 'bz', 'z'.repeat(70)],
    [32, `b${'1'.repeat(32)}`, '1'.repeat(32)],
    [33, `bx${'1'.repeat(32)}`, `x${'1'.repeat(32)}`],
  ])('%i bits from %s', (width, value, expected) => {
    expect(changes(parseVcd(dump(wire(width), `#5\n${value} !\n`)))).toEqual([`5:${expected}`]);
  });

  test('scalars, in either case, and on vectors', () => {
    expect(changes(parseVcd(dump(wire(1), '#0 0! #1 1! #2 x! #3 X! #4 z! #5 Z! #6 u! #7 H!')))).toEqual(
      ['0:0', '1:1', '2:x', '3:x', '4:z', '5:z', '6:u', '7:h'], // prettier-ignore
    );
    expect(changes(parseVcd(dump(wire(4), '#0 1! #1 x! #2 z! #3 0!')))).toEqual([
      '0:0001',
      '1:xxxx',
      '2:zzzz',
      '3:0000',
    ]);
    expect(changes(parseVcd(dump(wire(40), '#0 1! #1 x!')))).toEqual([
      `0:${'1'.padStart(40, '0')}`,
      `1:${'x'.repeat(40)}`,
    ]);
  });

  test('numbers of any width, and none where a bit is unknown', () => {
    const { changes } = findVariable(parseVcd(dump(wire(70), `#0 b1${'0'.repeat(64)} ! #1 b1x !`)), 'a');
    expect([bigintOf(changes, 0), bigintOf(changes, 1)]).toEqual([1n << 64n, undefined]);
  });

  test('reals of every form', () => {
    const values = ['-0.5', '1e-05', '3', 'nan', '-inf', '1.7976931348623157e+308'];
    const vcd = parseVcd(dump('$var real 64 ! a $end', values.map((value, i) => `#${i} r${value} !`).join('\n')));
    expect(Array.from(findVariable(vcd, 'a').changes.reals)).toEqual([
      -0.5,
      1e-5,
      3,
      Number.NaN,
      -Infinity,
      1.7976931348623157e308,
    ]);
  });

  test('strings and events', () => {
    const vcd = parseVcd(dump('$var string 1 ! a $end $var event 1 " e $end', '#0 sIDLE ! #3 1" #4 sRUN ! #4 1"'));
    expect(changes(vcd)).toEqual(['0:IDLE', '4:RUN']);
    expect(Array.from(findVariable(vcd, 'e').changes.at, (at) => vcd.times[at])).toEqual([3, 4]);
  });

  test('a variable of no width is an event', () => {
    expect(changes(parseVcd(dump(wire(0), '#0 b0 !')))).toEqual(['0:!']);
  });
});

describe('the body', () => {
  test('$dumpvars, $dumpoff, $dumpon, $dumpall and $comment', () => {
    const vcd = parseVcd(
      dump(
        wire(1),
        '#0 $dumpvars 0! $end #5 $dumpoff x! $end #9 $dumpon 1! $end $comment 0! is $not a change $end #10 $dumpall 1! $end',
      ),
    );
    expect(changes(vcd)).toEqual(['0:0', '5:x', '9:1', '10:1']);
    expect(vcd.comments).toEqual(['0! is $not a change']);
  });

  test('CRLF, several commands a line, and a last line without an end', () => {
    expect(changes(parseVcd(dump(wire(4), '#0\r\nb1 !\r\n#1 b10 ! #2\tb11 !').replaceAll('\n', '\r\n')))).toEqual([
      '0:0001',
      '1:0010',
      '2:0011',
    ]); // prettier-ignore
  });

  test('identifier codes made of command characters', () => {
    const codes = ['b', 'x', 'r', '#', '$', '0', '1!', 'b1', '$en', 'longer_code', '~~~', '~~~~'];
    const variables = codes.map((code, i) => wire(i % 2 ? 4 : 1, code, `v${i}`)).join('\n');
    const body = codes.map((code, i) => (i % 2 ? `b1${i % 4 === 1 ? 'x' : '0'} ${code}` : `1${code}`)).join('\n');
    const vcd = parseVcd(dump(variables, `#7\n${body}\n`));
    codes.forEach((_, i) => {
      expect(changes(vcd, `v${i}`)).toEqual([i % 2 ? `7:001${i % 4 === 1 ? 'x' : '0'}` : '7:1']);
    });
  });

  test('values before the first time stand at 0; a repeated time is one', () => {
    const vcd = parseVcd(dump(wire(1), '0! #0 1! #3 0! #3 1! #8'));
    expect(changes(vcd)).toEqual(['0:0', '0:1', '3:0', '3:1']);
    expect(Array.from(vcd.times)).toEqual([0, 3, 8]);
  });

  test('times above 2^53 stay exact', () => {
    const vcd = parseVcd(dump(wire(1), '#5 0! #9007199254740993 1! #9007199254740994 0! #18446744073709551615 1!'));
    expect(changes(vcd)).toEqual(['5:0', '9007199254740993:1', '9007199254740994:0', '18446744073709551615:1']);
    expect(parseVcd(dump(wire(1), '#5000000000 1!')).exactTimes).toBeUndefined();
    const near = parseVcd(dump(wire(1), '#1000000000000000400 1!'));
    expect(near.times[0]).toBe(1000000000000000400); // the nearest number, not one digit by digit
  });

  test('the value at a time', () => {
    const vcd = parseVcd(dump(wire(1), '#10 0! #20 1! #30 0!'));
    const { changes } = findVariable(vcd, 'a');
    const at = (time: number) => changeAt(changes, timeIndexAt(vcd.times, time));
    expect([5, 10, 19, 20, 99].map(at)).toEqual([-1, 0, 0, 1, 2]);
  });

  test('cut at every byte it reads the same', () => {
    const text = `${dump(
      `$scope module t $end ${wire(1)} ${wire(40, '""', 'w')} $var real 64 r r $end $upscope $end`,
      '#0 $dumpvars 1! bx01 "" r-1.5e3 r $end $comment a b $end\r\n#12 0!\nb1111 ""\n#13',
    )}`;
    const bytes = new TextEncoder().encode(text);
    const whole = parseVcd(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = createVcdReader();
      reader.write(bytes.subarray(0, cut));
      reader.write(bytes.subarray(cut));
      expect(reader.end()).toEqual(whole);
    }
    const reader = createVcdReader();
    for (const byte of bytes) {
      reader.write(Uint8Array.of(byte));
    }
    expect(reader.end()).toEqual(whole);
  });
});

describe('what is no VCD is refused', () => {
  test.each([
    ['hello', 'VCD, byte 0: expected a declaration, found "hello"'],
    ['#0 1!', 'VCD, byte 0: expected a declaration, found "#0 1!"'],
    ['$var wire 16777217 ! a $end ', 'a width of 16777217 bits; the most that is read is 16777216'],
    ['$var wire 4294967304 ! a $end ', 'a width of 4294967304 bits'],
    ['$var wire 9007199254740992 ! a $end ', 'a width of 9007199254740992 bits'],
    ['$var reg 99999999999999999999999 ! a $end ', 'a width of 99999999999999999999999 bits'],
  ])('%s', (text, message) => {
    expect(() => parseVcd(text)).toThrow(message);
  });

  test('the widest that is read is read', () => {
    const vcd = parseVcd(dump(wire(2 ** 24), '#0 b1x !\n'));
    expect(vcd.variables[0].width).toBe(2 ** 24);
    expect(textOf(vcd.variables[0].changes, 0).slice(-3)).toBe('01x');
  });
});

describe('a faulty command costs that command, with a warning', () => {
  const rest = ' #7 1! #8\n';
  test.each([
    [wire(1), '#0 1"', ['7:1'], 'identifier code " was not declared'],
    [wire(1), '#0 0! b1 "', ['0:0', '7:1'], 'identifier code " was not declared'],
    [wire(1), '#0 0! #5x 1!', ['0:0', '7:1'], 'time 5x is not a number'],
    [wire(1), '#0 0! #-5 1!', ['0:0', '7:1'], 'time -5 is not a number'],
    [wire(1), '#0 0! # 1!', ['0:0', '0:1', '7:1'], 'a time without digits'],
    [
      wire(1),
      '#5 0! #4 1! #3 0!',
      ['5:0', '7:1'],
      'time goes back from 5 to 4; the changes up to the next later time are left out (and 1',
    ],
    [wire(1), '#5 0! #4 1! #5 x!', ['5:0', '5:x', '7:1'], 'time goes back from 5 to 4'],
    [wire(4), '#0 b10101 !', ['0:0101', '7:0001'], 'a value of 5 bits for a variable of 4; the highest are left out'],
    [wire(4), '#0 b1a !', ['7:0001'], "'a' is not a bit; the value is left out"],
    [wire(4), '#0 pDU !', ['7:0001'], '"pDU" is not a value change'],
    [wire(4), '#0 b1 ! \u00ff\u0001\u00fe garbage', ['0:0001', '7:0001'], 'is not a value change and is skipped'],
    [wire(4), '#0 b0 ! r1.5 !', ['0:0000', '7:0001'], 'the real value 1.5 for a variable that is none'],
    [wire(1), '#0 0! $nonsense', ['0:0', '7:1'], '$nonsense is not known and is skipped'],
    [`$upscope $end ${wire(1)}`, '#0 0!', ['0:0', '7:1'], '$upscope without an open $scope'],
    [`$var wire eight % b $end ${wire(1)}`, '#0 0!', ['0:0', '7:1'], '$var wire eight % b: expected type, width'],
    [`${wire(1)} ${wire(5)}`, '#0 0!', ['0:0', '7:1'], 'code ! is 1 bits wide elsewhere'],
    [`$timescale often $end ${wire(1)}`, '#0 0!', ['0:0', '7:1'], '$timescale often: expected a number and s, ms'],
    [`$crash $version x $end ${wire(1)}`, '#0 0!', ['0:0', '7:1'], '$crash is not known and is skipped'],
    [`$crash and text $end ${wire(1)}`, '#0 0!', ['0:0', '7:1'], '$crash is not known and is skipped'],
  ])('%s %s', (variables, body, expected, warning) => {
    const vcd = parseVcd(dump(variables, body + rest));
    expect(changes(vcd)).toEqual(expected);
    expect(vcd.warnings).toHaveLength(1);
    expect(vcd.warnings[0]).toContain(warning);
    expect(vcd.warnings[0]).toMatch(/^byte \d+: /);
  });

  test('a sound dump has none', () => {
    expect(parseVcd(dump(wire(1), '#0 0! #3 1!\n#4\n')).warnings).toEqual([]);
  });

  test('a body without $enddefinitions is read', () => {
    const vcd = parseVcd(`${wire(1)} $dumpvars $end #0 0! #1 1!\n`);
    expect(changes(vcd)).toEqual(['0:0', '1:1']);
    expect(vcd.warnings).toEqual([expect.stringContaining('the changes begin without $enddefinitions')]);
  });

  test('a declaration among the changes is taken', () => {
    const vcd = parseVcd(dump(wire(1), `#0 0! ${wire(1, '"', 'late')} #1 1"\n`));
    expect(changes(vcd, 'late')).toEqual(['1:1']);
  });
});

describe('what writers put that the standard does not know', () => {
  test.each([
    ['1ns', 1, 'ns'],
    ['244 ns', 244, 'ns'],
    ['100\n\tps', 100, 'ps'],
    ['10 NS', 10, 'ns'],
    ['ps', 1, 'ps'],
    ['1 as', 1, 'as'],
    ['0.5 ns', 500, 'ps'],
    ['1.25us', 1250, 'ns'],
    ['100.0 ps', 100, 'ps'],
    ['1 µs', 1, 'us'],
  ])('the timescale %j', (text, magnitude, unit) => {
    const vcd = parseVcd(`$timescale ${text} $end ${wire(1)} $enddefinitions $end\n`);
    expect(vcd.timescale).toEqual({ magnitude, unit });
    expect(vcd.warnings).toEqual([]);
  });

  test("Python's 0b before the digits", () => {
    expect(changes(parseVcd(dump(wire(2), '#0 b0b00 ! #1 b0b10 ! #2 b0B1x !\n')))).toEqual(['0:00', '1:10', '2:1x']);
    expect(changes(parseVcd(dump(wire(1), '#0 b0b1 !\n')))).toEqual(['0:1']);
    expect(changes(parseVcd(dump(wire(40), `#0 b0b${'10'.repeat(20)} !\n`)))).toEqual([`0:${'10'.repeat(20)}`]);
  });

  test('times with a point, an exponent, a fraction', () => {
    const vcd = parseVcd(dump(wire(1), '#0.0 0! #3.0 1! #1e1 0! #12.5 1! #13. 0!\n'));
    expect(changes(vcd)).toEqual(['0:0', '3:1', '10:0', '12.5:1', '13:0']);
    expect(vcd.warnings).toEqual([expect.stringContaining('time 12.5 is not a whole number of units')]);
  });

  test('a value apart from its code, but not across lines', () => {
    expect(changes(parseVcd(dump(wire(1), '#0\n0 !\n#1\n1\t!\n')))).toEqual(['0:0', '1:1']);
    const cut = parseVcd(dump(wire(1), '#0\n0\n#1\n1!\n'));
    expect(changes(cut)).toEqual(['1:1']);
    expect(cut.warnings).toEqual([expect.stringContaining('a value without an identifier code')]);
  });

  test('the nine states of VHDL, alone and in vectors', () => {
    const vcd = parseVcd(dump(wire(1), '#0 U! #1 X! #2 0! #3 1! #4 Z! #5 W! #6 L! #7 H! #8 -!\n'));
    expect(changes(vcd).map((change) => change.slice(2))).toEqual([...'ux01zwlh-']);
    expect(vcd.variables[0].changes.count).toBe(9);
    const wide = parseVcd(dump(wire(36), '#0 bU ! #1 bLH01XZW- ! #2 b- ! #3 b1 !\n'));
    expect(changes(wide)).toEqual([
      `0:${'u'.repeat(36)}`,
      `1:${'0'.repeat(28)}lh01xzw-`,
      `2:${'-'.repeat(36)}`,
      `3:${'1'.padStart(36, '0')}`,
    ]);
    const column = findVariable(parseVcd(dump(wire(2), '#0 bLH !\n')), 'a').changes;
    expect(bigintOf(column, 0)).toBe(1n);
  });

  test('strings with escapes, in UTF-8 and in Latin-1; blanks at the end are filling', () => {
    const text = (value: string | Uint8Array) => {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      const reader = createVcdReader();
      reader.write(new TextEncoder().encode(dump('$var string 1 ! a $end', '#0 s')));
      reader.write(bytes);
      reader.write(new TextEncoder().encode(' !\n'));
      return reader.end().variables[0].changes.strings[0];
    };
    expect(text('at\\040null')).toBe('at null');
    expect(text('a\\x20b\\tc\\\\d\\"e')).toBe('a b\tc\\d"e');
    expect(text('\\303\\244\\040\\040')).toBe('ä');
    expect(text('r\\344v')).toBe('räv');
    expect(text('grün')).toBe('grün');
    expect(text('\\q\\9\\')).toBe('\\q\\9\\');
    expect(text('')).toBe('');
  });

  test('a string for a real, after some reals', () => {
    const vcd = parseVcd(dump('$var real 64 ! a $end', '#0 r1.5 ! #1 sIdle ! #2 b1 !\n'));
    expect(changes(vcd)).toEqual(['0:1.5', '1:Idle', '2:1']);
  });

  test('reals for a wire that has had no bits', () => {
    expect(changes(parseVcd(dump(wire(64), '#0 r1.5 ! #1 r-2 !\n')))).toEqual(['0:1.5', '1:-2']);
  });

  test('codes beyond ASCII, and a byte order mark', () => {
    const vcd = parseVcd(`\uFEFF${dump(`${wire(1, 'é')} ${wire(1, 'è', 'b')}`, '#0 1é 0è\n')}`);
    expect([changes(vcd), changes(vcd, 'b')]).toEqual([['0:1'], ['0:0']]);
    expect(vcd.warnings).toEqual([]);
  });

  test('a time above 2^64 costs its changes', () => {
    const vcd = parseVcd(dump(wire(1), '#1 0! #18446744073709551616 1!\n'));
    expect(changes(vcd)).toEqual(['1:0']);
    expect(vcd.warnings).toHaveLength(1);
  });
});

describe('a dump that is cut anywhere', () => {
  const text = `${dump(
    `$scope module t $end ${wire(1)} ${wire(8, '!!', 'w')} $var real 64 r r $end $var string 1 s s $end $upscope $end`,
    '#0\n$dumpvars 1! bx01 !! r-1.5e3 r sIdle s $end $comment a b $end\n#10\n0!\nb1111 !!\n#120\n1!\nb101 !!\n#1300\n0!\n',
  )}`;
  const whole = parseVcd(text);
  const all = (vcd: Vcd) =>
    Array.from({ length: 4 }, (_, id) => vcd.variables[id]?.changes).map((column) =>
      column ? Array.from(column.at, (at, i) => `${vcd.times[at]}:${textOf(column, i)}`) : [],
    );

  test('gives what stands before the cut, and says so where it shows', () => {
    const complete = all(whole);
    for (let cut = 1; cut < text.length; cut++) {
      const vcd = parseVcd(text.slice(0, cut));
      all(vcd).forEach((list, id) => {
        expect(list, `cut at ${cut}`).toEqual(complete[id].slice(0, list.length));
      });
      const inMidst = !/\s/.test(text[cut - 1]) && !/\s/.test(text[cut]);
      if (inMidst) {
        expect(vcd.warnings.length, `cut at ${cut}: ${JSON.stringify(text.slice(cut - 8, cut))}`).toBeGreaterThan(0);
      }
    }
    expect(whole.warnings).toEqual([]);
  });

  test.each([
    ['#1', '#10\n0!\n#1', 'time goes back'],
    ['an empty file', undefined, 'the file ends in its header'],
  ])('%s', (_name, body, warning) => {
    const vcd = parseVcd(body === undefined ? '' : dump(wire(1), body));
    expect(vcd.warnings.join()).toContain(warning);
  });
});

describe('files that are large in an odd way', () => {
  test('scopes are read a thousand deep, and no deeper', () => {
    const nested = (depth: number) => parseVcd(`${'$scope module a $end '.repeat(depth)}${dump(wire(1), '#0\n1!\n')}`);
    expect(nested(1000).variables[0].path.length).toBe(2001);
    expect(() => nested(1001)).toThrow('scope a: scopes within scopes, more than 1000 deep');
  });

  test('tens of thousands of siblings, or of variables of one name, are no more work each than a few', () => {
    const of = (line: (i: number) => string) =>
      parseVcd(dump(Array.from({ length: 50_000 }, (_, i) => line(i)).join('\n'), ''));
    const siblings = of((i) => `$scope module a${i} $end\n${wire(1, `c${i}`)}\n$upscope $end`);
    expect(siblings.scopes.length).toBe(50_000);
    const same = of((i) => wire(1, `c${i}`));
    expect(createLookup(same).nameOf(same.variables[49_999])).toBe('a#50000');
  });
});
