import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLookup, findVariable, listVariables, parseVcd, rangeText, textOf, type Vcd } from '../src/index.ts';

const dump = (variables: readonly string[], body: string) =>
  `$timescale 1ns $end\n${variables.join('\n')}\n$enddefinitions $end\n${body}\n`;
const scope = (name: string, variables: readonly string[], type = 'module') => [
  `$scope ${type} ${name} $end`,
  ...variables,
  '$upscope $end',
];
const bit = (code: string, name: string) => `$var wire 1 ${code} ${name} $end`;
const changes = (vcd: Vcd, name: string) => {
  const { changes } = findVariable(vcd, name);
  return Array.from(changes.at, (at, i) => `${vcd.times[at]}:${textOf(changes, i)}`);
};
const namesOf = (vcd: Vcd) => vcd.variables.map((variable) => variable.path + rangeText(variable));

describe('a vector that was dumped bit by bit', () => {
  const falling = scope(
    't',
    ['!', '"', '#', '$'].map((code, i) => bit(code, `acc [${3 - i}]`)),
  );

  test('is one variable', () => {
    const vcd = parseVcd(dump(falling, '#0 0! 0" 0# 0$ #5 1! 1$ #6 0$ 1# #6 1$'));
    expect(vcd.variables).toHaveLength(1);
    expect(vcd.variables[0]).toMatchObject({ id: 0, path: 't.acc', width: 4, range: { msb: 3, lsb: 0 } });
    expect(vcd.scopes[0].variables).toEqual(vcd.variables);
    expect(changes(vcd, 't.acc')).toEqual(['0:0000', '5:1001', '6:1011']);
    expect(changes(vcd, 't.acc[3:0]')).toEqual(changes(vcd, 't.acc'));
  });

  test('whatever the order, without the blank, and in wider parts', () => {
    const rising = scope(
      't',
      ['!', '"', '#'].map((code, i) => bit(code, `acc[${i}]`)),
    );
    expect(changes(parseVcd(dump(rising, '#0 1! 0" 0#')), 't.acc')).toEqual(['0:001']);
    const parts = ['$var wire 20 ! acc [39:20] $end', '$var wire 20 " acc [19:0] $end'];
    const vcd = parseVcd(dump(parts, '#0 b1 ! b1 " #2 bz "'));
    expect(changes(vcd, 'acc')).toEqual([
      `0:${`1`.padStart(20, '0')}${'1'.padStart(20, '0')}`,
      `2:${'1'.padStart(20, '0')}${'z'.repeat(20)}`,
    ]);
    const upward = ['$var wire 2 ! acc [0:1] $end', '$var wire 2 " acc [2:3] $end'];
    const rises = parseVcd(dump(upward, '#0 b10 ! b01 "'));
    expect([namesOf(rises), changes(rises, 'acc')]).toEqual([['acc[0:3]'], ['0:1001']]);
  });

  test('a bit without a value yet is x; the nine states are kept', () => {
    const vcd = parseVcd(dump(falling, '#0 0! #1 U" #2 H# 1$'));
    expect(changes(vcd, 't.acc')).toEqual(['0:0xxx', '1:0uxx', '2:0uh1']);
  });

  test('aliases of it share its column', () => {
    const twice = [
      ...falling,
      ...scope(
        'u',
        ['!', '"', '#', '$'].map((code, i) => bit(code, `port [${3 - i}]`)),
      ),
    ];
    const vcd = parseVcd(dump(twice, '#0 0! 0" 0# 1$'));
    expect(namesOf(vcd)).toEqual(['t.acc[3:0]', 'u.port[3:0]']);
    expect(vcd.variables[1].changes).toBe(vcd.variables[0].changes);
  });

  test('is not joined across a gap, another name, another type, a scope', () => {
    const apart = [bit('!', 'a [3]'), bit('"', 'a [1]'), bit('#', 'b [0]'), '$var reg 1 $ b [1] $end'];
    const vcd = parseVcd(dump([...apart, ...scope('a', [bit('%', 'a [2]')])], '#0 0! 1"'));
    expect(namesOf(vcd)).toEqual(['a[3]', 'a[1]', 'b[0]', 'b[1]', 'a.a[2]']);
    expect(() => findVariable(vcd, 'a')).toThrow('a stands for 2 variables: a[3], a[1]');
    expect([changes(vcd, 'a[3]'), changes(vcd, 'a[1]')]).toEqual([['0:0'], ['0:1']]);
  });

  test('equals the vector dumped whole, for any width and any changes', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 70 }),
        fc.array(fc.tuple(fc.nat(3), fc.nat(69), fc.constantFrom(...'01xzu-lh')), { maxLength: 60 }),
        (width, steps) => {
          const code = (i: number) => `c${i}`;
          const bits = Array.from({ length: width }, (_, i) => bit(code(i), `v [${width - 1 - i}]`));
          const state = Array.from({ length: width }, () => '0');
          let time = 0;
          const split = [`#0 ${state.map((value, i) => value + code(i)).join(' ')}`];
          const whole = [`#0 b${state.join('')} !`];
          for (const [wait, at, value] of steps) {
            time += wait;
            state[at % width] = value;
            split.push(`#${time} ${value}${code(at % width)}`);
            whole.push(`#${time} b${state.join('')} !`);
          }
          const ours = parseVcd(dump(bits, split.join('\n')));
          const theirs = parseVcd(dump([`$var wire ${width} ! v [${width - 1}:0] $end`], whole.join('\n')));
          expect(listVariables(ours)).toEqual(listVariables(theirs));
          const at = (vcd: Vcd) => new Map(changes(vcd, 'v').map((change) => change.split(':') as [string, string]));
          expect(at(ours)).toEqual(at(theirs));
        },
      ),
    ));
});

describe('names that are not unique', () => {
  test('two variables of one name in one scope', () => {
    const vcd = parseVcd(dump(scope('t', [bit('!', 'a'), bit('"', 'a')]), '#0 0! 1"'));
    expect(vcd.variables.map(({ id, path }) => [id, path])).toEqual([
      [0, 't.a'],
      [1, 't.a'],
    ]);
    const lookup = createLookup(vcd);
    expect(vcd.variables.map(lookup.nameOf)).toEqual(['t.a#1', 't.a#2']);
    expect(() => findVariable(vcd, 't.a')).toThrow('t.a stands for 2 variables: t.a#1, t.a#2');
    expect([changes(vcd, 't.a#1'), changes(vcd, 't.a#2')]).toEqual([['0:0'], ['0:1']]);
  });

  test('a scope that is opened again goes on', () => {
    const vcd = parseVcd(dump([...scope('t', [bit('!', 'a')]), ...scope('t', [bit('"', 'b')])], '#0 0! 1"'));
    expect(vcd.scopes.map(({ path, variables }) => [path, variables.length])).toEqual([['t', 2]]);
    expect(changes(vcd, 't.b')).toEqual(['0:1']);
  });

  test('two scopes of one name and different kinds', () => {
    const both = [...scope('g', [bit('!', 'a')]), ...scope('g', [bit('"', 'a')], 'function')];
    const vcd = parseVcd(dump(both, '#0 0! 1"'));
    expect(vcd.scopes.map(({ type, variables }) => [type, variables.map(({ id }) => id)])).toEqual([
      ['module', [0]],
      ['function', [1]],
    ]);
    expect(() => findVariable(vcd, 'g.a')).toThrow('g.a stands for 2 variables: g.a#1, g.a#2');
  });

  test('a dot in a name, and an element beside a bit', () => {
    const dots = [...scope('a', [bit('!', 'b.c')]), ...scope('a.b', [bit('"', 'c')])];
    expect(() => findVariable(parseVcd(dump(dots, '#0 0! 1"')), 'a.b.c')).toThrow('stands for 2 variables');
    const mixed = ['$var wire 8 ! m[3] $end', bit('"', 'm [3]')];
    const vcd = parseVcd(dump(mixed, '#0 b1 ! 1"'));
    const lookup = createLookup(vcd);
    expect(() => lookup.find('m[3]')).toThrow('stands for 2 variables');
    expect(vcd.variables.map((variable) => lookup.find(lookup.nameOf(variable)))).toEqual(vcd.variables);
  });

  test('aliases of one name are one', () => {
    const vcd = parseVcd(dump(scope('t', [bit('!', 'a'), bit('!', 'a')]), '#0 0! #1 1!'));
    expect(changes(vcd, 't.a')).toEqual(['0:0', '1:1']);
  });
});
