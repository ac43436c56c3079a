import assert from 'node:assert/strict';
import { createRandom, randomPause, streamSink, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ActivationGatherer } from '@macromac/rtl/activation/gatherer.ts';
import { type CoreParameters, DEFAULT_CORE, loadLanes } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { split } from '../pins.ts';
import { soil } from '../soil.ts';
import { dealt } from './dealt.ts';

/** A beat that is told from all others: of which request, vector and group, and where in it. */
const contents = (request: number, vector: number, group: number, beat: number): bigint =>
  (BigInt(request) << 96n) | (BigInt(vector) << 64n) | (BigInt(group) << 32n) | BigInt(beat);

export const activationGatherer = (tokens: CoreParameters['tokens']): Bench => {
  const parameters = { ...DEFAULT_CORE, tokens };
  const lanes = loadLanes(parameters);
  return {
    source: 'activation/gatherer.ts',
    unit: () => ActivationGatherer(parameters),
    properties: {
      'vectors side by side in their order, whatever each port pauses': (design) =>
        forSeeds(8, (random) =>
          withSimulation(design, { quietLimit: 3000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            const pause = (name: string) => ({ pause: randomPause(random.fork(name), random.below(2) * 0.5) });
            const ports = [0, 1, 2, 3].map((port) =>
              streamSource<bigint>(sim.bus(`beats_${port}`), sim.clock, pause(`port ${port}`)),
            );
            const x = streamSink<bigint>(sim.bus('x'), sim.clock, pause('x'));
            const requests = Array.from({ length: 5 }, () => ({
              address: random.bits(36),
              groups: 1 + random.below(random.chance(0.1) ? 128 : 5),
              tokens: random.below(tokens),
            }));
            streamSource(sim.bus('request'), sim.clock, pause('request')).send(requests as never[]);
            requests.forEach(({ groups, tokens: last }, request) => {
              dealt(last + 1, groups, lanes).forEach((share, port) => {
                for (const { vector, group } of share) {
                  ports[port].send(Array.from({ length: 16 }, (_, beat) => contents(request, vector, group, beat)));
                }
              });
            });
            for (const [request, { groups, tokens: last }] of requests.entries()) {
              for (let first = 0; first <= last; first += lanes) {
                for (let group = 0; group < groups; group++) {
                  for (let beat = 0; beat < 16; beat++) {
                    const got = split(await x.receive(), 128, lanes);
                    for (let lane = 0; lane < lanes && first + lane <= last; lane++) {
                      assert.equal(got[lane], contents(request, first + lane, group, beat));
                    }
                  }
                }
              }
            }
            await sim.clock.cycles(50);
            assert.equal(x.pending.length, 0, 'nothing more');
          }),
        ),
      'a beat a cycle': (design) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, createRandom(1));
          const groups = 40;
          const [request, x] = [streamSource(sim.bus('request'), sim.clock), streamSink(sim.bus('x'), sim.clock)];
          request.send({ address: 0n, groups, tokens: tokens - 1 } as never);
          dealt(tokens, groups, lanes).forEach((share, port) => {
            streamSource<bigint>(sim.bus(`beats_${port}`), sim.clock).send(
              share.flatMap(() => Array.from({ length: 16 }, () => 1n)),
            );
          });
          const start = sim.clock.cycle;
          const beats = (16 * groups * tokens) / lanes;
          await x.receive(beats);
          assert.ok(sim.clock.cycle - start < beats + 10, `${beats} beats took ${sim.clock.cycle - start} cycles`);
        }),
    },
  };
};
