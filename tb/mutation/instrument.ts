import type { Mutant } from './mutants.ts';
import { parseModule } from './parse.ts';

/** The input that chooses a mutant; 0 is none. */
export const MUTANT_PORT = 'mutant';
const BITS = 16;

/**
 * The module with all `mutants` in it: mutant i + 1 is in force while the input `mutant` is i + 1, and none while it
 * is 0. Where a changed expression holds another, the outer change has the inner one's original, for only one is ever
 * in force: so the text stays short.
 */
export function instrument(text: string, mutants: readonly Mutant[]): string {
  const { portsEnd } = parseModule(text);
  const numbered = mutants.map((mutant, i) => ({ ...mutant, id: i + 1 }));
  const render = (at: number, end: number, inside: typeof numbered): string => {
    let out = '';
    let done = at;
    // Outermost expressions first; those of the same place wrap one another.
    const sorted = inside.toSorted((a, b) => a.at - b.at || b.end - a.end);
    for (let i = 0; i < sorted.length; ) {
      const outer = sorted[i];
      const same = sorted.filter((each) => each.at === outer.at && each.end === outer.end);
      const within = sorted.filter((each) => each.at >= outer.at && each.end <= outer.end && !same.includes(each));
      const original = within.length ? render(outer.at, outer.end, within) : text.slice(outer.at, outer.end);
      out += text.slice(done, outer.at);
      out += same.reduce(
        (rest, each) => `(${MUTANT_PORT} == ${BITS}'d${each.id} ? (${plain(each.text)}) : ${rest})`,
        `(${plain(original)})`,
      );
      done = outer.end;
      i += same.length + within.length;
    }
    return out + text.slice(done, end);
  };
  const header = `,\n  input  wire [${BITS - 1}:0] ${MUTANT_PORT}`;
  const body = render(portsEnd, text.length, numbered);
  return text.slice(0, portsEnd) + header + body;
}

/** Comments end at the line's end; inside an expression on one line they would swallow the rest. */
const plain = (text: string): string => text.replace(/\/\/[^\n]*/g, '');
