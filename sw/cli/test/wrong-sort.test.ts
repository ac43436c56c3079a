/** An input of the wrong sort is told what it is and what was expected, not by the first thing that it lacks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-sort-'));
afterAll(() => rmSync(root, { recursive: true }));
const NOTES = join(root, 'notes.md');
writeFileSync(NOTES, '# Notes\n');
const BINARY = join(root, 'picture.png');
writeFileSync(BINARY, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a));
const DUMP = join(root, 'a.vcd');
writeFileSync(DUMP, '$timescale 1ns $end\n$var wire 1 ! a $end\n$enddefinitions $end\n#0\n0!\n');
const STORY = join(import.meta.dirname, '../../../models/story');

const MODEL = '; expected a model folder as `macromac import` writes it';

test.each<[sentence: string, ...command: string[]]>([
  [`not a folder${MODEL}`, 'generate', '--prompt', 'a', '--model', NOTES],
  [`not a folder${MODEL}`, 'chat', '--model', NOTES],
  [`not a folder${MODEL}`, 'serve', '--model', NOTES],
  [`not a folder${MODEL}`, 'program', '--model', NOTES],
  [`not a folder${MODEL}`, 'perf', '--model', NOTES],
  [`not a folder${MODEL}`, 'bench', '--model', NOTES],
  ['none of the kinds of file that can be imported', 'import', '--out', join(root, 'x'), NOTES],
  ['none of the kinds of file that can be imported', 'quantize', '--out', join(root, 'x'), NOTES],
  ['none of the kinds of file that can be imported', 'compare', '--text', NOTES, NOTES],
  ['none of the kinds of file that can be imported', 'eval', 'bits-per-byte', '--text', NOTES, NOTES],
  ['not a text in UTF-8, from byte 0 (0x89) on', 'eval', 'bits-per-byte', STORY, '--text', BINARY],
  ['not a text in UTF-8, from byte 0 (0x89) on', 'compare', STORY, '--text', BINARY],
  ['not a text in UTF-8, from byte 0 (0x89) on', 'generate', '--model', STORY, '--prompt-file', BINARY],
  ['not a text in UTF-8, from byte 0 (0x89) on', 'sweep', BINARY],
  ['the first line is not the column names of WNLI', 'eval', 'wnli', STORY, '--data', NOTES],
  ['not valid JSON', 'sweep', NOTES],
  ['no folder of jobs and results, as `macromac sweep` makes', 'jobs', 'run', NOTES],
  ['no waveform dump', 'waves', '--no-open', NOTES],
  ['not a folder', 'waves', '--no-open', DUMP, '--verilog', NOTES],
  ['not a folder', 'report', 'vivado', NOTES],
  ['not a folder', 'site', '--no-open', '--folder', NOTES],
  ['not a folder', 'doctor', '--root', NOTES],
  ['not a folder', 'data', 'wnli', '--out', join(root, 'x'), '--from', NOTES],
])('%s: %s', async (sentence, ...command) => {
  const { code, stdout, stderr } = await macromac(...command);
  const wrong = command.findLast((each) => each === NOTES || each === BINARY);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`macromac: ${wrong}: ${sentence}`);
  expect(stderr.match(/macromac: /g)).toHaveLength(1);
});
