/** Chat templates mean what Jinja2 means by them, and a model's file cannot keep the process busy for ever. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import { mergesFromScores } from '../../import/gguf-tokenizer.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { loadChatTemplate } from '../chat.ts';
import { strftime } from '../strftime.ts';
import { createTokenizer } from '../tokenizer.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-template-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const MESSAGES = ['A', 'B', 'C'].map((content) => ({ role: 'user', content }) as const);

function rendered(chat_template: unknown, config: object = {}): string {
  const directory = mkdtempSync(join(scratch, 'model-'));
  writeFileSync(join(directory, 'tokenizer_config.json'), JSON.stringify({ ...config, chat_template }));
  return loadChatTemplate(directory)(MESSAGES);
}

function refusal(chat_template: unknown, config: object = {}): string {
  try {
    return `rendered: ${rendered(chat_template, config)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
}

const EACH = '{% for m in messages %}';

describe('break and continue keep what was printed', () => {
  // Expected texts are Jinja2's.
  test.each([
    [`${EACH}{{ m.content }}{% break %}{% endfor %}`, 'A'],
    [`${EACH}{{ m.content }}{% if loop.first %}{% continue %}{% endif %}!{% endfor %}`, 'AB!C!'],
    [`${EACH}[{{ m.content }}{% if m.content == "B" %}-{% break %}+{% endif %}]{% endfor %}.`, '[A][B-.'],
    [`${EACH}{% if m.content == "B" %}{% continue %}{% endif %}{{ m.content }}{% endfor %}`, 'AC'],
    [
      `${EACH}{% for n in [1, 2, 3] %}{{ n }}{% if n == 2 %}{% break %}{% endif %}{% endfor %};{% endfor %}`,
      '12;12;12;',
    ],
    [`${EACH}x{% continue %}{% else %}none{% endfor %}`, 'xxx'],
    [`${EACH}x{% break %}{% else %}none{% endfor %}`, 'x'],
    [`{% for m in [] %}x{% break %}{% else %}none{% endfor %}`, 'none'],
    [`${EACH}{% for n in [] %}{% else %}e{% break %}{% endfor %}f{% endfor %}`, 'e'],
    [`${EACH}a{% set x %}b{% break %}{% endset %}{{ x }}{% endfor %}c`, 'ac'],
    [`${EACH}a{% filter upper %}b{% continue %}{% endfilter %}c{% endfor %}`, 'aaa'],
    [
      `{% macro f() %}${EACH}{{ m.content }}{% break %}{% endfor %}{% endmacro %}${EACH}{{ f() }},{% endfor %}`,
      'A,A,A,',
    ],
    [`{% set ns = namespace(n=0) %}${EACH}{% set ns.n = ns.n + 1 %}{% break %}{% endfor %}{{ ns.n }}`, '1'],
  ])('%s', (template, expected) => expect(rendered(template)).toBe(expected));

  test.each(['{% break %}', `{% macro f() %}{% continue %}{% endmacro %}${EACH}{{ f() }}{% endfor %}`])(
    '%s stands outside a loop and is refused at once',
    (template) => expect(refusal(template)).toMatch(/chat_template: (break|continue) outside a loop/),
  );
});

describe('what transformers gives a template', () => {
  test.each([
    ['{% if tools is not none %}T{% else %}-{% endif %}', '-'],
    ['{% if tools %}T{% else %}-{% endif %}', '-'],
    ['{% if tools is defined %}D{% endif %}{% if documents is none %}N{% endif %}', 'DN'],
    ['{{ unk_token }}{{ pad_token }}{{ bos_token }}{{ eos_token }}', '<unk><pad><s></s>'],
    ['{% if sep_token is defined %}S{% else %}-{% endif %}', '-'],
    ['{% if add_generation_prompt %}G{% endif %}', 'G'],
    ['{{ range(3) | join(",") }} {{ range(4, 0, -2) | join(",") }}', '0,1,2 4,2'],
  ])('%s', (template, expected) => {
    const config = { unk_token: '<unk>', pad_token: { content: '<pad>' }, bos_token: '<s>', eos_token: '</s>' };
    expect(rendered(template, { ...config, sep_token: null })).toBe(expected);
  });

  test('times, as Python writes them', () => {
    const date = new Date(2026, 2, 5, 14, 7, 9, 42);
    expect(strftime(date, '%A %a %d %-d %B %b %m %y %Y')).toBe('Thursday Thu 05 5 March Mar 03 26 2026');
    expect(strftime(date, '%H:%M:%S %I %p %f %j %U %W %w %%')).toBe('14:07:09 02 PM 042000 064 09 09 4 %');
    expect(strftime(date, '%c|%x|%X')).toBe('Thu Mar  5 14:07:09 2026|03/05/26|14:07:09');
    expect(strftime(new Date(2023, 0, 1), '%j %U %W')).toBe('001 01 00');
    expect(rendered('{{ strftime_now("%S%A%j") }}')).toMatch(/^\d\d[A-Z][a-z]+day\d{3}$/);
    expect(refusal('{{ strftime_now("%Q") }}')).toContain('"%Q" is no directive');
  });
});

describe('templates of a file that is not as it should be', () => {
  const named = (...names: string[]) => names.map((name) => ({ name, template: name }));
  test('of several the one called "default" is taken', () => {
    expect(rendered(named('tool_use', 'default'))).toBe('default');
    expect(refusal(named('tool_use', 'rag'))).toContain('has "tool_use", "rag", expected one that is called "default"');
  });

  test.each([[[null]], [[{ name: 'default' }]], [7], [{ a: 1 }], [[{ name: 1, template: 'x' }]]])('%j', (template) =>
    expect(refusal(template)).toMatch(/tokenizer_config\.json: chat_template/),
  );
  test.each([[null], [[]], [undefined]])('%j is none', (template) =>
    expect(refusal(template)).toContain('no chat_template'),
  );
  test('a token that is no text', () => expect(refusal('x', { bos_token: 5 })).toContain('bos_token'));
});

describe('templates that would never end', () => {
  test.each([
    ['{% for i in range(1000000000) %}x{% endfor %}', 'at most 100000'],
    ['{{ range(0, 1000000000, 2) | length }}', 'at most 100000'],
    [
      '{% for i in range(90000) %}{% for j in range(90000) %}{{ i }}{% endfor %}{% endfor %}',
      /steps|seconds|characters/,
    ],
    ['{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}', 'not a function'],
    [
      '{% set ns = namespace(s="xxxxxxxxxx") %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}',
      'characters',
    ],
    [
      '{% set ns = namespace(s="a", l=[]) %}{% for i in range(24) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{% for i in range(9999) %}{% set ns.l = ns.l + [ns.s | upper] %}{% endfor %}',
      'characters in all',
    ],
    ['{% set ns = namespace(s=[1,2]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}', 'items'],
    [
      '{% set ns = namespace(s=[1]) %}{% for i in range(90) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | tojson }}',
      /seconds|string length/,
    ],
  ])('%s', (template, message) => expect(refusal(template)).toMatch(message));
});

describe('tokenizers that would never end', () => {
  const { files } = tinyCheckpoint();
  const [json, config] = ['tokenizer.json', 'tokenizer_config.json'].map((name) => JSON.parse(String(files.get(name))));

  test('a regular expression that tries everything is stopped', () => {
    const split = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
    const tokenizer = createTokenizer({ ...json, pre_tokenizer: split }, config, 'tokenizer.json');
    expect(tokenizer.encode('aaa')).toHaveLength(3);
    expect(() => tokenizer.encode(`${'a'.repeat(60)}!`)).toThrow(
      /tokenizer\.json: cutting a text into tokens: stopped after \d+\.\d+ seconds/,
    );
    expect(tokenizer.encode('aaa')).toHaveLength(3);
  });

  test('merges of one token of any length are found at once, those of short ones all', () => {
    const letters = ['a', 'b', '😀', 'ab', 'b😀', 'ab😀'];
    const scores = [0, 0, 0, -1, -2, -3];
    const merges = mergesFromScores([...letters, 'ab'.repeat(1_000_000)], [...scores, -4]);
    expect(merges).toEqual([
      ['a', 'b'],
      ['b', '😀'],
      ['a', 'b😀'],
      ['ab', '😀'],
    ]);
  });
});
