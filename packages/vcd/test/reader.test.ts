import { describe, expect, test } from 'vitest';
import {
  bigintOf,
  changeAt,
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
      ['0:0', '1:1', '2:x', '3:x', '4:z', '5:z', '6:x', '7:1'], // prettier-ignore
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

  test('a variable of no width is read', () => {
    expect(changes(parseVcd(dump(wire(0), '#0 b0 !')))).toEqual(['0:']);
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
    for (const byte of bytes) reader.write(Uint8Array.of(byte));
    expect(reader.end()).toEqual(whole);
  });
});

describe('what is no VCD', () => {
  test.each([
    ['hello', 'VCD, byte 0: expected a declaration, found "hello"'],
    [dump(wire(1), '#0 1"'), 'identifier code " was not declared'],
    [dump(wire(1), '#5 1! #4 0!'), 'time goes back from 5 to 4'],
    [dump(wire(1), '#5x 1!'), 'time 5x is not a number'],
    [dump(wire(4), '#0 b10101 !'), 'a value of 5 bits for a variable of 4'],
    [dump(wire(4), '#0 b1a !'), "'a' is not a bit"],
    [dump(wire(4), '#0 pDU !'), '"pDU" is not a value change'],
    [dump(wire(4), '#0 r1.5 !'), 'the real value 1.5 for a variable that is none'],
    [dump(wire(4), '#0 b1'), 'the file ends inside "b1"'],
    ['$var wire eight ! a $end ', '$var wire eight ! a: expected type, width, identifier code and name'],
    ['$timescale 3 ns $end ', '$timescale 3 ns: expected 1, 10 or 100'],
    ['$upscope $end ', '$upscope without an open $scope'],
    [`${wire(4)} ${wire(5)} `, 'code ! is 4 bits wide elsewhere'],
  ])('%#', (text, message) => {
    expect(() => parseVcd(text)).toThrow(message);
  });
});
