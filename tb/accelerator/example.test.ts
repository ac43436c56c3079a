/**
 * The example of docs/registers.md, as it stands on the page, on the accelerator: an outside engineer has nothing else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AddressSpace, axiLiteMaster, kv260Ddr, withSimulation } from '@chisel-lite/testbench';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { expect, test } from 'vitest';
import { OFFSETS, PORTS } from './board.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/registers.md'), 'utf8');
const LINES = PAGE.slice(PAGE.indexOf('## Example')).split('\n');

interface Write {
  readonly offset: number;
  readonly name: string;
  readonly value: number;
}

/** Regions that `word` introduces: address and bytes. */
const regions = (word: string): { address: number; bytes: Uint8Array }[] =>
  LINES.flatMap((line, i) => {
    const found = new RegExp(`^${word} (0x\\w+), (\\d+) bytes:$`).exec(line);
    if (!found) {
      return [];
    }
    const bytes = new Uint8Array(Number(found[2]));
    for (const row of LINES.slice(i + 1)) {
      const match = /^ {2}\+(0x\w+)((?: [0-9a-f]{2}){16})$/.exec(row);
      if (!match) {
        break;
      }
      bytes.set(Buffer.from(match[2].replaceAll(' ', ''), 'hex'), Number(match[1]));
    }
    return [{ address: Number(found[1]), bytes }];
  });

/** The writes of each command, up to its push. */
const commands: Write[][] = [];
let rest = LINES.flatMap((line): Write[] => {
  const found = /^write (0x\w+) (\w+) (0x\w+)$/.exec(line);
  return found ? [{ offset: Number(found[1]), name: found[2], value: Number(found[3]) }] : [];
});
while (rest.length > 0) {
  const end = rest.findIndex(({ name }) => name === 'push') + 1 || rest.length;
  commands.push(rest.slice(0, end));
  rest = rest.slice(end);
}

test.each([1, 2] as const)(
  'T = %i: the memory and registers of the page give the results of the page',
  async (tokens) => {
    expect(commands.map((writes) => writes.at(-1)?.name)).toEqual(['push', 'push']);
    const [memory, results] = [regions('memory'), regions('result')];
    expect([memory.length, results.length]).toEqual([5, 2]);
    await withSimulation(Accelerator({ ...DEFAULT_CORE, tokens }), { clock: 5, cycleLimit: 100_000 }, async (sim) => {
      const space = new AddressSpace();
      for (const { address, bytes } of memory) {
        space.map(address, bytes);
      }
      // Of other content, and nothing behind them, so that a write beyond the region that the page gives is an error.
      const written = results.map(({ bytes }) => new Uint8Array(bytes.length).fill(0xa5));
      results.forEach(({ address }, i) => {
        space.map(address, written[i]);
      });
      kv260Ddr(sim, PORTS, { memory: space });
      const registers = axiLiteMaster(sim, 's_axi_ctrl');
      for (const [done, writes] of commands.entries()) {
        for (const { offset, name, value } of writes) {
          expect([name, offset]).toEqual([name, OFFSETS[name as keyof typeof OFFSETS]]);
          await registers.write(offset, value);
        }
        while ((await registers.read(OFFSETS.completed)) <= done) {
          expect(await registers.read(OFFSETS.error), 'no error').toBe(0);
        }
      }
      results.forEach(({ bytes }, i) => {
        expect([...written[i]]).toEqual([...bytes]);
      });
    });
  },
);
