import fc from 'fast-check';

/** A VCD of variables of every kind and width with random changes, as text. */
export const randomDump = (): fc.Arbitrary<string> =>
  fc
    .record({
      variables: fc.array(fc.constantFrom(...[1, 2, 7, 8, 9, 31, 32, 33, 64, 65, 130], 'real', 'string', 'event'), {
        minLength: 1,
        maxLength: 9,
      }),
      steps: fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 5_000_000 }), fc.nat(), fc.nat(6)), {
        maxLength: 120,
      }),
      start: fc.constantFrom('0', '7', '9007199254740990', '9007199254740995'),
    })
    .map(({ variables, steps, start }) => {
      const lines = ['$timescale 10ps $end', '$scope module top $end', '$scope module inner $end'];
      variables.forEach((kind, i) => {
        if (i === 4) {
          lines.push('$upscope $end'); // the rest stands in the outer scope
        }
        const width = typeof kind === 'number' ? kind : 1;
        const type = typeof kind === 'number' ? (i % 2 ? 'reg' : 'wire') : kind;
        const range = typeof kind === 'number' && kind > 1 ? ` [${kind - 1}:0]` : '';
        lines.push(`$var ${type} ${width} c${i} v${i}${range} $end`);
      });
      lines.push('$var wire 1 c0 again $end'.replace('wire 1', widthAndType(variables[0])));
      if (variables.length <= 4) {
        lines.push('$upscope $end');
      }
      lines.push('$upscope $end', '$enddefinitions $end', `#${start}`);
      let time = BigInt(start);
      for (const [step, variable, seed, digits] of steps.map(([wait, seed, pick, digit]) => [
        wait,
        pick,
        seed,
        digit,
      ])) {
        if (step) {
          time += BigInt(step * 13);
          lines.push(`#${time}`);
        }
        const index = variable % variables.length;
        lines.push(changeOf(variables[index], index, seed, digits));
      }
      return `${lines.join('\n')}\n`;
    });

function widthAndType(kind: number | string): string {
  return typeof kind === 'number' ? `wire ${kind}` : `${kind} 1`;
}

/** A change of a variable to a value that `seed` makes. */
function changeOf(kind: number | string, index: number, seed: number, states: number): string {
  if (kind === 'real') {
    return `r${seed / 128 - 9000} c${index}`;
  }
  if (kind === 'string') {
    return `stext${seed % 5} c${index}`;
  }
  if (kind === 'event') {
    return `1c${index}`;
  }
  const alphabet = ['01', '01', '01', '01x', '01z', '01xzuwlh-', 'u'][states];
  let random = seed;
  const bits = Array.from({ length: kind as number }, () => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return alphabet[(random >>> 16) % alphabet.length];
  }).join('');
  return `b${bits} c${index}`;
}
