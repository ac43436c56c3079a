import assert from 'node:assert/strict';
import { Arbiter } from '@chisel-lite/hdl';
import { burst } from '@macromac/rtl/memory/bundles.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';

export const priorityArbiter: Bench = {
  source: 'lib/arbiter.ts',
  unit: () => Arbiter(burst, 2, 'priority'),
  properties: {
    'the first input goes first; a choice stands until it is taken': (design) =>
      forSeeds(4, (random) =>
        withPins(
          design,
          (pins) => {
            const offers: ({ address: bigint; length: number } | undefined)[] = [undefined, undefined];
            let stands: number | undefined;
            for (let cycle = 0; cycle < 300; cycle++) {
              offers.forEach((offer, i) => {
                if (!offer && random.chance(0.4)) {
                  offers[i] = { address: random.bits(36), length: random.below(16) };
                }
                const { address, length } = offers[i] ?? { address: random.bits(36), length: random.below(16) };
                pins.set({
                  [`s${i}_valid`]: offers[i] !== undefined,
                  [`s${i}_payload_address`]: address,
                  [`s${i}_payload_length`]: length,
                });
              });
              const ready = random.chance(0.5);
              pins.set({ m_ready: ready });
              const chosen = stands ?? (offers[0] ? 0 : offers[1] ? 1 : undefined);
              assert.equal(pins.get('m_valid'), Number(chosen !== undefined));
              if (chosen !== undefined) {
                assert.equal(pins.get('chosen'), chosen);
                assert.equal(pins.wide('m_payload_address'), offers[chosen]!.address);
                assert.equal(pins.get('m_payload_length'), offers[chosen]!.length);
              }
              for (const i of [0, 1]) {
                if (offers[i]) {
                  assert.equal(pins.get(`s${i}_ready`), Number(ready && chosen === i));
                }
              }
              pins.clock();
              stands = ready ? undefined : chosen;
              if (ready && chosen !== undefined) {
                offers[chosen] = undefined;
              }
            }
          },
          random,
        ),
      ),
  },
};
