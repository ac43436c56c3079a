import { shortLocation } from '../diagnostics/location.ts';
import type { Location } from '../ir/index.ts';
import { wrapLine } from './wrap.ts';

/** Lines of text with indentation and trailing source locations. */
export interface Lines {
  readonly text: string[];
  /** Whether source locations are wanted. */
  readonly locations: boolean;
  /** A compiler directive, at the left margin. */
  directive(line: string): void;
  add(line: string, at?: Location): void;
  blank(): void;
  indented(body: () => void): void;
}

/** A location is printed where it differs from that of the line before. */
export function newLines(locations: boolean, insideLibrary = false): Lines {
  const text: string[] = [];
  let indent = '';
  let last = '';
  return {
    text,
    locations,
    directive(line) {
      text.push(line);
    },
    add(line, at) {
      const place = locations && at ? shortLocation(at, insideLibrary) : '';
      const comment = place !== '' && place !== last ? ` // ${place}` : '';
      if (place !== '') {
        last = place;
      }
      const wrapped = wrapLine(line, indent.length);
      text.push(`${indent}${wrapped.replaceAll('\n', `\n${indent}`)}${comment}`);
    },
    blank() {
      if (text.length > 0 && text.at(-1) !== '') {
        text.push('');
      }
    },
    indented(body) {
      const outer = indent;
      indent += '  ';
      body();
      indent = outer;
    },
  };
}
