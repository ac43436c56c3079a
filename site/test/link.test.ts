import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hardwareSources } from '../build.ts';
import { FAULTS, withFault } from '../src/shared/faults.ts';
import { changeBetween, editedFiles, readHash, writeHash } from '../src/shared/link.ts';

const sources = hardwareSources();

test.each(FAULTS)('$id finds its place in rtl/, and changes something', (fault) => {
  const text = sources[fault.path];
  expect(withFault(fault, text)).not.toBe(text);
  expect(() => withFault(fault, 'another file')).toThrow(/does not stand there once/);
});

test('whatever is changed, a link brings it back', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '😁', '&', '#', '%', '"') });
  fc.assert(
    fc.property(text, text, text, (prompt, before, after) => {
      const change = changeBetween('rtl/x.ts', before, after);
      const shared = readHash(writeHash({ prompt, edits: change ? [change] : [] }));
      expect(shared.prompt).toBe(prompt);
      const edited = editedFiles(shared.edits ?? [], { 'rtl/x.ts': before });
      expect(edited['rtl/x.ts'] ?? before).toBe(after);
    }),
  );
});

test('a link of another version is refused, and nonsense is left out', () => {
  const change = { path: 'rtl/none.ts', at: 0, removed: 1, text: '' };
  expect(() => editedFiles([change], sources)).toThrow(/rtl\/none\.ts at 0/);
  const beyond = { path: 'rtl/core.ts', at: sources['rtl/core.ts'].length, removed: 1, text: '' };
  expect(() => editedFiles([beyond], sources)).toThrow(/another version/);
  expect(readHash('#edit=%5B1%2C%5B%22a%22%5D%5D').edits).toEqual([]);
  expect(readHash('#edit=}').edits).toBeUndefined();
  expect(readHash('')).toEqual({});
});
