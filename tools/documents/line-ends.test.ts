import { expect, test } from 'vitest';
import { judged } from './end-lines.ts';
import { LINE_END, wrapComments, wrapPage } from './line-ends.ts';

test('lines of prose end at 120 characters, in every page and comment (npm run format ends them)', () => {
  const all = [...judged()];
  expect(all.map(({ path }) => path)).toContain('README.md');
  expect(all.filter(({ text, ended }) => text !== ended).map(({ path }) => path)).toEqual([]);
});

const WORDS = Array.from({ length: 40 }, (_, i) => `word${i}`);
const words = (from: number, to: number) => WORDS.slice(from, to).join(' ');
const fits = (text: string) => text.split('\n').every((line) => line.length <= LINE_END);

test('what is cut off a line goes before the next one of the same text, and no word is lost', () => {
  const page = `${words(0, 25)}\n${words(25, 28)}\n\n${words(28, 30)}`;
  const ended = wrapPage(page);
  expect(fits(ended)).toBe(true);
  expect(ended.split(/\s+/)).toEqual(WORDS.slice(0, 30));
  expect(ended.split('\n').slice(-2)).toEqual(['', words(28, 30)]);
  expect(wrapPage(ended)).toBe(ended);
});

test('an item goes on at its own indentation, and the next item is another', () => {
  expect(wrapPage(`* ${words(0, 20)}\n* ${words(20, 22)}`).split('\n')).toEqual([
    `* ${words(0, 18)}`,
    `  ${words(18, 20)}`,
    `* ${words(20, 22)}`,
  ]);
});

test('no line is broken in a span of code, nor before what would begin a list', () => {
  const long = 'x'.repeat(100);
  expect(wrapPage(`${long} \`a b c d e f g h i j k l m n o\` end`)).toBe(
    `${long}\n\`a b c d e f g h i j k l m n o\` end`,
  );
  expect(wrapPage(`${long} is so much - and then some more`)).toBe(`${long} is so much - and\nthen some more`);
  expect(wrapPage(`${long} is so much a - and some`)).toBe(`${long} is so much a - and\nsome`);
  expect(wrapPage(`${'x'.repeat(116)} is - and`)).toBe(`${'x'.repeat(116)}\nis - and`);
});

test('tables, fenced blocks, headings and definitions stay', () => {
  const long = words(0, 30);
  for (const page of [`| ${long} |`, `\`\`\`\n${long}\n\`\`\``, `# ${long}`, `[a]: ${long}`, '> short']) {
    expect(wrapPage(page)).toBe(page);
  }
});

test('comments keep their indentation; a comment of one line becomes a block', () => {
  expect(wrapComments(`  /** ${words(0, 20)} */\n  const a = 1; // ${words(0, 30)}`)).toBe(
    `  /**\n   * ${words(0, 18)}\n   * ${words(18, 20)}\n   */\n  const a = 1; // ${words(0, 30)}`,
  );
  expect(wrapComments(`  // ${words(0, 20)}\n  // ${words(20, 22)}`)).toBe(
    `  // ${words(0, 18)}\n  // ${words(18, 22)}`,
  );
});

test('an example in a comment, and a word to a tool, stay as they are', () => {
  const long = words(0, 30);
  for (const program of [
    `/**\n * Thus:\n *\n *     ${long}\n */`,
    `// biome-ignore lint/a/b: ${long}`,
    `f(); // ${long}`,
  ]) {
    expect(wrapComments(program)).toBe(program);
  }
});
