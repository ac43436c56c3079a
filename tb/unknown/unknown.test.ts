import { bool, module, regs, uint, when } from '@chisel-lite/hdl';
import { expect, test } from 'vitest';
import type { Bench } from '../bench.ts';
import { withPins } from '../pins.ts';
import { compare } from './icarus.ts';
import { holdsFromRandom } from './random-start.ts';
import { record } from './record.ts';
import { hasIcarus, judgedUnits } from './units.ts';

const withIcarus = test.skipIf(!hasIcarus());
if (!hasIcarus()) {
  console.warn('tb/unknown: iverilog not found, so NOTHING is looked at with X here: apt-get install iverilog');
}
const MINUTES = 60_000;
const whole = Boolean(process.env.MACROMAC_NIGHTLY);

/** A second or two each; `make unknown` has all. */
const SAMPLE = ['read_master_512', 'result_writer', 'shared_write_port', 'dispatcher_t2_list', 'vector_append'];
const units = judgedUnits().filter(({ name }, i, all) => whole || SAMPLE.includes(name) || i === all.length - 2);

withIcarus.each(units)(
  'no X of what has no reset comes out of $name',
  async ({ bench, edges }) => {
    const unit = await record(bench, edges);
    const compared = unit ? await compare(unit) : [];
    expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
    expect(unit === undefined || compared.some(({ values }) => values > 100)).toBe(true);
  },
  20 * MINUTES,
);

test.each(units.filter(({ name }) => whole || SAMPLE.includes(name)))(
  'what $name does is the same from any start',
  ({ bench }) => holdsFromRandom(bench, 1),
  10 * MINUTES,
);

/**
 * Says that a value is there, which is kept in a register without a reset; `forgets`: whether it comes before one was
 * given.
 */
const keeper = (forgets: boolean): Bench => ({
  source: 'toy.ts',
  unit: () =>
    module(
      `keeper_${forgets ? 'forgets' : 'waits'}`,
      { in: { s_valid: bool(), s_payload: uint(4) }, out: { m_valid: bool(), m_payload: uint(4) } },
      (io) => {
        const { held } = regs({ held: uint(4) });
        const { full } = regs({ full: bool(forgets) });
        when(io.s_valid, () => {
          held.set(io.s_payload);
          full.set(1);
        });
        io.m_valid.set(full);
        io.m_payload.set(held);
      },
    ),
  properties: {
    'what is given comes out': (design) =>
      withPins(design, (pins) => {
        pins.set({ s_valid: 0 });
        for (let cycle = 0; cycle < 10; cycle++) {
          pins.set({ s_valid: cycle === 5, s_payload: cycle });
          pins.clock();
        }
        expect(pins.get('m_payload')).toBe(5);
      }),
  },
});

withIcarus('an X that comes out with its valid is found, and one that no valid covers is none', async () => {
  const differences = async (forgets: boolean) =>
    (await compare((await record(keeper(forgets), 400))!)).flatMap((each) => each.differences);
  expect(await differences(false)).toEqual([]);
  expect((await differences(true))[0]).toMatch(/^cycle 2: m_payload is x, not [0-9a-f]$/);
});
