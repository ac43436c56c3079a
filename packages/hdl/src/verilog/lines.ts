import type { Location } from '../ir/index.ts';
import { wrapLine } from './wrap.ts';

/** A line of Verilog (one that was broken holds the breaks), and where it was written. */
export interface Line {
  readonly text: string;
  readonly at?: Location;
}

/** Lines of text with indentation. */
export interface Lines {
  readonly all: Line[];
  /** Whether what the source says is wanted. */
  readonly comments: boolean;
  /** A compiler directive, at the left margin. */
  directive(line: string): void;
  add(line: string, at?: Location): void;
  /** Comment lines. */
  comment(text: string): void;
  blank(): void;
  indented(body: () => void): void;
}

/** Comments are broken before this column. */
const COMMENT_LIMIT = 112;

export function newLines(comments: boolean): Lines {
  const all: Line[] = [];
  let indent = '';
  return {
    all,
    comments,
    directive(text) {
      all.push({ text });
    },
    add(line, at) {
      const wrapped = wrapLine(line, indent.length);
      all.push({ text: `${indent}${wrapped.replaceAll('\n', `\n${indent}`)}`, at });
    },
    comment(text) {
      for (const line of commentLines(text, COMMENT_LIMIT - indent.length)) {
        all.push({ text: `${indent}${line}` });
      }
    },
    blank() {
      if (all.length > 0 && all.at(-1)?.text !== '') {
        all.push({ text: '' });
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

/** What cannot flow into the line before it: the begin of a list's entry, of a table's row, of a quoted example. */
const OWN_LINE = /^\s*(?:[-*|]|\d+[.)]|```)\s?|^\s{2,}/;

/** A text as comment lines: paragraphs are filled anew, lists and tables stay as they are. */
export function commentLines(text: string, limit: number): string[] {
  const lines: string[] = [];
  let filled: string | undefined;
  const flush = () => {
    if (filled !== undefined) {
      lines.push(filled);
      filled = undefined;
    }
  };
  for (const line of text.split(/\r\n|[\n\r]/)) {
    if (line.trim() === '') {
      flush();
      lines.push('//');
      continue;
    }
    if (OWN_LINE.test(line)) {
      flush();
      lines.push(`// ${line}`);
      continue;
    }
    for (const word of line.trim().split(/\s+/)) {
      if (filled !== undefined && filled.length + 1 + word.length > limit) {
        flush();
      }
      filled = filled === undefined ? `// ${word}` : `${filled} ${word}`;
    }
  }
  flush();
  return lines;
}
