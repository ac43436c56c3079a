import type { Chance } from './chance.ts';

/** Takes the words of a text away, doubles them, and puts others in their place, of the text or of `dictionary`. */
export function mutateText(text: string, dictionary: readonly string[], chance: Chance): string {
  const words = text.split(/(\s+|\b|(?=[{}%$#|])|(?<=[{}%$#|]))/);
  for (let edits = 1 + chance.below(5); edits > 0; edits--) {
    const at = chance.below(words.length);
    const other = () => (chance.oneIn(2) ? chance.pick(dictionary) : chance.pick(words));
    switch (chance.below(6)) {
      case 0:
        words.splice(at, 1 + chance.below(3));
        break;
      case 1:
        words.splice(at, 0, other());
        break;
      case 2:
        words.splice(at, 0, ...words.slice(at, at + chance.below(12)));
        break;
      case 3: {
        const from = chance.below(words.length);
        words.splice(at, 1 + chance.below(4), ...words.slice(from, from + chance.below(20)));
        break;
      }
      default:
        words[at] = other();
    }
    if (words.length === 0) {
      words.push('');
    }
  }
  return words.join('');
}
