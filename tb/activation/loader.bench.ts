import assert from 'node:assert/strict';
import { randomPause, streamSink, streamSource, withSimulation } from '@chisel-lite/testbench';
import { Loader } from '@macromac/rtl/activation/loader.ts';
import { type CoreParameters, DEFAULT_CORE, laneBits } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join } from '../pins.ts';
import { someGroup } from './block-float.bench.ts';
import { blockFloat, isFinite32 } from './block-float-model.ts';

interface Run {
  groups: number;
  blocks: number;
  format: number;
  tokens: number;
  bank: boolean;
  poisoned: number | boolean;
}

export const loader = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const { tokens, engine, mantissa } = parameters;
  const lane = laneBits(parameters);
  return {
    source: 'activation/loader.ts',
    unit: () => Loader(parameters),
    properties: {
      'a bank holds its vectors when its command is passed on, and until every command that reads it has ended': (
        design,
      ) =>
        forSeeds(10, (random) =>
          withSimulation(design, { quietLimit: 3000 }, async (sim) => {
            const share = () => [0, 0.4][random.below(2)];
            const x = streamSource<bigint>(sim.bus('x'), sim.clock, { pause: randomPause(random.fork('x'), share()) });
            const commands = streamSource<bigint>(sim.bus('command'), sim.clock);
            const runs = streamSink<Run>(sim.bus('run'), sim.clock, {
              pause: randomPause(random.fork('run'), share()),
            });
            // The buffer as written.
            const words = Array.from({ length: tokens }, () => new Map<number, bigint>());
            const exponents = Array.from({ length: tokens }, () => new Map<number, number>());
            const pin = (name: string) => sim.port[name].raw.value;
            // Commands end in order, each some time after it was passed on.
            const running: { bank: boolean; due: number }[] = [];
            let lastDue = 0;
            sim.clock.attach({
              sample(cycle) {
                const write = Number(pin('write'));
                const address = Number(pin('write_address'));
                if (write)
                  assert.ok(
                    running.every((run) => run.bank !== address >= 2048),
                    'no bank is written that is read',
                  );
                for (let t = 0; t < tokens; t++) {
                  if (!((write >> t) & 1)) continue;
                  words[t].set(address, BigInt(pin('write_values')));
                  if (pin('write_exponent')) exponents[t].set(Number(pin('write_group')), Number(pin('exponent')));
                }
                if (!pin('run_valid') || !pin('run_ready')) return;
                lastDue = Math.max(lastDue + 1, cycle + random.below(300));
                running.push({ bank: pin('run_payload_bank') === 1, due: lastDue });
              },
              drive(cycle) {
                const ends = running.length > 0 && running[0].due <= cycle ? running.shift() : undefined;
                sim.port['finished'].raw.value = Number(ends !== undefined);
                sim.port['finished_bank'].raw.value = Number(ends?.bank ?? random.chance(0.5));
              },
            });

            const jobs: {
              groups: number;
              vectors: number[][];
              reuse: boolean;
              word: Omit<Run, 'bank' | 'poisoned'>;
            }[] = [];
            for (let i = 0; i < 8; i++) {
              const before = jobs.at(-1);
              const reuse = before !== undefined && random.chance(0.4);
              const groups = reuse ? before.groups : 1 + random.below(random.chance(0.1) ? 128 : 4);
              const count = reuse ? before.vectors.length : 1 + random.below(tokens);
              const vectors = reuse
                ? before.vectors
                : Array.from({ length: count }, () => Array.from({ length: groups }, () => someGroup(random)).flat());
              const word = { groups, blocks: 1 + random.below(65535), format: random.below(3), tokens: count - 1 };
              jobs.push({ groups, vectors, reuse, word });
              commands.send({
                groups,
                blocks: word.blocks,
                format: word.format,
                reserved_0: random.below(4),
                tokens: word.tokens,
                reuse,
                reserved_1: random.below(2 ** 23),
              } as never);
              if (!reuse)
                x.send(
                  vectors.flatMap((vector) =>
                    Array.from({ length: 16 * groups }, (_, beat) => join(vector.slice(4 * beat, 4 * beat + 4), 32)),
                  ),
                );
            }
            let bank: boolean | undefined;
            for (const { groups, vectors, reuse, word } of jobs) {
              const run = await runs.receive();
              const { bank: here, poisoned, ...rest } = run;
              assert.deepEqual(rest, word);
              if (reuse) assert.equal(here, bank);
              else assert.notEqual(here, bank, 'the banks take turns');
              bank = here;
              vectors.forEach((vector, t) => {
                const finite = vector.every(isFinite32);
                assert.equal((Number(poisoned) >> t) & 1, Number(!finite), `vector ${t} is poisoned or not`);
                for (let g = 0; g < groups; g++) {
                  const group = vector.slice(64 * g, 64 * g + 64);
                  if (engine === 'fused' && !group.every(isFinite32)) continue;
                  const wanted =
                    engine === 'fused' ? blockFloat(group, mantissa) : { mantissas: group.map(BigInt), exponent: 0 };
                  for (let beat = 0; beat < 16; beat++)
                    assert.equal(
                      words[t].get((here ? 2048 : 0) + 16 * g + beat),
                      join(wanted.mantissas.slice(4 * beat, 4 * beat + 4), lane),
                      `vector ${t}, group ${g}, beat ${beat}`,
                    );
                  assert.equal(exponents[t].get((here ? 128 : 0) + g), wanted.exponent);
                }
              });
            }
          }),
        ),
      'waits for a bank that is still read, and not for the other': (design) =>
        withSimulation(design, {}, async (sim) => {
          const x = streamSource<bigint>(sim.bus('x'), sim.clock);
          const commands = streamSource(sim.bus('command'), sim.clock);
          const runs = streamSink<Run>(sim.bus('run'), sim.clock);
          const command = { groups: 1, blocks: 1, format: 0, reserved_0: 0, tokens: 0, reuse: false, reserved_1: 0 };
          const reuse = { ...command, reuse: true };
          commands.send([command, reuse, reuse, command, command] as never[]);
          x.send(Array.from({ length: 48 }, (_, i) => BigInt(i)));
          const end = async (which: boolean) => {
            sim.port['finished'].value = 1;
            sim.port['finished_bank'].value = Number(which);
            await sim.clock.rising();
            sim.port['finished'].value = 0;
            await sim.clock.cycles(80);
          };
          const first = (await runs.receive(3))[0].bank;
          assert.equal((await runs.receive()).bank, !first, 'the other bank is free');
          await sim.clock.cycles(200);
          for (let read = 0; read < 3; read++) {
            assert.equal(runs.pending.length, 0, `${3 - read} commands read the bank`);
            await end(first);
          }
          assert.equal(runs.pending.length, 1);
        }),
    },
  };
};
