import assert from 'node:assert/strict';
import { createRandom, randomPause, streamSource, withSimulation } from '@chisel-lite/testbench';
import { MAX_BLOCKS } from '@macromac/rtl';
import { BLOCKS_IN_FLIGHT, Sequencer } from '@macromac/rtl/control/sequencer.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { FORMAT_CODE } from '../jobs.ts';
import { FORMATS, type Strip, stripsOf } from '../mac/strips.ts';
import { withPins } from '../pins.ts';
import { soil } from '../soil.ts';

/** A strip with what its command says. */
interface Expected extends Strip {
  readonly bank: boolean;
  readonly tokens: number;
  readonly lastBlock: boolean;
}

export const sequencer = (tokens: number): Bench => ({
  source: 'control/sequencer.ts',
  unit: () => Sequencer(tokens),
  properties: {
    'says what each strip is, of any queue of commands, and never has more blocks on their way than there is room for':
      (design) =>
        forSeeds(10, (random) =>
          withSimulation(design, { quietLimit: 2000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            const expected: Expected[] = [];
            const commands = Array.from({ length: 5 }, (_, i) => {
              const format = FORMATS[random.below(3)];
              const long = i === 4 && random.chance(0.3);
              const [groups, blocks] = long ? [128, 1] : [1 + random.below(5), 1 + random.below(12)];
              const bank = random.chance(0.5);
              const command = {
                groups,
                blocks,
                format: FORMAT_CODE[format],
                tokens: random.below(tokens),
                bank,
              };
              for (const strip of stripsOf(format, groups, blocks)) {
                expected.push({
                  ...strip,
                  bank,
                  tokens: command.tokens,
                  lastBlock: strip.block === blocks - 1,
                });
              }
              return command;
            });
            const pause = randomPause(random.fork('run'), random.below(2) * 0.6);
            streamSource(sim.bus('run'), sim.clock, { pause }).send(commands as never[]);

            const pin = (name: string) => Number(sim.port[name].raw.value);
            const offers = [1, 0.7][random.below(2)];
            const drains = [1, 0.02, 0.005][random.below(3)];
            let taken = 0;
            let inFlight = 0;
            let before: Expected | undefined;
            let draining = false;
            // Groups of the activations that are there: all, or more and more.
            const arrives = [1, 0.1, 0.02][random.below(3)];
            let loaded = 0;
            let loadedBefore = 0;
            let poisonedBefore = 0;
            const model = {
              beats: 0,
              sample() {
                // A cycle after it was taken, what a strip is.
                assert.equal(pin('control_zeros'), Number(before?.kind === 'zeros'), 'zeros');
                assert.equal(pin('control_scales'), Number(before?.kind === 'scales'), 'scales');
                assert.equal(pin('control_weights'), Number(before?.kind === 'weights'), 'weights');
                assert.equal(pin('control_last'), Number(before?.last ?? false), 'last');
                if (before) {
                  assert.equal(pin('control_dense'), Number(before.format === 'awq-macro-dense'), 'dense');
                  assert.equal(pin('control_int8'), Number(before.format === 'int8-macro'), 'int8');
                  assert.equal(pin('control_tokens'), before.tokens, 'tokens');
                  assert.equal(pin('control_poisoned'), poisonedBefore, 'poisoned');
                  assert.equal(pin('control_first_group'), Number(before.firstGroup), 'first group');
                  assert.equal(pin('control_last_group'), Number(before.lastGroup), 'last group');
                  if (before.kind === 'weights') {
                    assert.equal(pin('control_first'), Number(before.first), 'first');
                  }
                  if (before.format === 'int8-macro' && before.kind === 'weights') {
                    assert.equal(pin('control_upper'), Number(before.upper), 'upper');
                  }
                }
                const next = expected[taken];
                const takes = pin('take') === 1;
                if (takes) {
                  assert.equal(pin('offered'), 1, 'nothing is taken that is not offered');
                  assert.ok(next, 'no more than the commands hold');
                  if (next.kind === 'weights') {
                    assert.ok(next.group < loadedBefore, 'its activations are there');
                  }
                  model.beats++;
                }
                const endsBlock = takes && next.last && next.lastGroup;
                const endsCommand = endsBlock && next.lastBlock;
                if (takes && next.kind === 'weights') {
                  assert.equal(pin('read_address'), (next.bank ? 2048 : 0) + next.beat, 'address of the activations');
                }
                assert.equal(
                  pin('read_exponents'),
                  Number(takes && next.last),
                  'exponents are read with the last strip',
                );
                if (takes && next.last) {
                  assert.equal(pin('read_group'), (next.bank ? 128 : 0) + next.group);
                }
                assert.equal(pin('block_issued'), Number(endsBlock), 'block issued');
                if (endsBlock) {
                  assert.equal(pin('block_last'), Number(next.lastBlock));
                  assert.equal(pin('block_tokens'), next.tokens);
                }
                assert.equal(pin('finished'), Number(endsCommand), 'finished');
                if (endsCommand) {
                  assert.equal(pin('bank_in_use'), Number(next.bank));
                }
                if (pin('busy') === 0) {
                  assert.equal(takes, false);
                }
                // With a command, strips and room it does not wait.
                const room = inFlight < BLOCKS_IN_FLIGHT || !(next?.last && next.lastGroup);
                const here = pin('waiting') === 0;
                if (pin('busy') && !here) {
                  assert.ok(loadedBefore <= next.group, 'waits for activations only');
                }
                if (pin('busy') && pin('offered') && room && here) {
                  assert.ok(takes, 'takes what it can');
                }
                if (!here) {
                  assert.equal(takes, false);
                }
                loadedBefore = loaded;
                poisonedBefore = pin('poisoned');
                if (endsCommand) {
                  loaded = 0;
                }
                if (!room) {
                  assert.equal(takes, false, 'room for the block');
                }
                inFlight += Number(endsBlock) - Number(draining);
                before = takes ? next : undefined;
                if (takes) {
                  taken++;
                }
              },
              drive() {
                sim.port['offered'].raw.value = Number(random.chance(offers));
                if (arrives === 1) {
                  loaded = 128;
                } else if (loaded < 128 && random.chance(arrives)) {
                  loaded++;
                }
                sim.port['loaded'].raw.value = loaded;
                sim.port['poisoned'].raw.value = random.below(2 ** tokens);
                draining = inFlight > 0 && random.chance(drains);
                sim.port['block_drained'].raw.value = Number(draining);
              },
            };
            sim.clock.attach(model);
            await sim.clock.until(() => taken === expected.length, 'all strips to be taken');
            await sim.clock.cycles(3);
            assert.equal(pin('busy'), 0);
          }),
        ),
    'eight blocks may be on their way; the last strip of the ninth waits for the first to drain': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const command = {
          groups: 1,
          blocks: 20,
          format: 0,
          tokens: 0,
          bank: false,
        };
        streamSource(sim.bus('run'), sim.clock).send(command as never);
        const { offered, block_drained, block_issued, take } = sim.port;
        offered.value = 1;
        sim.port['loaded'].value = 128;
        let issued = 0;
        sim.clock.attach({
          sample: () => {
            issued += block_issued.number;
          },
        });
        for (let drained = 0; drained < 4; drained++) {
          await sim.clock.cycles(300);
          assert.equal(issued, BLOCKS_IN_FLIGHT + drained);
          assert.equal(take.number, 0);
          block_drained.value = 1;
          await sim.clock.rising();
          block_drained.value = 0;
        }
      }),
    'as many blocks as a command may have, and not one more': (design) =>
      withPins(design, (pins) => {
        const command = { groups: 1, blocks: MAX_BLOCKS, format: FORMAT_CODE['awq-macro'], tokens: 0, bank: 0 };
        pins.set(Object.fromEntries(Object.entries(command).map(([name, value]) => [`run_payload_${name}`, value])));
        pins.set({ run_valid: 1, loaded: 128 });
        pins.clock();
        pins.set({ run_valid: 0, offered: 1 });
        const strips = 18 * MAX_BLOCKS;
        let taken = 0;
        let issued = 0;
        for (let cycle = 0; cycle < strips + 10; cycle++) {
          taken += pins.get('take');
          const ends = pins.get('block_issued');
          issued += ends;
          assert.equal(pins.get('finished'), Number(taken === strips && ends === 1), `strip ${taken}, block ${issued}`);
          pins.clock();
          // Its results leave at once.
          pins.set({ block_drained: ends });
        }
        assert.deepEqual([taken, issued], [strips, MAX_BLOCKS]);
      }),
  },
});
