import assert from 'node:assert/strict';
import { randomPause, streamSink, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ActivationDealer } from '@macromac/rtl/activation/dealer.ts';
import { type CoreParameters, DEFAULT_CORE, loadLanes } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';
import { dealt } from './dealt.ts';

export const activationDealer = (tokens: CoreParameters['tokens']): Bench => {
  const parameters = { ...DEFAULT_CORE, tokens };
  return {
    source: 'activation/dealer.ts',
    unit: () => ActivationDealer(parameters),
    properties: {
      'every group of every vector once, through its port': (design) =>
        forSeeds(10, (random) =>
          withSimulation(design, { quietLimit: 3000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            const share = [0, 0.5, 0.9][random.below(3)];
            const sinks = [0, 1, 2, 3].map((port) =>
              streamSink<{ address: bigint; beats: number }>(sim.bus(`regions_${port}`), sim.clock, {
                pause: randomPause(random.fork(`port ${port}`), share * random.below(2)),
              }),
            );
            const requests = Array.from({ length: 6 }, () => ({
              address: random.bits(35),
              groups: 1 + random.below(random.chance(0.2) ? 128 : 7),
              tokens: random.below(tokens),
            }));
            streamSource(sim.bus('request'), sim.clock).send(requests as never[]);
            for (const { address, groups, tokens: last } of requests) {
              for (const [port, share] of dealt(last + 1, groups, loadLanes(parameters)).entries()) {
                for (const { vector, group } of share) {
                  assert.deepEqual(
                    await sinks[port].receive(),
                    { address: address + BigInt(16 * (vector * groups + group)), beats: 16 },
                    `vector ${vector}, group ${group} on port ${port}`,
                  );
                }
              }
            }
            await sim.clock.cycles(50);
            for (const sink of sinks) {
              assert.equal(sink.pending.length, 0, 'nothing more');
            }
          }),
        ),
      'a step a cycle while every port takes its region': (design) =>
        withSimulation(design, {}, async (sim) => {
          const taken: number[] = [];
          const pin = (name: string) => Number(sim.port[name].raw.value);
          for (const port of [0, 1, 2, 3]) {
            streamSink(sim.bus(`regions_${port}`), sim.clock);
          }
          sim.clock.attach({
            sample(cycle) {
              if ([0, 1, 2, 3].some((port) => pin(`regions_${port}_valid`) && pin(`regions_${port}_ready`))) {
                taken.push(cycle);
              }
            },
          });
          streamSource(sim.bus('request'), sim.clock).send({ address: 0n, groups: 20, tokens: tokens - 1 } as never);
          await sim.clock.cycles(100);
          const sets = Math.ceil(tokens / loadLanes(parameters));
          assert.equal(taken.length, 20 * sets);
          assert.equal(taken.at(-1)! - taken[0], 20 * sets - 1);
        }),
    },
  };
};
