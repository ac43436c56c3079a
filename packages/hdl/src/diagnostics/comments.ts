/**
 * Comments of the author's source, read where it is to be had, so that the Verilog can say what its TypeScript says.
 */
import type { Frame, Location } from '../ir/location.ts';
import { sourceLines } from './host.ts';

/** Comments by key of the objects in the arguments of a call. */
type Comments = ReadonlyMap<string, string>;

const NONE: Comments = new Map();
const known = new Map<string, { readonly lines: readonly string[]; readonly of: Map<number, Comments> }>();

/**
 * The comment beside `key` in the objects that a call was given: `regs({ count: … })`, `module('M', { in: { a: … } })`.
 */
export function keyComment({ frames }: Location, key: string): string | undefined {
  return frames[0] && commentsAt(frames[0]).get(key);
}

/** The doc comment of what a module is described in: a constant, a function, a member of an object. */
export function docComment({ frames }: Location): string | undefined {
  if (!frames[0]) {
    return undefined;
  }
  const lines = sourceLines(frames[0].file);
  let at = frames[0].line - 1;
  while (at >= 0 && at < lines.length) {
    if (lines[at - 1]?.trimEnd().endsWith('*/')) {
      return blockAbove(lines, at - 1);
    }
    const indent = indentOf(lines[at]);
    // What closes here was opened by a line of the same indent: the head of a function over several lines.
    const isCloser = /^\s*[)\]}]/.test(lines[at]);
    let next = at - 1;
    while (
      next >= 0 &&
      !(isHead(lines[next]) && (isCloser ? indentOf(lines[next]) <= indent : indentOf(lines[next]) < indent))
    ) {
      next--;
    }
    at = next;
    if (indent === 0 && !isCloser) {
      return undefined;
    }
  }
  return undefined;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const isHead = (line: string): boolean => line.trim() !== '' && !/^\s*(\/\/|\/?\*)/.test(line);

/** The doc comment that ends at this line; undefined where it is another kind of comment. */
function blockAbove(lines: readonly string[], end: number): string | undefined {
  let start = end;
  while (start > 0 && !lines[start].includes('/*')) {
    start--;
  }
  const text = lines
    .slice(start, end + 1)
    .join('\n')
    .trim();
  return text.startsWith('/**') ? textOf(text) : undefined;
}

function commentsAt({ file, line }: Frame): Comments {
  const lines = sourceLines(file);
  let entry = known.get(file);
  if (entry?.lines !== lines) {
    entry = { lines, of: new Map() };
    known.set(file, entry);
  }
  let comments = entry.of.get(line);
  if (!comments) {
    comments = lines.length < line ? NONE : scan(lines, line - 1);
    entry.of.set(line, comments);
  }
  return comments;
}

/** The words of a comment: without its marks, and without tags for tools. */
function textOf(comment: string): string {
  return comment
    .replace(/^\/\*\*?|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\*|\/\/) ?/, '').trimEnd())
    .filter((line) => !/^\s*@/.test(line))
    .join('\n')
    .trim();
}

/** An object whose keys are looked at. */
interface Open {
  readonly bracket: string;
  /** Comments in front of the next key. */
  before: string[];
  /** The key whose value is being read, and where it began. */
  key: string | undefined;
  keyLine: number;
}

/** A token: a comment, a string (whose holes are skipped with it), a name, a mark. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[\w$]+|[()[\]{},:;\n]/g;

/** A comment belongs to the key behind it; at the end of a line, to the key of that line. */
function scan(lines: readonly string[], first: number): Comments {
  const found = new Map<string, string>();
  const text = lines.slice(first, first + 600).join('\n');
  const open: Open[] = [];
  let line = 0;
  let last: { readonly key: string; readonly line: number } | undefined;
  let calls = 0;
  const note = (key: string, comments: readonly string[]): void => {
    const said = comments.filter((each) => each !== '').join('\n');
    if (said !== '' && !found.has(key)) {
      found.set(key, said);
    }
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    // Objects in the arguments of the call, and objects in these: the ports.
    const isObject = top?.bracket === '{' && open.length <= 3 && open[0].bracket === '(';
    if (token === '\n') {
      line++;
      if (line > 0 && calls === 0 && open.length === 0) {
        break;
      }
    } else if (token.startsWith('//') || token.startsWith('/*')) {
      if (isObject && token.startsWith('//') && last?.line === line) {
        note(last.key, [textOf(token)]);
      } else if (isObject) {
        top.before.push(textOf(token));
      }
      line += token.split('\n').length - 1;
    } else if ('([{'.includes(token)) {
      // Brackets in front of the call: `const { a } =`.
      if (open.length > 0 || token === '(') {
        open.push({ bracket: token, before: [], key: undefined, keyLine: line });
        calls += open.length === 1 ? 1 : 0;
      }
    } else if (')]}'.includes(token)) {
      open.pop();
      if (open.length === 0 && calls > 0 && line > 0) {
        break;
      }
    } else if (token === ',') {
      if (isObject) {
        top.key = undefined;
      }
    } else if (token === ';' && open.length === 0 && calls > 0) {
      break;
    } else if (isObject && top.key === undefined && /^[\w$]/.test(token)) {
      top.key = token;
      note(token, top.before);
      top.before = [];
      last = { key: token, line };
    }
    if (token.startsWith('`')) {
      line += token.split('\n').length - 1;
    }
  }
  return found;
}
