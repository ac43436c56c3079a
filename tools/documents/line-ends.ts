/**
 * Lines of prose end at 120 characters: in pages, and in comments that have lines of their own. What has the shape of
 * something else (tables, fenced blocks, headings, lines without a blank to end at) is left as it is.
 */
export const LINE_END = 120;

/** A line that says how the text after it is indented: a list's marker, a task's box; or just white space. */
const MARKER = /^\s*(?:(?:[-*+]|\d+[.)])\s+)?/;
/** What a line of prose cannot begin with and still be the same prose. */
const OTHER = /^\s*(?:[-*+>|#]|\d+[.)]|```|~~~|<|@|$)/;

/**
 * Where to break a line: at the last blank that fits, outside spans of code, before no word that would begin a list.
 */
function breakAt(line: string, from: number, limit: number): number {
  for (let at = limit; at > from; at--) {
    const isInCode = (line.slice(0, at).split('`').length - 1) % 2 === 1;
    if (line[at] === ' ' && !isInCode && !OTHER.test(line.slice(at + 1))) {
      return at;
    }
  }
  return -1;
}

/** The lines of one paragraph or item, without a prefix, none longer than `limit` where that can be. */
function wrapped(lines: readonly string[], limit: number): string[] {
  const given = [...lines];
  const result: string[] = [];
  while (given.length > 0) {
    const line = given.shift()!;
    const start = MARKER.exec(line)![0].length;
    const at = line.length > limit ? breakAt(line, start, limit) : -1;
    if (at < 0) {
      result.push(line);
      continue;
    }
    result.push(line.slice(0, at).trimEnd());
    const rest = line.slice(at + 1);
    const next = given[0];
    // What is cut off stands before the next line, if that goes on with the same text.
    if (next !== undefined && !OTHER.test(next) && next.search(/\S/) === start) {
      given[0] = `${' '.repeat(start)}${rest} ${next.trimStart()}`;
    } else {
      given.unshift(`${' '.repeat(start)}${rest}`);
    }
  }
  return result;
}

/**
 * Whether a line is prose that is to end at the limit: neither of a table, nor a heading, nor a definition of a link.
 */
const isProse = (line: string): boolean => !/^\s*(?:\||#{1,6}\s|\[[^\]]+\]:|<|!\[)/.test(line);

/** A page with its lines of prose ended. */
export function wrapPage(page: string): string {
  const result: string[] = [];
  let prose: string[] = [];
  let fence: string | undefined;
  const end = () => {
    result.push(...wrapped(prose, LINE_END));
    prose = [];
  };
  for (const line of page.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark === undefined && isProse(line)) {
      prose.push(line);
      continue;
    }
    end();
    result.push(line);
    if (mark !== undefined) {
      fence = fence === undefined ? mark : line.trim() === fence ? undefined : fence;
    }
  }
  end();
  return result.join('\n');
}

/** A program of TypeScript with the lines of its comments ended, those that stand by themselves. */
export function wrapComments(program: string): string {
  return program
    .replace(/^( *)\/\*\* (.*) \*\/$/gm, (whole, indent: string, text: string) =>
      whole.length > LINE_END ? `${indent}/**\n${indent} * ${text}\n${indent} */` : whole,
    )
    .replace(/^( *)\/\*\*?\n(?:\1 \*(?: .*)?\n)+?\1 \*\/$/gm, (block, indent: string) => {
      const [first, ...lines] = block.split('\n').slice(0, -1);
      return [first, ...prefixed(lines, `${indent} *`), `${indent} */`].join('\n');
    })
    .replace(/^( *)\/\/ .*(?:\n\1\/\/ .*)*$/gm, (block, indent: string) =>
      prefixed(block.split('\n'), `${indent}//`).join('\n'),
    );
}

/** Lines that begin with a prefix, the text after it wrapped like a page's. */
function prefixed(lines: readonly string[], prefix: string): string[] {
  // A word to a tool is one line, however long.
  if (
    lines.every((line) => line.length <= LINE_END) ||
    lines.some((line) => /biome-ignore|@ts-|<reference/.test(line))
  ) {
    return [...lines];
  }
  const text = lines.map((line) => line.slice(prefix.length + 1));
  const limit = LINE_END - prefix.length - 1;
  return paragraphs(text)
    .flatMap((each) => (/^ {4}|^\s*(?:```|\|)/.test(each[0]) ? each : wrapped(each, limit)))
    .map((line) => (line === '' ? prefix : `${prefix} ${line}`));
}

/** Lines in runs: fenced and indented ones apart from prose. */
function paragraphs(lines: readonly string[]): string[][] {
  const runs: string[][] = [];
  let isFenced = false;
  for (const line of lines) {
    const isFence = /^\s*```/.test(line);
    const isApart = isFenced || isFence || /^ {4}|^\s*\|/.test(line);
    if (isApart || runs.length === 0 || /^ {4}|^\s*(?:```|\|)/.test(runs.at(-1)![0])) {
      runs.push([line]);
    } else {
      runs.at(-1)!.push(line);
    }
    isFenced = isFence ? !isFenced : isFenced;
  }
  return runs;
}
