/**
 * `npx tsx tools/documents/end-lines.ts`: ends the lines of prose that are longer than 120 characters, in pages and
 * comments, and prints the files that it changed. Part of `npm run format`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrapComments, wrapPage } from './line-ends.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What commands write. */
const MADE =
  /^(?:gen\/verilog\/|sw\/driver\/(?:registers|error-codes)\.ts|docs\/(?:registers|proofs|signoff)\.md|packages\/hdl\/docs\/guide\.md)/;

/** Files with prose, each with what its prose should be. */
export function* judged(): Generator<{ path: string; text: string; ended: string }> {
  const names = execFileSync('git', ['ls-files', '*.md', '*.ts', '*.mjs'], { cwd: ROOT, encoding: 'utf8' });
  for (const path of names.trim().split('\n')) {
    if (!MADE.test(path)) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      yield { path, text, ended: path.endsWith('.md') ? wrapPage(text) : wrapComments(text) };
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const { path, text, ended } of judged()) {
    if (text !== ended) {
      writeFileSync(join(ROOT, path), ended);
      console.log(path);
    }
  }
}
