import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** One word of a command line, and where it stands in a list, for messages. */
interface Word {
  readonly text: string;
  readonly at: string | undefined;
}

/** Lists within lists at most: a list that names itself ends here. */
const DEEPEST = 20;

/**
 * A command line in which file lists and the options that simulators share have become this command's own: `-f LIST`
 * (paths from the working folder) and `-F LIST` (from the list's) are replaced by what is in them, `+incdir+A+B` and
 * `-y A` by `-I`, `+define+A=1+B` by `-D`, `-v FILE` by the file; `+libext+…` is left out, since `.v` and `.sv` are
 * looked for anyway. Throws a sentence with list and line for what is not known.
 */
export function expandFileLists(argv: readonly string[]): string[] {
  const words = argv.map((text): Word => ({ text, at: undefined }));
  return expand(words, (path) => path, 0);
}

function expand(words: readonly Word[], pathOf: (path: string) => string, depth: number): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const { text, at } = words[i];
    const fail = (message: string): never => {
      throw new Error(`${at ? `${at}: ` : ''}${message}`);
    };
    const operand = () => pathOf(words[++i]?.text ?? fail(`${text} needs a name after it`));
    const parts = () => text.split('+').slice(2).filter(Boolean);
    if (text === '-f' || text === '-F') {
      const list = operand();
      if (depth === DEEPEST) {
        fail(`${list}: file lists within file lists, more than ${DEEPEST} deep`);
      }
      const folder = dirname(list);
      const inList = text === '-F' ? (path: string) => resolve(folder, path) : pathOf;
      out.push(...expand(readList(list, fail), inList, depth + 1));
    } else if (text === '-y') {
      out.push('-I', operand());
    } else if (text === '-v') {
      out.push(operand());
    } else if (text.startsWith('+incdir+')) {
      out.push(...parts().flatMap((folder) => ['-I', pathOf(folder)]));
    } else if (text.startsWith('+define+')) {
      out.push(...parts().flatMap((definition) => ['-D', definition]));
    } else if (text.startsWith('+libext+')) {
      // .v and .sv, which are looked for anyway
    } else if (!at && text === '--plusarg') {
      out.push(text, words[++i]?.text ?? fail(`${text} needs a name after it`));
    } else if (text.startsWith('+') || (at && text.startsWith('-') && !/^-[IDG]/.test(text))) {
      fail(`${text} is not known; expected sources, -f, -F, -y, -v, -I, -D, -G, +incdir+, +define+ or +libext+`);
    } else if (at && /^-I./.test(text)) {
      out.push('-I', pathOf(text.slice(2)));
    } else if (at && text === '-I') {
      out.push('-I', operand());
    } else if (at && /^-[DG]$/.test(text)) {
      out.push(text, words[++i]?.text ?? fail(`${text} needs a name after it`));
    } else {
      out.push(at && !text.startsWith('-') ? pathOf(text) : text);
    }
  }
  return out;
}

/** The words of a list, without comments (`//`, `#`, `/* … *\/`), `$NAME` and `${NAME}` from the environment. */
function readList(list: string, fail: (message: string) => never): Word[] {
  let content = '';
  try {
    content = readFileSync(list, 'utf8');
  } catch (error) {
    fail(`${list}: cannot be read as a list of files (${(error as NodeJS.ErrnoException).code})`);
  }
  const plain = content.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  return plain.split('\n').flatMap((line, i) => {
    const at = `${list}:${i + 1}`;
    const words = line.replace(/(^|\s)(\/\/|#).*$/, '').match(/"[^"]*"|\S+/g) ?? [];
    return words.map((word) => ({ text: withVariables(word.replace(/^"(.*)"$/, '$1'), at), at }));
  });
}

function withVariables(word: string, at: string): string {
  return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, bare: string) => {
    const name = braced ?? bare;
    const value = process.env[name];
    if (value === undefined) {
      throw new Error(`${at}: ${word}: the environment has no ${name}`);
    }
    return value;
  });
}
