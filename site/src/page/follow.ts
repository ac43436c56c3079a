import type { Followed } from '../shared/protocol.ts';
import { byId, make, thousands } from './elements.ts';
import type { Engine } from './engine.ts';

const words = byId('follow-words');
const input = byId<HTMLInputElement>('follow-input');
const heaviest = byId<HTMLButtonElement>('follow-heaviest');
const note = byId('follow-note');
const steps = byId<HTMLOListElement>('follow-steps');

let engine: Engine | undefined;
let edit: (path: string, line: number) => void = () => {};
let chosen: number | undefined;

/** The section in which one number is followed through the machine. */
export function setUpFollow(openLine: (path: string, line: number) => void): void {
  edit = openLine;
  input.addEventListener('change', () => chosen !== undefined && ask(chosen, input.valueAsNumber));
  heaviest.addEventListener('click', () => chosen !== undefined && ask(chosen));
}

/** A new story begins: there are no words yet. */
export function clearWords(): void {
  engine = undefined;
  chosen = undefined;
  words.replaceChildren();
  steps.replaceChildren();
  input.disabled = true;
  heaviest.disabled = true;
  note.textContent = 'The words of the story above appear here as they are written.';
}

/** The machine that writes, once it runs. */
export function followOn(running: Engine): void {
  engine = running;
}

/** A word, or the part of one that a token is. */
export function addWord(text: string): void {
  const word = words.childElementCount;
  const button = make('button', { type: 'button', textContent: text.trim() === '' ? '␣' : text });
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    words.querySelector('[aria-pressed=true]')?.setAttribute('aria-pressed', 'false');
    button.setAttribute('aria-pressed', 'true');
    chosen = word;
    ask(word);
  });
  words.append(button);
  if (word === 0) {
    note.textContent = 'Choose a word.';
  }
}

function ask(word: number, at?: number): void {
  const isNumber = at !== undefined && Number.isInteger(at) && at >= 0 && at <= Number(input.max);
  note.textContent = 'After the token at hand the machine makes this word’s product once more …';
  engine?.follow(word, isNumber ? at : undefined);
}

export function showRefusal(message: string): void {
  note.textContent = message;
}

export function showFollowed({ token, input: at, inputs, steps: list, best, isRepeated }: Followed): void {
  input.max = String(inputs - 1);
  input.value = String(at);
  input.disabled = false;
  heaviest.disabled = false;
  const wrong = list.filter(({ isSame }) => !isSame).length;
  const [first, last] = [Math.min(...list.map(({ cycle }) => cycle)), Math.max(...list.map(({ cycle }) => cycle))];
  const others = best.map(({ text, logit }) => `“${text}” ${logit.toFixed(3)}`).join(', ');
  note.textContent =
    `Token ${token} is row ${token} of the LM head; this is its weight for input ${at} of ${inputs}. ` +
    `${list.length} steps in ${thousands(last - first)} cycles; ` +
    `${wrong === 0 ? 'golden has the same in all of them' : `golden has something else in ${wrong} of them`}. ` +
    `${isRepeated ? 'The logits are those of the first time, bit for bit' : 'The logits are not those of the first time'}: ${others}.`;
  steps.replaceChildren(
    ...list.map(({ title, about, cycle, value, golden, isSame, path, line }) => {
      const source = make('button', { type: 'button', className: 'source', textContent: `${path}:${line}` });
      source.addEventListener('click', () => edit(path, line));
      const verdict = isSame ? 'as golden' : `golden: ${golden}`;
      return make(
        'li',
        {},
        make('strong', { textContent: title }),
        make('code', { className: 'held', textContent: value }),
        make('span', { className: isSame ? 'good' : 'bad', textContent: `${isSame ? '✓' : '✗'} ${verdict}` }),
        make('span', { className: 'cycle', textContent: `cycle ${thousands(cycle)}` }),
        source,
        make('p', { className: 'note', textContent: about }),
      );
    }),
  );
}
