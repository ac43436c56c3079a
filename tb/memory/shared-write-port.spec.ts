import assert from 'node:assert/strict';
import { type Random, randomPause, streamSink, streamSource, withSimulation } from '@chisel-lite/testbench';
import { SharedWritePort } from '@macromac/rtl/memory/ports.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';

interface Burst {
  readonly address: bigint;
  readonly beats: readonly { readonly data: bigint; readonly strobe: number }[];
}

/** Whose a burst is, by its ID. */
const WRITERS = ['results', 'appends'] as const;

const someBursts = (random: Random, isAppend: boolean): Burst[] =>
  Array.from({ length: random.below(12) }, () => ({
    address: random.bits(36),
    beats: Array.from({ length: 1 + random.below(16) }, () => ({
      data: random.bits(128),
      strobe: isAppend ? random.below(0x10000) : 0xffff,
    })),
  }));

export const sharedWritePort: Bench = {
  source: 'memory/ports.ts',
  unit: () => SharedWritePort(),
  properties: {
    'bursts of both writers whole, each with its ID and its strobes; answers to whom they belong': (design) =>
      forSeeds(20, (random) =>
        withSimulation(design, { quietLimit: 3000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const cache = random.below(16);
          sim.port['cache'].value = cache;
          const pause = (name: string) => ({ pause: randomPause(random.fork(name), [0, 0.3, 0.8][random.below(3)]) });
          const bursts = WRITERS.map((_, id) => someBursts(random, id === 1));
          const answers: { resp: number; id: number }[] = [];
          bursts.forEach((each, id) => {
            const prefix = id === 1 ? 'append_' : '';
            const addresses = each.map(({ address, beats }) => ({ address, length: beats.length - 1 }));
            streamSource(sim.bus(`${prefix}aw`), sim.clock, pause(`aw ${id}`)).send(addresses as never[]);
            const data = each.flatMap(({ beats }) =>
              beats.map((beat, i) => ({
                data: beat.data,
                last: i === beats.length - 1,
                ...(id === 1 ? { strobe: beat.strobe } : {}),
              })),
            );
            streamSource(sim.bus(`${prefix}w`), sim.clock, pause(`w ${id}`)).send(data as never[]);
          });

          // The memory's side, pin by pin.
          const pin = (name: string) => sim.port[`m_axi_${name}`].raw;
          const coin = random.fork('ready');
          const left = bursts.map((each) => [...each]);
          let owner: number | undefined;
          let at = 0;
          let ended = 0;
          const total = bursts[0].length + bursts[1].length;
          sim.clock.attach({
            sample() {
              if (pin('wvalid').value && pin('wready').value) {
                assert.ok(owner !== undefined, 'beats follow their address');
                const { beats } = left[owner][0];
                assert.equal(BigInt(pin('wdata').value), beats[at].data);
                assert.equal(Number(pin('wstrb').value), beats[at].strobe);
                assert.equal(Number(pin('wlast').value), Number(at === beats.length - 1));
                if (++at === beats.length) {
                  answers.push({ resp: random.below(4), id: owner });
                  left[owner].shift();
                  owner = undefined;
                  ended++;
                }
              }
              if (pin('awvalid').value && pin('awready').value) {
                assert.equal(owner, undefined, 'a burst at a time');
                owner = Number(pin('awid').value);
                at = 0;
                const { address, beats } = left[owner][0];
                assert.equal(BigInt(pin('awaddr').value), address << 4n);
                assert.equal(Number(pin('awlen').value), beats.length - 1);
                assert.equal(Number(pin('awcache').value), cache);
                assert.deepEqual(
                  ['awsize', 'awburst', 'awprot'].map((name) => Number(pin(name).value)),
                  [4, 1, 0],
                );
              }
            },
            drive() {
              pin('awready').value = Number(coin.chance(0.6));
              pin('wready').value = Number(coin.chance(0.6));
            },
          });
          await sim.clock.until(() => ended === total, 'all bursts');

          // Answers in any order of the two.
          const sinks = [
            streamSink<number>(sim.bus('b'), sim.clock, pause('b')),
            streamSink<number>(sim.bus('append_b'), sim.clock, pause('append_b')),
          ];
          const shuffled = answers
            .map((answer) => ({ answer, key: random.uint32() }))
            .sort((a, b) => a.key - b.key)
            .map(({ answer }) => answer);
          for (const { resp, id } of shuffled) {
            pin('bvalid').value = 1;
            pin('bresp').value = resp;
            pin('bid').value = id;
            await sim.clock.until(() => pin('bready').value, 'the answer to be taken');
            pin('bvalid').value = 0;
            await sim.clock.cycles(1 + random.below(2));
          }
          await sim.clock.cycles(3);
          WRITERS.forEach((who, id) => {
            const wanted = shuffled.filter((answer) => answer.id === id).map(({ resp }) => resp);
            assert.deepEqual([...sinks[id].pending], wanted, who);
          });
        }),
      ),
  },
};
