import type { Diagnostic, Place } from './diagnostic.ts';
import { sourceLine } from './host.ts';
import { fullLocation } from './location.ts';

/**
 * error[width]: `sum` has 8 bits, the value 9
 *   --> examples/adder.ts:12:5 (in Adder)
 *    |
 * 12 |   sum.set(a.addGrow(b));
 *    |       ^
 *   hint: …
 */
export function format(diagnostic: Diagnostic): string {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`];
  const places = diagnostic.places.filter((place) => place.at.frames.length > 0);
  places.forEach((place, i) => {
    lines.push(...formatPlace(place, i === 0 ? diagnostic.module : undefined));
  });
  if (places.length === 0 && diagnostic.module) {
    lines.push(`  in ${diagnostic.module}`);
  }
  if (diagnostic.hint) {
    lines.push(`  hint: ${diagnostic.hint}`);
  }
  return lines.join('\n');
}

function formatPlace(place: Place, module: string | undefined): string[] {
  const [first, ...callers] = place.at.frames;
  if (!first) {
    return [];
  }
  const note = place.note ? ` ${place.note}` : '';
  const lines = [`  --> ${fullLocation(first)}${module ? ` (in ${module})` : ''}${note}`];
  const source = sourceLine(first.file, first.line);
  if (source !== undefined) {
    const number = String(first.line);
    const gutter = ' '.repeat(number.length);
    const indent = source.length - source.trimStart().length;
    const shift = Math.max(0, indent - 2);
    lines.push(`${gutter} |`, `${number} | ${source.slice(shift)}`);
    lines.push(`${gutter} | ${' '.repeat(Math.max(0, first.column - 1 - shift))}^`);
  }
  const caller = callers.find((frame) => frame.file !== first.file);
  if (caller) {
    lines.push(`  called from ${fullLocation(caller)}`);
  }
  return lines;
}
